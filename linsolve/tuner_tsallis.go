// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
	"slices"
)

// TsallisINF chooses arms by follow-the-regularized-leader with the Tsallis
// entropy of exponent 1/2, whatever the sequence of losses: over T rounds it
// costs at most O(K·√(dT)) more than the best of its d arms in expectation, K
// the greatest loss. With d about T^(1/3) arms on an interval that is O(T^(2/3))
// against the best parameter, if the loss is Lipschitz in it.
//
// Arm i is drawn with probability 4/(η·(L_i/S − x))², η = 2/√t, x such that
// these sum to 1, and S the mean loss so far. L_i adds up ℓ/p_i when arm i was
// drawn; with reduced variance, the default, S/2 for all and (ℓ − S/2)/p_i for
// the one drawn, which has the same mean.
//
// A suggestion costs a few passes over the arms.
//
// Source: J. Zimmert and Y. Seldin, Tsallis-INF: an optimal algorithm for
// stochastic and adversarial bandits, JMLR 22 (2021); M. Khodak, E. Chow,
// M.-F. Balcan, A. Talwalkar, Learning to relax: setting solver parameters
// across a sequence of linear system instances, arXiv:2310.02246, algorithm 1.
type TsallisINF struct {
	bandit
	state tsallisState
	p     []float64
}

// A tsallisState holds one learner a bin.
type tsallisState struct {
	Plain bool
	Bins  int // 0: no context
	Bin   int // of the last suggestion
	P     float64
	Each  []tsallisBin
}

type tsallisBin struct {
	T    int
	Sum  float64   // of the losses
	Loss []float64 // estimates of the loss of each arm, summed
}

// scale is the mean of the losses so far.
func (b *tsallisBin) scale() float64 {
	if b.T == 0 || !(b.Sum > 0) {
		return 1
	}
	return b.Sum / float64(b.T)
}

// NewTsallisINF returns a tuner that ignores the context.
func NewTsallisINF(settings *TunerSettings) (*TsallisINF, error) {
	return newTsallis(settings, 0)
}

// NewTsallisINFCB returns a tuner that learns apart in each of
// settings.Bins intervals of contexts.
func NewTsallisINFCB(settings *TunerSettings) (*TsallisINF, error) {
	bins := 5
	if settings != nil && settings.Bins != 0 {
		bins = settings.Bins
	}
	if bins < 1 || bins > maxTunerBins {
		return nil, fmt.Errorf("linsolve: TunerSettings.Bins is %d, want 1 to %d, or zero for 5: %w", bins, maxTunerBins, ErrParam)
	}
	return newTsallis(settings, bins)
}

func newTsallis(settings *TunerSettings, bins int) (*TsallisINF, error) {
	b, err := settings.bandit(bins > 0)
	if err != nil {
		return nil, err
	}
	t := &TsallisINF{bandit: b, p: make([]float64, len(b.Grid))}
	t.state = tsallisState{Plain: settings != nil && settings.Plain, Bins: bins, Each: make([]tsallisBin, max(bins, 1))}
	for i := range t.state.Each {
		t.state.Each[i].Loss = make([]float64, len(b.Grid))
	}
	return t, nil
}

// Suggest implements [Tuner].
func (t *TsallisINF) Suggest(c float64) (param float64, arm int) {
	s := &t.state
	if s.Bin = 0; s.Bins > 0 {
		s.Bin = min(int(t.position(c)*float64(s.Bins)), s.Bins-1)
	}
	b := &s.Each[s.Bin]
	tsallis(t.p, b.Loss, b.scale(), 2/math.Sqrt(float64(b.T+1)))
	i := t.draw(t.p)
	s.P = t.p[i]
	return t.suggest(i)
}

// tsallis sets p[i] = 4/(eta·(loss[i]/scale − x))² with x such that they sum to
// 1. Newton's method on the sum, which is convex and grows with x below the
// least loss, comes down to the root from any start where the sum is 1 or more;
// from the other side it would leap over the pole at the least loss.
func tsallis(p, loss []float64, scale, eta float64) {
	least := slices.Min(loss) / scale
	x := -2 / eta // from least: there the least arm alone has probability 1
	for range 60 {
		sum, slope := 0.0, 0.0
		for i, l := range loss {
			q := 2 / (eta * (l/scale - least - x))
			p[i] = q * q
			sum += p[i]
			slope += p[i] * q
		}
		if math.Abs(sum-1) < 1e-13 {
			break
		}
		x -= (sum - 1) / (eta * slope)
	}
	sum := 0.0
	for _, v := range p {
		sum += v
	}
	for i := range p {
		p[i] /= sum
	}
}

// Observe implements [Tuner].
func (t *TsallisINF) Observe(loss float64) {
	loss, ok := t.observed(loss)
	if !ok {
		return
	}
	s := &t.state
	b := &s.Each[s.Bin]
	b.T++
	b.Sum += loss
	if s.Plain {
		b.Loss[t.Arm] += loss / s.P
		return
	}
	base := b.scale() / 2
	for i := range b.Loss {
		b.Loss[i] += base
	}
	b.Loss[t.Arm] += (loss - base) / s.P
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *TsallisINF) MarshalBinary() ([]byte, error) { return t.save("TsallisINF", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *TsallisINF) UnmarshalBinary(data []byte) error {
	var u TsallisINF
	s := &u.state
	err := u.load(data, "TsallisINF", s, false, func() bool {
		if s.Bins < 0 || len(s.Each) != max(s.Bins, 1) || s.Bin < 0 || s.Bin >= len(s.Each) ||
			u.Pending && !(s.P > 0 && s.P <= 1) || s.Bins > 0 && u.check(true) != nil {
			return false
		}
		for _, b := range s.Each {
			if b.T < 0 || len(b.Loss) != len(u.Grid) || !allFinite(b.Loss, []float64{b.Sum}) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	u.p = make([]float64, len(u.Grid))
	*t = u
	return nil
}
