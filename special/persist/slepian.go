// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"fmt"
	"math"
)

// A slepian evaluates the clipped Slepian mean
//
//	E₀(t) = −r′(t)/(σ √(1−r²)),  σ² = −r″(0),
//
// which tends to one for t → 0 and whose integral from 0 to t is
// arccos(r(t))/σ.
type slepian struct {
	c     Covariance
	one   oneMinusR // nil when c has no such method
	sigma float64
}

func newSlepian(c Covariance) (*slepian, error) {
	if c == nil {
		return nil, fmt.Errorf("persist: Covariance is nil, want one: %w", ErrInput)
	}
	if k, ok := c.(checked); ok {
		if err := k.check(); err != nil {
			return nil, err
		}
	}
	if r := c.R(0); !(math.Abs(r-1) <= 1e-12) {
		return nil, fmt.Errorf("persist: Covariance.R(0) is %v, want 1: %w", r, ErrDomain)
	}
	s := &slepian{c: c}
	s.one, _ = c.(oneMinusR)
	var curv float64
	if k, ok := c.(curvature); ok {
		curv = k.Curvature()
	} else {
		var err error
		if curv, err = extrapolateCurvature(c); err != nil {
			return nil, err
		}
	}
	if !(curv > 0) || math.IsInf(curv, 1) {
		return nil, fmt.Errorf("persist: curvature −r″(0) of the Covariance is %v, want a positive number: %w", curv, ErrDomain)
	}
	s.sigma = math.Sqrt(curv)
	return s, nil
}

// extrapolateCurvature returns the limit of −r′(t)/t for t → 0 by Richardson's
// extrapolation in powers of t, odd ones included, since |t|³ in r is common.
func extrapolateCurvature(c Covariance) (float64, error) {
	// A time at which r has clearly fallen, but not to nothing.
	t := 1.0
	for range 300 {
		r := c.R(t)
		if math.IsNaN(r) {
			return 0, fmt.Errorf("persist: Covariance.R(%v) is NaN: %w", t, ErrDomain)
		}
		if r > 0.9 {
			t *= 2
		} else if r < 0.5 {
			t /= 2
		} else {
			break
		}
	}
	const levels = 12
	t /= 8
	var row [levels]float64
	best, errEst := math.NaN(), math.Inf(1)
	for k := range levels {
		h := math.Ldexp(t, -k)
		last := row
		row[0] = -c.DR(h) / h
		f := 1.0
		for j := 1; j <= k; j++ {
			f *= 2
			row[j] = row[j-1] + (row[j-1]-last[j-1])/(f-1)
			if e := math.Abs(row[j]-row[j-1]) + math.Abs(row[j]-last[j-1]); e < errEst {
				best, errEst = row[j], e
			}
		}
	}
	if !(errEst <= 1e-11*best) {
		return 0, fmt.Errorf("persist: −r′(t)/t tends to %v ± %v for t → 0, want a limit to 11 digits (give the Covariance a method Curvature): %w", best, errEst, ErrDomain)
	}
	return best, nil
}

// oneMinus returns 1 − r(t). Without the optional method, and where r is near
// one, it integrates −r′, which has one sign there.
func (s *slepian) oneMinus(t float64) float64 {
	if s.one != nil {
		return s.one.OneMinusR(t)
	}
	d := 1 - s.c.R(t)
	if d > 1.0/64 {
		return d
	}
	sum, hi := 0.0, t
	for k := range 4 {
		lo := hi / 2
		if k == 3 {
			lo = 0
		}
		part, h := 0.0, (hi-lo)/2
		for i, x := range rule.x {
			part -= rule.w[i] * s.c.DR(lo+h+h*x)
		}
		sum += h * part
		hi = lo
	}
	return sum
}

// e0 returns E₀(t).
func (s *slepian) e0(t float64) float64 {
	if s.sigma*t < 0x1p-400 {
		return 1
	}
	d := s.oneMinus(t)
	return -s.c.DR(t) / (s.sigma * math.Sqrt(d*(2-d)))
}

// rest returns ∫ E₀ from t to ∞, which is arcsin(r(t))/σ when r tends to zero.
func (s *slepian) rest(t float64) float64 {
	if d := s.oneMinus(t); d < 0.5 {
		return (math.Pi/2 - 2*math.Asin(math.Sqrt(d/2))) / s.sigma
	}
	return math.Asin(max(-1, min(1, s.c.R(t)))) / s.sigma
}

// A panel is a piece [lo, hi] of the time axis with the Legendre coefficients
// of E₀ on it, divided by scale.
type panel struct {
	lo, hi, scale float64
	coef          [order]float64
	logScale      float64 // log scale
	logSize       float64 // log (scale·(hi − lo))
}

// A table holds E₀ on panels that cover (0, end].
type table struct {
	*slepian
	panels []panel
	edges  []float64 // E₀ at the upper ends of the panels, non-increasing
	end    float64
	decay  float64 // −(log E₀)′ at the end
	// exhausted says that E₀ has become negligible before the end, at least in
	// comparison with any power of t.
	exhausted bool
	evals     int
}

const (
	firstPanel = 0x1p-48 // in units of 1/σ: E₀ is one there, or close to it
	lastTime   = 0x1p60  // in units of 1/σ
	negligible = 1e-290
	maxPanels  = 20000
)

// newTable covers the time axis with panels on which E₀ is a polynomial to
// rounding and falls by a factor of at most e³, so that e^(θt)E₀(t) has a small
// error relative to its size everywhere. Panels double in width from zero on,
// which takes care of powers of t, and are halved where E₀ asks for it.
func newTable(ctx context.Context, c Covariance) (*table, error) {
	s, err := newSlepian(c)
	if err != nil {
		return nil, err
	}
	t := &table{slepian: s}
	low := 1.0 // least value so far
	lo, hi := 0.0, firstPanel/s.sigma
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if low, err = t.cover(lo, hi, low, math.Inf(1), 0); err != nil {
			return nil, err
		}
		last := &t.panels[len(t.panels)-1]
		if last.scale < negligible {
			t.exhausted = true
			break
		}
		if hi > lastTime/s.sigma {
			break
		}
		lo, hi = hi, 2*hi
	}
	t.finish()
	return t, nil
}

// cover appends panels for [lo, hi]. low is the least value of E₀ before, and
// parent the size of the last coefficients on a panel that this is half of.
func (t *table) cover(lo, hi, low, parent float64, depth int) (float64, error) {
	if len(t.panels) > maxPanels {
		return low, fmt.Errorf("persist: E₀ needs more than %d panels up to t = %v: %w", maxPanels, hi, ErrNotConverged)
	}
	p := panel{lo: lo, hi: hi}
	var f [order]float64
	h, c := (hi-lo)/2, lo+(hi-lo)/2
	now := low
	least := math.Inf(1)
	for i, x := range rule.x {
		v := t.e0(c + h*x)
		if math.IsNaN(v) || v < 0 || v > now+1e-10 {
			return low, fmt.Errorf("persist: E₀(%v) is %v after a least value of %v, want it to fall and to stay ≥ 0: %w", c+h*x, v, now, ErrNotMonotone)
		}
		now = min(now, v)
		f[i] = v
		p.scale, least = max(p.scale, v), min(least, v)
	}
	t.evals += order
	if p.scale > 0 {
		for k := range p.coef {
			sum := 0.0
			for i, v := range f {
				sum += rule.transform[k][i] * (v / p.scale)
			}
			p.coef[k] = sum
		}
	}
	tail := max(math.Abs(p.coef[order-1]), math.Abs(p.coef[order-2]), math.Abs(p.coef[order-3]))
	// exp and log of size |log E₀| make noise of rounding. So does what halving
	// a panel improves by less than 64, where a smooth function gains 2¹⁷ or
	// more; a kink in E₀ behaves so too, hence the bound on what it contributes.
	resolved := tail < 1e-14+4e-16*math.Abs(math.Log(p.scale))
	noise := tail < 1e-6 && tail > parent/64 && min(1, p.scale*(hi-lo)*t.sigma)*tail < 1e-12
	smooth := (resolved || noise) && least > p.scale/20
	if !smooth && depth < 40 && hi-lo > firstPanel/t.sigma && p.scale > negligible {
		now, err := t.cover(lo, c, low, tail, depth+1)
		if err != nil || t.panels[len(t.panels)-1].scale < negligible {
			return now, err
		}
		return t.cover(c, hi, now, tail, depth+1)
	}
	p.logScale = math.Log(p.scale)
	p.logSize = p.logScale + math.Log(hi-lo)
	t.panels = append(t.panels, p)
	return now, nil
}

// finish sets what follows from the panels.
func (t *table) finish() {
	n := len(t.panels)
	for n > 1 && t.panels[n-1].scale < negligible {
		n--
	}
	t.panels = t.panels[:n]
	t.end = t.panels[n-1].hi
	t.edges = make([]float64, n)
	low := 1.0
	for i, p := range t.panels {
		low = min(low, t.e0(p.hi))
		t.edges[i] = max(low, 0)
	}
	// The slope of the logarithm over the last panel.
	p := t.panels[n-1]
	a, b := t.e0(p.lo), t.e0(p.hi)
	t.decay = math.Log(a/b) / (p.hi - p.lo)
	if math.IsNaN(t.decay) || math.IsInf(t.decay, 0) {
		t.decay = math.MaxFloat64
	}
}
