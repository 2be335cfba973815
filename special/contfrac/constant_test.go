// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac_test

import (
	"encoding/csv"
	"math/big"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/special/contfrac"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func constants() []contfrac.Constant {
	return []contfrac.Constant{
		contfrac.E(), contfrac.Exp(rat("-7/3")), contfrac.Exp(rat("1000")), contfrac.Exp(rat("-1000")),
		contfrac.Tan(rat("355/226")), contfrac.Tan(rat("-1000")), contfrac.Tanh(rat("1/3")), contfrac.Tanh(rat("100")),
		contfrac.Coth(rat("1/1000")), contfrac.BesselIRatio(new(big.Rat), rat("1")), contfrac.BesselIRatio(rat("1/3"), rat("7/2")),
		contfrac.Sqrt(rat("2/3")), contfrac.Golden(), contfrac.Pi(), contfrac.Log(rat("10")), contfrac.Log(rat("1/1000")),
		contfrac.Zeta3(), contfrac.Catalan(), contfrac.EulerGamma(),
	}
}

func TestConstants(t *testing.T) {
	f, err := os.Open("testdata/constants.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	want := map[string]*big.Rat{}
	for _, row := range rows {
		want[row[0]] = rat(row[1])
	}
	require.Len(t, want, len(constants()))
	one := big.NewRat(1, 1)
	for _, c := range constants() {
		w := want[c.Name]
		require.NotNil(t, w, c.Name)
		for _, prec := range []uint{1, 53, 64, 300, 820} { // 820 bits are 247 digits
			v := c.Value(prec)
			require.NotNil(t, v, c.Name)
			got, _ := v.Rat(nil)
			diff := got.Sub(got, w)
			diff.Abs(diff)
			bound := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), prec))
			if size := new(big.Rat).Abs(w); size.Cmp(one) > 0 {
				bound.Mul(bound, size)
			}
			assert.LessOrEqual(t, diff.Cmp(bound), 0, "%s at %d bits", c.Name, prec)
		}
	}
}

func TestConstantsWithoutValue(t *testing.T) {
	for _, c := range []contfrac.Constant{
		contfrac.Exp(nil), contfrac.Exp(rat("1025")), contfrac.Tan(nil), contfrac.Tan(rat("1e9")), contfrac.Tanh(rat("-1e5")),
		contfrac.Coth(new(big.Rat)), contfrac.Coth(nil), contfrac.BesselIRatio(rat("-1/2"), rat("1")), contfrac.BesselIRatio(nil, nil),
		contfrac.Sqrt(rat("-1")), contfrac.Sqrt(nil), contfrac.Log(new(big.Rat)), contfrac.Log(rat("-3")), contfrac.Log(nil),
		contfrac.Reciprocal(contfrac.Sqrt(new(big.Rat))), contfrac.Reciprocal(contfrac.Constant{}),
		{Name: "infinite", Value: func(uint) *big.Float { return new(big.Float).SetInf(false) }},
		{Name: "huge", Value: func(uint) *big.Float { return new(big.Float).SetMantExp(big.NewFloat(1), 1<<30) }},
	} {
		e, err := contfrac.Expand(c, []int{1}, 5)
		require.ErrorIs(t, err, contfrac.ErrDomain, c.Name)
		require.ErrorIs(t, err, contfrac.ErrInput, c.Name)
		assert.Nil(t, e)
		res, err := contfrac.Search(t.Context(), []contfrac.Constant{c}, nil, nil)
		require.ErrorIs(t, err, contfrac.ErrDomain, c.Name)
		assert.Nil(t, res)
	}
}

func TestReciprocal(t *testing.T) {
	// 1/tanh = coth and 1/exp(−1000) = exp(1000), the latter far below one
	for _, pair := range [][2]contfrac.Constant{
		{contfrac.Reciprocal(contfrac.Tanh(rat("1/3"))), contfrac.Coth(rat("1/3"))},
		{contfrac.Reciprocal(contfrac.Exp(rat("-50"))), contfrac.Exp(rat("50"))},
		{contfrac.Reciprocal(contfrac.Exp(rat("50"))), contfrac.Exp(rat("-50"))},
	} {
		a, err := contfrac.Expand(pair[0], []int{1, -1}, 60)
		require.NoError(t, err)
		b, err := contfrac.Expand(pair[1], []int{1, -1}, 60)
		require.NoError(t, err)
		assert.Equal(t, b.Terms, a.Terms)
	}
}
