// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKappaMLEReference(t *testing.T) {
	for _, row := range table(t, "vmf.csv") {
		p, r := int(row[0]), row[1]
		k, iter, err := KappaMLE(p, r)
		assert.NoError(t, err)
		// The target is 4(1 + 1/(1−R)); the measured worst is 2.9.
		assert.LessOrEqual(t, relative(k, row[3]), 6.0, "p = %d, R = %v", p, r)
		assert.LessOrEqual(t, iter, 4, "p = %d, R = %v", p, r)
		assert.LessOrEqual(t, relative(banerjee(p, r), row[2]), 8.0, "p = %d, R = %v", p, r)
	}
}

// A and KappaMLE invert each other where rounding of R does not decide.
func TestKappaMLEInvertsA(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	worst := 0
	for range 20000 {
		p := 2 + int(math.Exp(rnd.Float64()*14))
		k := float64(p) * math.Exp((rnd.Float64()*2-1)*14)
		a, c, da := moments(order(p), k)
		if c < 1e-12 {
			continue
		}
		got, iter, err := KappaMLE(p, a)
		require.NoError(t, err, "p = %d, kappa = %v", p, k)
		worst = max(worst, iter)
		// Rounding of A by an ulp moves κ by eps·A/A′.
		assert.InDelta(t, k, got, 8*epsilon*(k+a/da), "p = %d, kappa = %v", p, k)
	}
	assert.LessOrEqual(t, worst, 5)
}

func TestKappaMLECorners(t *testing.T) {
	for _, p := range []int{2, 3, 10, 300, 1 << 20, math.MaxInt32, math.MaxInt} {
		for _, r := range []float64{5e-324, 1e-310, 1e-300, 1e-17, 1e-8, 0.5, math.Nextafter(0.5, 0), 1 - 1e-9, 1 - 0x1p-50, 1 - 3*0x1p-53} {
			k, iter, err := KappaMLE(p, r)
			assert.NoError(t, err, "p = %d, R = %v", p, r)
			assert.True(t, k >= 0 && !math.IsInf(k, 0), "p = %d, R = %v: %v", p, r, k)
			assert.LessOrEqual(t, iter, 6, "p = %d, R = %v", p, r)
		}
	}
	k, iter, err := KappaMLE(5, 0)
	assert.NoError(t, err)
	assert.Zero(t, k)
	assert.Zero(t, iter)
}

func TestKappaMLEErrors(t *testing.T) {
	for _, c := range []struct {
		p    int
		r    float64
		want error
	}{
		{1, 0.5, ErrDimension}, {-1, 0.5, ErrDimension},
		{3, -0.1, ErrDomain}, {3, 1.1, ErrDomain}, {3, math.NaN(), ErrDomain}, {3, math.Inf(1), ErrDomain},
		{3, 1, ErrDegenerate}, {3, 1 - 0x1p-52, ErrDegenerate}, {3, 1 - 0x1p-53, ErrDegenerate},
	} {
		k, _, err := KappaMLE(c.p, c.r)
		assert.ErrorIs(t, err, c.want, "p = %d, R = %v", c.p, c.r)
		assert.ErrorIs(t, err, ErrInput)
		if c.want == ErrDegenerate {
			assert.True(t, math.IsInf(k, 1))
		} else {
			assert.True(t, math.IsNaN(k))
		}
	}
}

// The approximations are as good as their authors say. Tanabe's interval holds
// the root, so his secant step stays in it.
func TestApproximations(t *testing.T) {
	for _, row := range table(t, "vmf.csv") {
		p, r, want := int(row[0]), row[1], row[3]
		at := func(m Method) float64 {
			e, err := m.estimate(context.Background(), p, r, nil)
			require.NoError(t, err)
			require.Equal(t, Converged, e.status)
			return e.kappa
		}
		b, n, s := at(Banerjee{}), at(Tanabe{}), at(Sra{})
		// Banerjee's worst is p = 2, R = 0.8: 5.3 %.
		assert.InEpsilon(t, want, b, 0.06, "Banerjee, p = %d, R = %v", p, r)
		assert.GreaterOrEqual(t, n, r*float64(p-2)/((1-r)*(1+r)), "Tanabe, p = %d, R = %v", p, r)
		assert.LessOrEqual(t, n, r*float64(p)/((1-r)*(1+r))*(1+1e-15), "Tanabe, p = %d, R = %v", p, r)
		if p >= 10 {
			assert.InEpsilon(t, want, n, 3e-3, "Tanabe, p = %d, R = %v", p, r)
			assert.InEpsilon(t, want, s, 1e-5, "Sra, p = %d, R = %v", p, r)
		}
		// Two Newton steps never do worse than none.
		assert.LessOrEqual(t, math.Abs(s-want), math.Abs(b-want)+8*epsilon*want/(1-r), "Sra, p = %d, R = %v", p, r)
	}
}

// The bounds of Amos that the bracket rests on.
func TestBracket(t *testing.T) {
	for _, row := range table(t, "vmf.csv") {
		nu, r := order(int(row[0])), row[1]
		lo, hi := bracket(nu, r, 1-r)
		assert.True(t, lo <= row[3] && row[3] <= hi, "p = %v, R = %v: %v in [%v, %v]", row[0], r, row[3], lo, hi)
	}
}
