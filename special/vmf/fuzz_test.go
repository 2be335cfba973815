// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

func FuzzLogNormalizer(f *testing.F) {
	for _, k := range []float64{0, 5e-324, 1e-300, 1, 127.99, 128, 1e300, math.MaxFloat64, math.Inf(1), math.NaN(), -1} {
		f.Add(2, k)
		f.Add(1000, k)
		f.Add(math.MaxInt, k)
	}
	f.Fuzz(func(t *testing.T, p int, k float64) {
		c, a := LogNormalizer(p, k), MeanResultant(p, k)
		if p < 2 || !(k >= 0) {
			if !math.IsNaN(c) || !math.IsNaN(a) {
				t.Fatalf("p = %d, kappa = %v: %v, %v outside the domain", p, k, c, a)
			}
			return
		}
		if math.IsNaN(c) || !(a >= 0 && a <= 1) {
			t.Fatalf("p = %d, kappa = %v: log C = %v, A = %v", p, k, c, a)
		}
		// The density lies between its values at ±μ, and the mean of it is that
		// of the uniform one: log C <= log C(0) <= log C + κ.
		u := LogNormalizer(p, 0)
		slack := 8 * epsilon * (math.Abs(c) + math.Abs(u) + k + 1)
		if !math.IsInf(k, 1) && (c > u+slack || c+k < u-slack) {
			t.Fatalf("p = %d, kappa = %v: log C = %v, uniform %v", p, k, c, u)
		}
	})
}

func FuzzKappaMLE(f *testing.F) {
	for _, r := range []float64{0, 5e-324, 1e-300, 0.1, 0.5, 1 - 1e-15, 1, math.Inf(1), math.NaN(), -1} {
		f.Add(2, r)
		f.Add(100, r)
		f.Add(math.MaxInt, r)
	}
	f.Fuzz(func(t *testing.T, p int, r float64) {
		k, iter, err := KappaMLE(p, r)
		switch {
		case err != nil && !errors.Is(err, ErrInput):
			t.Fatalf("p = %d, R = %v: %v", p, r, err)
		case err == nil && !(k >= 0 && k <= math.MaxFloat64):
			t.Fatalf("p = %d, R = %v: kappa = %v with no error", p, r, k)
		case err == nil && iter > 12:
			t.Fatalf("p = %d, R = %v: %d steps", p, r, iter)
		}
		if err == nil && p < 1e9 {
			_, c, da := moments(order(p), max(k, 1e-300))
			// What rounding κ and R leaves: of A and of 1 − A.
			if d := math.Abs((1 - r) - c); d > 16*epsilon*(max(k, 1e-300)*da+1-r)+4*epsilon {
				t.Fatalf("p = %d, R = %v: kappa = %v has 1 − A = %v", p, r, k, c)
			}
		}
	})
}

// numbers turns bytes into float64.
func numbers(data []byte) []float64 {
	x := make([]float64, len(data)/8)
	for i := range x {
		x[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[i*8:]))
	}
	return x
}

func encode(x ...float64) (data []byte) {
	for _, v := range x {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return data
}

// FuzzFit fits whatever rows come: no panic, no hang, and no NaN with a nil
// error.
func FuzzFit(f *testing.F) {
	f.Add(encode(1, 0, 0, 1, 0.6, 0.8), uint8(2), false, false)
	f.Add(encode(1, 0, 0, 1, 0.6, 0.8, 1e300, -1e300), uint8(2), true, true)
	f.Add(encode(math.NaN(), 1, math.Inf(1), 5e-324), uint8(2), true, false)
	f.Add(encode(1, 0, 1, 0, 1, 0), uint8(2), false, true)
	f.Add(encode(1, 0, 0, -1, 0, 0), uint8(3), false, true)
	f.Add(encode(1e-310, 2e-310, 3e-310, 1e-310, 1, 7), uint8(3), true, true)
	f.Add([]byte{}, uint8(0), false, false)
	f.Add(encode(1), uint8(1), true, true)
	f.Fuzz(func(t *testing.T, data []byte, cols uint8, normalize, hard bool) {
		x := numbers(data)
		p := int(cols)
		if p == 0 || len(x) < p || len(x) > 256 {
			return
		}
		n := len(x) / p
		m := mat.NewDense(n, p, x[:n*p])
		ctx, cancel := context.WithTimeout(background, 20*time.Second)
		defer cancel()
		s := FitSettings{Normalize: normalize}
		res, err := Fit(ctx, m, nil, &s)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("Fit hangs")
		}
		if (err == nil) != (res != nil && res.Status.Success()) {
			t.Fatalf("result %+v with error %v", res, err)
		}
		if err == nil {
			check(t, res.LogLikelihood, res.Dist)
			if !(res.StdErr > 0) || !(res.KappaCorrected >= 0) || !(res.RBar >= 0) {
				t.Fatalf("%+v", res)
			}
		}
		mix, err := FitMixture(ctx, m, 1+n/2, EM{Hard: hard}, &MixtureSettings{FitSettings: s, MaxIter: 20, Starts: 2})
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("FitMixture hangs")
		}
		if (err == nil) != (mix != nil && mix.Status.Success()) {
			t.Fatalf("result %+v with error %v", mix, err)
		}
		if mix != nil {
			sum := 0.0
			for _, w := range mix.Weights {
				sum += w
			}
			if !(math.Abs(sum-1) < 1e-9) || math.IsNaN(mix.BIC) {
				t.Fatalf("weights %v, BIC %v", mix.Weights, mix.BIC)
			}
			check(t, mix.LogLikelihood, mix.Components...)
		}
	})
}

func check(t *testing.T, loglik float64, dists ...*Dist) {
	if math.IsNaN(loglik) || math.IsInf(loglik, 0) {
		t.Fatalf("log-likelihood %v", loglik)
	}
	for _, d := range dists {
		if !(d.kappa >= 0) || math.IsInf(d.kappa, 1) {
			t.Fatalf("kappa = %v", d.kappa)
		}
		if _, err := New(d.mu, d.kappa, nil); err != nil {
			t.Fatal(err)
		}
	}
}
