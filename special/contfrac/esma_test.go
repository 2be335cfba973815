// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/special/contfrac"
)

type esmaCase struct {
	Constant   string
	Signs      []int
	Terms      []int64
	Skip       int
	Length     *int
	Recurrence []int64
}

func esmaCases(t *testing.T) []esmaCase {
	data, err := os.ReadFile("testdata/esma.json")
	require.NoError(t, err)
	var all []esmaCase
	require.NoError(t, json.Unmarshal(data, &all))
	require.Len(t, all, 50)
	return all
}

func esmaConstants() map[string]contfrac.Constant {
	one, two, zero := big.NewRat(1, 1), big.NewRat(2, 1), new(big.Rat)
	m := map[string]contfrac.Constant{
		"e": contfrac.E(), "e^2": contfrac.Exp(two), "tan(1)": contfrac.Tan(one),
		"I1(1)/I0(1)": contfrac.BesselIRatio(zero, one),
		"I0(2)/I1(2)": contfrac.Reciprocal(contfrac.BesselIRatio(zero, two)),
		"coth(1)":     contfrac.Coth(one), "sqrt(2)": contfrac.Sqrt(two), "phi": contfrac.Golden(),
		"pi": contfrac.Pi(), "zeta(3)": contfrac.Zeta3(),
	}
	for name, c := range m {
		c.Name = name
		m[name] = c
	}
	return m
}

// The terms of every case and the shortest recurrence of the first 80.
func TestCases(t *testing.T) {
	constants := esmaConstants()
	for _, c := range esmaCases(t) {
		e, err := contfrac.Expand(constants[c.Constant], c.Signs, 80)
		require.NoError(t, err, "%s %v", c.Constant, c.Signs)
		require.Len(t, e.Terms, 80)
		assert.Equal(t, fmt.Sprint(c.Terms), fmt.Sprint(e.Terms[:40]), "%s %v", c.Constant, c.Signs)
		r, err := contfrac.FindRecurrence(e.Terms[c.Skip:], 24)
		require.NoError(t, err)
		if c.Length == nil {
			assert.Nil(t, r, "%s %v", c.Constant, c.Signs)
			continue
		}
		assert.Equal(t, fmt.Sprint(c.Recurrence), fmt.Sprint(r), "%s %v", c.Constant, c.Signs)
		assert.Equal(t, *c.Length, r.Len())
	}
}

// Search finds all of the cases but the accident of pi, and nothing else.
func TestSearchCases(t *testing.T) {
	constants := esmaConstants()
	var all []contfrac.Constant
	for _, name := range []string{"e", "e^2", "tan(1)", "I1(1)/I0(1)", "I0(2)/I1(2)", "coth(1)", "sqrt(2)", "phi", "pi", "zeta(3)"} {
		all = append(all, constants[name])
	}
	res, err := contfrac.Search(t.Context(), all, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, contfrac.Budget, res.Status)
	assert.True(t, res.Status.Success())
	assert.Equal(t, 50, res.Tried)
	type key struct {
		name  string
		signs [3]int
	}
	found := map[key]contfrac.Conjecture{}
	last := 0
	for i, c := range res.Conjectures {
		k := key{name: c.Constant}
		copy(k.signs[:], c.Signs)
		found[k] = c
		assert.GreaterOrEqual(t, c.Recurrence.Len(), last, "sorted by length")
		if i > 0 && c.Recurrence.Len() == last {
			assert.LessOrEqual(t, c.BitsPerTerm, res.Conjectures[i-1].BitsPerTerm, "then by rate")
		}
		last = c.Recurrence.Len()
	}
	want := 0
	for _, c := range esmaCases(t) {
		k := key{name: c.Constant}
		copy(k.signs[:], c.Signs)
		if c.Length == nil || c.Constant == "pi" {
			assert.NotContains(t, found, k)
			continue
		}
		want++
		require.Contains(t, found, k)
		assert.Equal(t, fmt.Sprint(c.Recurrence), fmt.Sprint(found[k].Recurrence))
	}
	assert.Len(t, res.Conjectures, want)
}

// Constants of which no pattern is known must give none, also with 90 terms
// and with all 52 rotations of patterns up to length 6.
func TestNoFalsePositives(t *testing.T) {
	none := []contfrac.Constant{contfrac.Pi(), contfrac.Zeta3(), contfrac.Catalan(), contfrac.EulerGamma(), contfrac.Log(rat("2")), contfrac.Log(rat("3"))}
	for _, m := range []contfrac.ESMA{{Terms: 90}, {MaxPattern: 6}, {MaxPattern: 4, Rotations: true, Skip: new(0), Terms: 120}} {
		if testing.Short() && m.MaxPattern == 6 {
			continue
		}
		res, err := contfrac.Search(t.Context(), none, &m, nil)
		require.NoError(t, err)
		assert.Empty(t, res.Conjectures)
		assert.Zero(t, res.Rational+res.Short)
	}
}

// A number whose terms are chosen at random up to term 40 and then obey a
// recurrence is found only if the skip covers the random part.
func TestSkip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	terms := make([]*big.Int, 400)
	for i := range terms {
		terms[i] = big.NewInt(int64(i%3 + 1))
		if i < 20 {
			terms[i] = big.NewInt(1 + rng.Int64N(9))
		}
	}
	x := (&contfrac.Expansion{Signs: []int{1}, Terms: terms}).Convergent(399)
	c := contfrac.Constant{Name: "x", Value: func(prec uint) *big.Float { return new(big.Float).SetPrec(prec + 8).SetRat(x) }}
	for skip, want := range map[int]int{0: 0, 20: 1, 30: 1} {
		res, err := contfrac.Search(t.Context(), []contfrac.Constant{c}, &contfrac.ESMA{MaxPattern: 1, Patterns: [][]int{{1}}, Skip: &skip, MaxLength: 5}, nil)
		require.NoError(t, err)
		assert.Len(t, res.Conjectures, want, "skip %d", skip)
	}
}

func TestRationalAndShort(t *testing.T) {
	third := contfrac.Constant{Name: "355/113", Value: func(prec uint) *big.Float {
		return new(big.Float).SetPrec(prec + 8).SetRat(rat("355/113"))
	}}
	e, err := contfrac.Expand(third, []int{1}, 50)
	require.ErrorIs(t, err, contfrac.ErrPrecision)
	assert.Equal(t, "[3 7]", fmt.Sprint(e.Terms)) // 15 + 1/1 or 16 is open for ever
	res, err := contfrac.Search(t.Context(), []contfrac.Constant{third}, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, 5, res.Short)
	assert.Empty(t, res.Conjectures)

	exact, err := contfrac.ExpandRat(rat("355/113"), []int{1}, 50)
	require.NoError(t, err)
	assert.True(t, exact.Exact)
	assert.Equal(t, "[3 7 16]", fmt.Sprint(exact.Terms))
	assert.Equal(t, rat("355/113"), exact.Convergents()[2])
	assert.Equal(t, rat("22/7"), exact.Convergent(1))
	assert.Nil(t, exact.Convergent(3))
	assert.Nil(t, exact.Convergent(-1))
}

// Convergents approach the constant from the sides that the signs say, and two
// neighbours bound it by less than 1/(qₙqₙ₊₁).
func TestConvergents(t *testing.T) {
	pi := constants()[13]
	v, _ := pi.Value(600).Rat(nil)
	e, err := contfrac.Expand(pi, []int{1}, 60)
	require.NoError(t, err)
	all := e.Convergents()
	require.Len(t, all, 60)
	assert.Equal(t, rat("355/113"), all[3])
	for i := range 59 {
		assert.Equal(t, []int{-1, 1}[i%2], all[i].Cmp(v))
		d := new(big.Rat).Sub(all[i], all[i+1])
		want := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(all[i].Denom(), all[i+1].Denom()))
		assert.Zero(t, d.Abs(d).Cmp(want))
	}
	// The ceiling's convergents all lie above.
	e, err = contfrac.Expand(pi, []int{-1}, 60)
	require.NoError(t, err)
	for i, c := range e.Convergents() {
		assert.Equal(t, 1, c.Cmp(v), "convergent %d", i)
	}
}

func TestConvergentsOfFraction(t *testing.T) {
	// Brouncker's 4/π = 1 + 1²/(2 + 3²/(2 + 5²/(2 + …: 1, 3/2, 15/13, 105/76
	all, err := contfrac.Convergents(rat("1"), func(k int) (a, b *big.Rat) {
		n := int64(2*k - 1)
		return big.NewRat(n*n, 1), rat("2")
	}, 3)
	require.NoError(t, err)
	assert.Equal(t, []*big.Rat{rat("1"), rat("3/2"), rat("15/13"), rat("105/76")}, all)

	// 1 + 1/(0 + 1/(0 + …: 1, ∞, 1, ∞; and a fraction that ends
	all, err = contfrac.Convergents(rat("1"), func(k int) (a, b *big.Rat) { return rat("1"), rat("0") }, 3)
	require.NoError(t, err)
	assert.Equal(t, []*big.Rat{rat("1"), nil, rat("1"), nil}, all)
	all, err = contfrac.Convergents(rat("1"), func(k int) (a, b *big.Rat) { return big.NewRat(int64(3-k), 1), rat("2") }, 9)
	require.NoError(t, err)
	assert.Len(t, all, 3)

	for _, err := range []error{
		second(contfrac.Convergents(nil, func(k int) (a, b *big.Rat) { return rat("1"), rat("1") }, 1)),
		second(contfrac.Convergents(rat("1"), nil, 1)),
		second(contfrac.Convergents(rat("1"), func(k int) (a, b *big.Rat) { return nil, rat("1") }, 1)),
		second(contfrac.Convergents(rat("1"), func(k int) (a, b *big.Rat) { return rat("1"), rat("1") }, -1)),
	} {
		require.ErrorIs(t, err, contfrac.ErrInput)
	}
}

func second[T any](_ T, err error) error { return err }

// FindRecurrence must give back a random recurrence with rational coefficients.
func TestFindRecurrenceRandom(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(1, seed))
		length := 1 + rng.IntN(10)
		coef := make([]*big.Int, length)
		seq := make([]*big.Int, 3*length+10)
		for i := range coef {
			coef[i], seq[i] = big.NewInt(rng.Int64N(21)-10), big.NewInt(rng.Int64N(2001)-1000)
		}
		coef[length-1] = big.NewInt(1 + rng.Int64N(5))
		for n := length; n < len(seq); n++ {
			seq[n] = new(big.Int)
			for i, c := range coef {
				seq[n].Add(seq[n], new(big.Int).Mul(c, seq[n-1-i]))
			}
		}
		r, err := contfrac.FindRecurrence(seq, length)
		require.NoError(t, err)
		require.NotNil(t, r, "seed %d", seed)
		assert.Equal(t, len(seq), r.Holds(seq))
		if r.Len() == length { // it is shorter when the start happens to obey a factor
			for i, c := range coef {
				assert.Zero(t, new(big.Int).Neg(c).Cmp(r[i+1]), "seed %d", seed)
			}
		}
	}
	// 2aₙ = 3aₙ₋₁: coefficients that are no integers for c₀ = 1
	seq := []*big.Int{big.NewInt(1 << 20)}
	for n := 1; n <= 20; n++ {
		seq = append(seq, new(big.Int).Div(new(big.Int).Mul(seq[n-1], big.NewInt(3)), big.NewInt(2)))
	}
	r, err := contfrac.FindRecurrence(seq, 5)
	require.NoError(t, err)
	assert.Equal(t, "[2 -3]", fmt.Sprint(r))
}

func TestPredict(t *testing.T) {
	res, err := contfrac.Search(t.Context(), []contfrac.Constant{contfrac.E()}, &contfrac.ESMA{Patterns: [][]int{{1}}}, nil)
	require.NoError(t, err)
	require.Len(t, res.Conjectures, 1)
	c := &res.Conjectures[0]
	assert.Equal(t, "e (+) [2; 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, ...] recurrence [1 0 0 -2 0 0 1]", c.String())
	terms := c.Predict(300)
	require.Len(t, terms, 300)
	want, err := contfrac.Expand(contfrac.E(), []int{1}, 300)
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprint(want.Terms), fmt.Sprint(terms))
	assert.Equal(t, want.Convergent(299), c.Expansion(300).Convergent(299))

	in := c.Interlaced()
	require.NotNil(t, in)
	assert.Equal(t, 4, in.Start)
	assert.Equal(t, "[[1/1] [4/1 2/1] [1/1]]", fmt.Sprint(in.Coef))
}

func TestInterlacedEverywhere(t *testing.T) {
	constants := esmaConstants()
	res, err := contfrac.Search(t.Context(), []contfrac.Constant{constants["e"], constants["e^2"], constants["tan(1)"]}, nil, nil)
	require.NoError(t, err)
	for _, c := range res.Conjectures {
		in := c.Interlaced()
		require.NotNil(t, in, "%v", &c)
		for i, a := range c.Terms[in.Start:] {
			p, m := in.Coef[i%in.Period], big.NewRat(int64(i/in.Period), 1)
			v := new(big.Rat)
			for k := len(p) - 1; k >= 0; k-- {
				v.Add(v.Mul(v, m), p[k])
			}
			require.True(t, v.IsInt() && v.Num().Cmp(a) == 0, "%v term %d", &c, i)
		}
	}
}

func TestSearchDeterministic(t *testing.T) {
	all := constants()
	want, err := contfrac.Search(t.Context(), all, nil, &contfrac.Settings{Workers: 1})
	require.NoError(t, err)
	for _, w := range []int{2, 7} {
		got, err := contfrac.Search(t.Context(), all, nil, &contfrac.Settings{Workers: w})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestSearchEnds(t *testing.T) {
	all := constants()
	ctx, cancel := context.WithCancel(t.Context())
	res, err := contfrac.Search(ctx, all, nil, &contfrac.Settings{Recorder: func(p contfrac.Progress) error {
		cancel()
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, contfrac.Canceled, res.Status)
	assert.Equal(t, 64, res.Tried)
	assert.NotEmpty(t, res.Conjectures)

	stop := errors.New("enough")
	res, err = contfrac.Search(t.Context(), all, nil, &contfrac.Settings{Recorder: func(p contfrac.Progress) error {
		assert.Equal(t, 5*len(all), p.Total)
		return stop
	}})
	require.ErrorIs(t, err, stop)
	assert.Equal(t, contfrac.Stopped, res.Status)
	assert.Equal(t, "Stopped", res.Status.String())
	assert.Equal(t, "Status(99)", contfrac.Status(99).String())

	for _, m := range []contfrac.ESMA{
		{MaxPattern: -1}, {MaxPattern: 17}, {Patterns: [][]int{}}, {Patterns: [][]int{{}}}, {Patterns: [][]int{{0}}},
		{Terms: -1}, {Terms: 1 << 20}, {Skip: new(-1)}, {Skip: new(80)}, {MaxLength: -1}, {MaxLength: 60}, {MinBits: -1}, {Terms: 3},
	} {
		res, err := contfrac.Search(t.Context(), all, &m, nil)
		require.ErrorIs(t, err, contfrac.ErrInput, "%+v", m)
		assert.Nil(t, res)
	}
	_, err = contfrac.Search(t.Context(), nil, nil, nil)
	require.ErrorIs(t, err, contfrac.ErrInput)
	_, err = contfrac.Search(t.Context(), []contfrac.Constant{{Name: "?"}}, nil, nil)
	require.ErrorIs(t, err, contfrac.ErrInput)
	_, err = contfrac.Search(t.Context(), all, nil, &contfrac.Settings{Workers: -1})
	require.ErrorIs(t, err, contfrac.ErrInput)
	for _, err := range []error{
		second(contfrac.Expand(contfrac.Pi(), nil, 5)), second(contfrac.Expand(contfrac.Pi(), []int{1}, 0)),
		second(contfrac.ExpandRat(nil, []int{1}, 5)), second(contfrac.ExpandRat(rat("1"), []int{2}, 5)), second(contfrac.ExpandRat(rat("1"), []int{1}, 0)),
		second(contfrac.FindRecurrence([]*big.Int{nil}, 5)), second(contfrac.FindRecurrence(nil, -1)),
	} {
		require.ErrorIs(t, err, contfrac.ErrInput)
	}
	r, err := contfrac.FindRecurrence(nil, 0)
	require.NoError(t, err)
	assert.Zero(t, r.Len())
}

// The expansion of a rational number ends and its last convergent is the number.
func FuzzExpandRat(f *testing.F) {
	f.Add(int64(355), int64(113), uint8(0))
	f.Add(int64(-7), int64(3), uint8(5))
	f.Add(int64(0), int64(1), uint8(7))
	f.Add(int64(1)<<62, int64(-1)<<63, uint8(2))
	f.Fuzz(func(t *testing.T, p, q int64, pattern uint8) {
		if q == 0 {
			return
		}
		signs := make([]int, 1+pattern&3)
		for i := range signs {
			signs[i] = 1 - 2*int(pattern>>(2+i)&1)
		}
		x := big.NewRat(p, q)
		e, err := contfrac.ExpandRat(x, signs, 300)
		if err != nil {
			t.Fatal(err)
		}
		all := e.Convergents()
		if len(all) != len(e.Terms) || len(all) == 0 {
			t.Fatalf("%d convergents of %d terms", len(all), len(e.Terms))
		}
		if last := all[len(all)-1]; e.Exact && (last == nil || last.Cmp(x) != 0) {
			t.Fatalf("%v %v: last convergent %v of %v", x, signs, last, e.Terms)
		}
		if !e.Exact && len(e.Terms) < 300 {
			t.Fatalf("%v %v: stopped after %d terms", x, signs, len(e.Terms))
		}
	})
}

func FuzzFindRecurrence(f *testing.F) {
	f.Add([]byte{1, 1, 2, 3, 5, 8, 13, 21}, 3)
	f.Add([]byte{}, 0)
	f.Add([]byte{0, 0, 0, 0, 255}, 9)
	f.Fuzz(func(t *testing.T, data []byte, maxLen int) {
		seq := make([]*big.Int, min(len(data), 200))
		for i := range seq {
			seq[i] = big.NewInt(int64(int8(data[i])))
		}
		r, err := contfrac.FindRecurrence(seq, maxLen)
		if err != nil && maxLen >= 0 {
			t.Fatal(err)
		}
		if r != nil && (r.Len() > maxLen || r.Holds(seq) < len(seq)) {
			t.Fatalf("%v does not hold", r)
		}
	})
}
