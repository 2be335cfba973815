// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac_test

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/special/contfrac"
)

// fractionOf returns the classical continued fraction of a function.
func fractionOf[T contfrac.Number](function string, x T) contfrac.Fraction[T] {
	switch function {
	case "tan": // Lambert: x/(1 − x²/(3 − x²/(5 − …)))
		return contfrac.Fraction[T]{Term: func(n int) (a, b T) {
			if n == 1 {
				return x, 1
			}
			return -x * x, real2T[T](2*n - 1)
		}}
	case "log1p": // Gauss: x/(1 + 1²x/(2 + 1²x/(3 + 2²x/(4 + 2²x/(5 + …
		return contfrac.Fraction[T]{Term: func(n int) (a, b T) {
			if n == 1 {
				return x, 1
			}
			k := n / 2
			return real2T[T](k*k) * x, real2T[T](n)
		}}
	case "erfcx": // Laplace: (1/√π) /(x + (1/2)/(x + (2/2)/(x + …
		return contfrac.Fraction[T]{Term: func(n int) (a, b T) {
			if n == 1 {
				return 1 / real2Tf[T](math.Sqrt(math.Pi)), x
			}
			return real2T[T](n-1) / 2, x
		}}
	case "expint1": // Stieltjes: 1/(x + 1/(1 + 1/(x + 2/(1 + 2/(x + …
		return contfrac.Fraction[T]{Term: func(n int) (a, b T) {
			b = x
			if n%2 == 0 {
				b = 1
			}
			if n == 1 {
				return 1, b
			}
			return real2T[T](n / 2), b
		}}
	case "iratio0": // Gauss: 1/(2/x + 1/(4/x + …, as x/(2 + x²/(4 + x²/(6 + …
		return contfrac.Fraction[T]{Term: func(n int) (a, b T) {
			if n == 1 {
				return x, 2
			}
			return x * x, real2T[T](2 * n)
		}}
	case "exp": // Euler: 1 + 2x/(2 − x + x²/6/(1 + …
		return contfrac.Fraction[T]{B0: 1, Term: func(n int) (a, b T) {
			switch n {
			case 1:
				return 2 * x, 2 - x
			case 2:
				return x * x / 6, 1
			}
			m := float64(n - 1)
			return x * x * real2Tf[T](1/(4*(2*m-1)*(2*m+1))), 1
		}}
	}
	panic(function)
}

func real2T[T contfrac.Number](n int) T { return real2Tf[T](float64(n)) }

func real2Tf[T contfrac.Number](x float64) T {
	var z T
	switch p := any(&z).(type) {
	case *float64:
		*p = x
	case *complex128:
		*p = complex(x, 0)
	}
	return z
}

type reference struct {
	function string
	x, value complex128
}

func references(t *testing.T) []reference {
	f, err := os.Open("testdata/fractions.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	var all []reference
	for _, row := range rows {
		var v [4]float64
		for i := range v {
			v[i], err = strconv.ParseFloat(row[i+1], 64)
			require.NoError(t, err)
		}
		all = append(all, reference{row[0], complex(v[0], v[1]), complex(v[2], v[3])})
	}
	require.Len(t, all, 35)
	return all
}

var methods = map[string]contfrac.Method{"nil": nil, "Lentz": &contfrac.Lentz{}, "Steed": &contfrac.Steed{}, "Wallis": &contfrac.Wallis{}}

func check[T contfrac.Number](t *testing.T, r reference, x T) {
	for name, m := range methods {
		res, err := contfrac.Evaluate(t.Context(), fractionOf(r.function, x), m, nil)
		require.NoError(t, err, "%s %v %s", r.function, x, name)
		assert.Equal(t, contfrac.Converged, res.Status)
		var got complex128
		switch v := any(res.Value).(type) {
		case float64:
			got = complex(v, 0)
		case complex128:
			got = v
		}
		diff, size := cmplx.Abs(got-r.value), cmplx.Abs(r.value)
		// The estimate must cover the error, up to the rounding of the
		// reference to float64.
		assert.LessOrEqual(t, diff, res.ErrEst+0x1p-53*size, "%s %v %s: estimate", r.function, x, name)
		// It must not be idle either. Rounding x alone changes these functions
		// by |x| eps or so, near a pole of the tangent by the square of the
		// value; e⁻²⁰ is 1 minus nearly 1.
		if size > 1e10 {
			continue // π/2 rounded: no digit is certain
		}
		scale := 0x1p-52 * (1 + cmplx.Abs(r.x)) * max(size*size, 1)
		assert.LessOrEqual(t, res.ErrEst, 50*scale, "%s %v %s: idle estimate", r.function, x, name)
	}
}

func TestEvaluateReferences(t *testing.T) {
	for _, r := range references(t) {
		check(t, r, r.x)
		if imag(r.x) == 0 {
			check(t, r, real(r.x))
		}
	}
}

// Slow convergence: the estimate of the truncation must hold far from rounding.
func TestTruncationEstimate(t *testing.T) {
	for _, r := range references(t) {
		if imag(r.x) != 0 || r.function == "tan" && real(r.x) == math.Pi/2 {
			continue
		}
		for _, tol := range []float64{1e-3, 1e-6, 1e-9} {
			res, err := contfrac.Evaluate(t.Context(), fractionOf(r.function, real(r.x)), nil, &contfrac.EvalSettings{RelTol: tol})
			require.NoError(t, err)
			want := real(r.value)
			assert.InDelta(t, want, res.Value, 1.5*res.ErrEst+0x1p-53*math.Abs(want), "%s %v tol %g", r.function, r.x, tol)
		}
	}
}

// With all numerators −1/4, the border of Worpitzky's circle, the approximants
// converge like 1/n.
func TestAlgebraicConvergence(t *testing.T) {
	f := contfrac.Fraction[float64]{Term: func(int) (a, b float64) { return -0.25, 1 }}
	res, err := contfrac.Evaluate(t.Context(), f, nil, &contfrac.EvalSettings{RelTol: 1e-4})
	require.NoError(t, err)
	diff := math.Abs(res.Value + 0.5)
	assert.InEpsilon(t, diff, res.ErrEst, 0.1) // |fₙ − f| = 1/(2n+2), corrections 1/(2n(n+1))
}

func TestEvaluateEnds(t *testing.T) {
	golden := contfrac.Fraction[float64]{B0: 1, Term: func(int) (a, b float64) { return 1, 1 }}

	t.Run("finite", func(t *testing.T) {
		f := contfrac.Fraction[float64]{B0: 3, Term: func(n int) (a, b float64) {
			return []float64{1, 1, 1, 0}[n-1], []float64{7, 15, 1, 9}[n-1]
		}}
		res, err := contfrac.Evaluate(t.Context(), f, nil, nil)
		require.NoError(t, err)
		assert.Equal(t, 3, res.Terms)
		assert.InDelta(t, 355.0/113, res.Value, 1e-15)
		assert.Zero(t, res.Truncation)
	})
	t.Run("vanishing denominators", func(t *testing.T) {
		// 1/(0 + 1/(0 + 1/5)) = 1/(0 + 5) ... every method passes the zeros
		f := contfrac.Fraction[float64]{Term: func(n int) (a, b float64) {
			return []float64{1, 1, 1, 0}[n-1], []float64{0, 0, 5, 9}[n-1]
		}}
		for name, m := range methods {
			res, err := contfrac.Evaluate(t.Context(), f, m, nil)
			require.NoError(t, err, name)
			assert.InDelta(t, 0.2, res.Value, max(1e-15, res.ErrEst), name)
			if name != "Steed" { // which says in its comment that it loses digits here
				assert.InDelta(t, 0.2, res.Value, 1e-15, name)
			}
		}
	})
	t.Run("maximum", func(t *testing.T) {
		res, err := contfrac.Evaluate(t.Context(), golden, nil, &contfrac.EvalSettings{MaxTerms: 7})
		require.ErrorIs(t, err, contfrac.ErrNotConverged)
		assert.Equal(t, contfrac.MaxIter, res.Status)
		assert.False(t, res.Status.Success())
		assert.InDelta(t, 34.0/21, res.Value, 1e-15)
	})
	t.Run("divergent", func(t *testing.T) {
		// −1 numerators: the approximants wander, the tail estimate must not settle
		f := contfrac.Fraction[float64]{Term: func(int) (a, b float64) { return -0.7, 1 }}
		_, err := contfrac.Evaluate(t.Context(), f, nil, &contfrac.EvalSettings{MaxTerms: 5000})
		require.ErrorIs(t, err, contfrac.ErrNotConverged)
	})
	t.Run("not finite", func(t *testing.T) {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			f := contfrac.Fraction[float64]{B0: 1, Term: func(n int) (a, b float64) {
				if n == 3 {
					return 1, bad
				}
				return 1, 1
			}}
			res, err := contfrac.Evaluate(t.Context(), f, nil, nil)
			require.ErrorIs(t, err, contfrac.ErrBreakdown)
			assert.Equal(t, contfrac.Breakdown, res.Status)
			assert.InDelta(t, 1.5, res.Value, 1e-15) // the last finite approximant
		}
	})
	t.Run("infinite value", func(t *testing.T) {
		f := contfrac.Fraction[float64]{Term: func(n int) (a, b float64) { return float64(2 - n), 0 }}
		res, err := contfrac.Evaluate(t.Context(), f, &contfrac.Wallis{}, nil)
		require.ErrorIs(t, err, contfrac.ErrBreakdown)
		assert.Equal(t, contfrac.Breakdown, res.Status)
	})
	t.Run("canceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		f := contfrac.Fraction[float64]{B0: 1, Term: func(n int) (a, b float64) {
			if calls++; calls == 10 {
				cancel()
			}
			return 1, 1
		}}
		res, err := contfrac.Evaluate(ctx, f, nil, nil)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, contfrac.Canceled, res.Status)
		assert.InDelta(t, math.Phi, res.Value, 0.01)
	})
	t.Run("recorder", func(t *testing.T) {
		stop := errors.New("enough")
		res, err := contfrac.Evaluate(t.Context(), golden, nil, &contfrac.EvalSettings{Recorder: func(p contfrac.EvalProgress) error {
			if p.Terms == 4 {
				return stop
			}
			return nil
		}})
		require.ErrorIs(t, err, stop)
		assert.Equal(t, contfrac.Stopped, res.Status)
		assert.Equal(t, 4, res.Terms)
	})
	t.Run("input", func(t *testing.T) {
		for _, s := range []contfrac.EvalSettings{{RelTol: -1}, {RelTol: math.NaN()}, {AbsTol: -1}, {AbsTol: math.NaN()}, {MaxTerms: -1}} {
			res, err := contfrac.Evaluate(t.Context(), golden, nil, &s)
			require.ErrorIs(t, err, contfrac.ErrInput)
			assert.Nil(t, res)
		}
		_, err := contfrac.Evaluate(t.Context(), contfrac.Fraction[float64]{}, nil, nil)
		require.ErrorIs(t, err, contfrac.ErrInput)
		_, err = contfrac.Evaluate(t.Context(), contfrac.Fraction[float64]{B0: math.NaN(), Term: golden.Term}, nil, nil)
		require.ErrorIs(t, err, contfrac.ErrInput)
	})
}

// approximants returns f₀, …, fₙ by Wallis.
func approximants(f contfrac.Fraction[float64], n int) []float64 {
	it := contfrac.NewIterator(f, &contfrac.Wallis{})
	all := []float64{it.Value()}
	for range n {
		if !it.Next() {
			break
		}
		all = append(all, it.Value())
	}
	return all
}

// TestTransformations compares approximants one by one; elements lie in
// [1/2, 3/2], so every approximant is well conditioned.
func TestTransformations(t *testing.T) {
	const n = 12
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(1, seed))
		a, b, r := make([]float64, 3*n), make([]float64, 3*n), make([]float64, 3*n)
		for i := range a {
			a[i], b[i], r[i] = 0.5+rng.Float64(), 0.5+rng.Float64(), 0.5+rng.Float64()
		}
		f := contfrac.Fraction[float64]{B0: b[0], Term: func(n int) (float64, float64) { return a[n], b[n] }}
		rho := func(n int) float64 { return r[n] }
		want := approximants(f, 2*n+1)
		near := func(want, got []float64, msg string) {
			require.Len(t, got, len(want))
			for i := range want {
				// two transformations of a few operations each, amplified by
				// the continued fraction at most tenfold
				assert.InEpsilon(t, want[i], got[i], 1e-13, "%s, seed %d, approximant %d", msg, seed, i)
			}
		}
		var even, odd []float64
		for k := range n + 1 {
			even, odd = append(even, want[2*k]), append(odd, want[2*k+1])
		}
		near(even, approximants(contfrac.Even(f), n), "even")
		near(odd, approximants(contfrac.Odd(f), n), "odd")
		near(want[:n], approximants(contfrac.Equivalent(f, rho), n-1), "equivalent")
		near(want[:n], approximants(contfrac.UnitDenominators(f), n-1), "unit denominators")
		near(want[:n], approximants(contfrac.Odd(contfrac.Extend(f, rho)), n-1), "odd part of extension")
		for k := 1; k < n; k++ {
			_, b := contfrac.UnitDenominators(f).Term(k)
			assert.InDelta(t, 1, b, 0x1p-52)
		}
	}
}

// A finite fraction stays finite under every transformation.
func TestTransformationsOfFinite(t *testing.T) {
	for length := range 8 {
		f := contfrac.Fraction[float64]{B0: 1, Term: func(n int) (a, b float64) {
			if n > length {
				return 0, math.NaN() // must not be looked at
			}
			return float64(n), 2
		}}
		want := approximants(f, 20)
		require.Len(t, want, length+1)
		last := func(f contfrac.Fraction[float64]) float64 {
			all := approximants(f, 20)
			return all[len(all)-1]
		}
		if length%2 == 0 {
			assert.InEpsilon(t, want[length], last(contfrac.Even(f)), 1e-14)
		} else {
			assert.InEpsilon(t, want[length], last(contfrac.Odd(f)), 1e-14)
		}
		assert.InEpsilon(t, want[length], last(contfrac.Extend(f, func(n int) float64 { return 1 })), 1e-14)
	}
}

func FuzzEvaluate(f *testing.F) {
	for _, s := range []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, 1e300, -1e300, 1e-300, -0.25} {
		f.Add(s, 1.0, 1.0, 2.0, -1.0)
		f.Add(1.0, s, 1.0, s, 0.5)
		f.Add(1.0, 1.0, s, 0.0, s)
	}
	f.Fuzz(func(t *testing.T, b0, a1, b1, a2, b2 float64) {
		fr := contfrac.Fraction[float64]{B0: b0, Term: func(n int) (a, b float64) {
			if n%2 == 1 {
				return a1, b1
			}
			return a2, b2
		}}
		for name, m := range methods {
			res, err := contfrac.Evaluate(t.Context(), fr, m, &contfrac.EvalSettings{MaxTerms: 500})
			if err != nil {
				continue
			}
			if math.IsNaN(res.Value) || math.IsInf(res.Value, 0) || math.IsNaN(res.ErrEst) {
				t.Fatalf("%s: %v ± %v with nil error", name, res.Value, res.ErrEst)
			}
		}
		fc := contfrac.Fraction[complex128]{B0: complex(b0, a2), Term: func(n int) (a, b complex128) {
			return complex(a1, b2), complex(b1, float64(n))
		}}
		res, err := contfrac.Evaluate(t.Context(), fc, nil, &contfrac.EvalSettings{MaxTerms: 500})
		if err == nil && (cmplx.IsNaN(res.Value) || math.IsNaN(res.ErrEst)) {
			t.Fatalf("complex: %v ± %v with nil error", res.Value, res.ErrEst)
		}
	})
}

func TestNilContext(t *testing.T) {
	var none context.Context
	res, err := contfrac.Evaluate(none, contfrac.Fraction[float64]{Term: func(int) (a, b float64) { return 1, 1 }}, nil, nil)
	require.ErrorIs(t, err, contfrac.ErrInput)
	require.ErrorContains(t, err, "ctx is nil")
	require.Nil(t, res)
	found, err := contfrac.Search(none, []contfrac.Constant{contfrac.E()}, nil, nil)
	require.ErrorIs(t, err, contfrac.ErrInput)
	require.Nil(t, found)
}
