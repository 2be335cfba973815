// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

// A poissonInverse applies the inverse of poisson2D(n) by sine transforms.
type poissonInverse struct {
	sines, work *mat.Dense
	values      []float64
}

func newPoissonInverse(n int) *poissonInverse {
	p := &poissonInverse{mat.NewDense(n, n, nil), mat.NewDense(n, n, nil), make([]float64, n)}
	for i := range n {
		for j := range n {
			p.sines.Set(i, j, math.Sqrt(2/float64(n+1))*math.Sin(math.Pi*float64((i+1)*(j+1))/float64(n+1)))
		}
		s := math.Sin(math.Pi * float64(i+1) / float64(2*n+2))
		p.values[i] = 4 * s * s
	}
	return p
}

func (p *poissonInverse) Propose(dst, r []float64) error {
	n := len(p.values)
	x := mat.NewDense(n, n, dst)
	p.work.Mul(p.sines, mat.NewDense(n, n, r))
	x.Mul(p.work, p.sines)
	for i := range n {
		for j := range n {
			dst[i*n+j] /= p.values[i] + p.values[j]
		}
	}
	p.work.Mul(p.sines, x)
	x.Mul(p.work, p.sines)
	return nil
}

// noisy adds noise of this length relative to the proposal's.
func noisy(g linsolve.Generator, noise float64, seed uint64) linsolve.Generator {
	r := rand.New(rand.NewPCG(seed, 0x6e6f697379))
	return linsolve.GeneratorFunc(func(dst, res []float64) error {
		if err := g.Propose(dst, res); err != nil {
			return err
		}
		scale := noise * floats.Norm(dst, 2) / math.Sqrt(float64(len(dst)))
		for i := range dst {
			dst[i] += scale * r.NormFloat64()
		}
		return nil
	})
}

// Counts of an independent program for an inverse with noise: errors fall by the noise
// at every step, whatever is kept.
func TestConjugateDirectionsNoisyInverse(t *testing.T) {
	const n = 64
	a := poisson2D(t, n)
	inverse := newPoissonInverse(n)
	b := randomVector(n*n, 5)
	for _, c := range []struct {
		noise float64
		iter  int
	}{{0, 1}, {0.02, 6}, {0.1, 10}, {0.3, 22}} {
		for _, mem := range []int{linsolve.NoMemory, 1, 0, 10, linsolve.AllDirections} {
			for seed := range uint64(3) {
				m := &linsolve.ConjugateDirections{Mem: mem, Generator: noisy(inverse, c.noise, seed)}
				res, err := linsolve.Solve(ctx, a, b, m, nil)
				require.NoError(t, err)
				// other noise than that program's
				assert.InDelta(t, c.iter, res.Iter, 1+0.15*float64(c.iter), "noise %v, Mem %d", c.noise, mem)
				assert.Zero(t, res.Fallbacks)
				assert.Equal(t, res.Iter, res.PrecSolves)
				assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))
			}
		}
	}
}

// With a fixed preconditioner and at least one direction kept it is CG; with none, the
// method of steepest descent.
func TestConjugateDirectionsIsCG(t *testing.T) {
	a := poisson2D(t, 64)
	b := randomVector(64*64, 5)
	ssor, err := precond.NewSSOR(a, 1.5)
	require.NoError(t, err)
	for name, m := range map[string]linsolve.Preconditioner{"none": nil, "ssor": ssor} {
		want, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{History: true, Prec: m})
		require.NoError(t, err)
		if m == nil {
			assert.InDelta(t, 199, want.Iter, 3) // of an independent program, another b
		}
		for _, mem := range []int{1, 0, 10, linsolve.AllDirections} {
			res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Mem: mem}, &linsolve.Settings{History: true, Prec: m})
			require.NoError(t, err, "%s, Mem %d", name, mem)
			assert.InDelta(t, want.Iter, res.Iter, 2, "%s, Mem %d", name, mem)
			assert.Zero(t, res.Fallbacks, "%s, Mem %d", name, mem)
			for i := range 20 {
				// the same steps in another order of operations
				assert.InEpsilon(t, want.History[i], res.History[i], 1e-8, "%s, Mem %d, iteration %d", name, mem, i)
			}
		}
	}
	res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Mem: linsolve.NoMemory}, &linsolve.Settings{MaxIter: 400})
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	assert.Equal(t, linsolve.MaxIter, res.Status)
}

// The length and the sign of proposals do not matter.
func TestProposalsOfAnyLength(t *testing.T) {
	a := poisson2D(t, 32)
	b := randomVector(32*32, 2)
	inverse := newPoissonInverse(32)
	for _, scale := range []float64{1, -1, 1e-200, -1e-290, 1e200, -1e300} {
		g := noisy(inverse, 0.1, 1)
		scaled := linsolve.GeneratorFunc(func(dst, r []float64) error {
			err := g.Propose(dst, r)
			assert.InDelta(t, 1, floats.Norm(r, 2), 1e-12)
			floats.Scale(scale, dst)
			return err
		})
		res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Generator: scaled}, nil)
		require.NoError(t, err, "%g", scale)
		assert.InDelta(t, 10, res.Iter, 2, "%g", scale)
		assert.Zero(t, res.Fallbacks, "%g", scale)
	}
}

// What is of no use is replaced by the residual and counted; a generator that is never
// of use ends the solve.
func TestUselessProposals(t *testing.T) {
	const n = 32
	a := poisson2D(t, n)
	b := randomVector(n*n, 3)
	inverse := newPoissonInverse(n)
	rejected := map[string]linsolve.GeneratorFunc{
		"NaN":  func(dst, r []float64) error { copy(dst, r); dst[n] = math.NaN(); return nil },
		"Inf":  func(dst, r []float64) error { copy(dst, r); dst[0] = math.Inf(-1); return nil },
		"zero": func(dst, _ []float64) error { clear(dst); return nil },
		"orthogonal": func(dst, r []float64) error {
			clear(dst)
			dst[0], dst[1] = r[1], -r[0]
			return nil
		},
		"subnormal": func(dst, _ []float64) error { clear(dst); dst[3] = 5e-324; return nil },
	}
	for name, g := range rejected {
		for _, mem := range []int{linsolve.NoMemory, 0, linsolve.AllDirections} {
			m := &linsolve.ConjugateDirections{Mem: mem, Generator: g}
			res, err := linsolve.Solve(ctx, a, b, m, nil)
			require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
			assert.Equal(t, linsolve.Stagnated, res.Status, name)
			assert.Equal(t, 10, res.Fallbacks, name)
			assert.Equal(t, 9, res.Iter, name)
			assert.InEpsilon(t, trueResidual(a, b, res.X), res.ResNorm, 1e-9, name)
			assert.Less(t, res.ResNorm, floats.Norm(b, 2), name)

			// Two of three proposals are good.
			count := 0
			m.Generator = linsolve.GeneratorFunc(func(dst, r []float64) error {
				if count++; count%3 == 0 {
					return g(dst, r)
				}
				return noisy(inverse, 0.3, uint64(count)).Propose(dst, r)
			})
			res, err = linsolve.Solve(ctx, a, b, m, nil)
			require.NoError(t, err, name)
			if name == "orthogonal" { // until it is made conjugate
				assert.LessOrEqual(t, res.Fallbacks, res.Iter/3, name)
			} else {
				assert.Equal(t, res.Iter/3, res.Fallbacks, name)
			}
			assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
		}
	}

	// The same direction again and again: a new one is had from the residual.
	same := linsolve.GeneratorFunc(func(dst, _ []float64) error { copy(dst, b); return nil })
	res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Generator: same, Mem: linsolve.AllDirections}, nil)
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	assert.Equal(t, 10, res.Fallbacks)

	broken := errors.New("no weights")
	res, err = linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{
		Generator: linsolve.GeneratorFunc(func(_, _ []float64) error { return broken })}, nil)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, linsolve.ErrBreakdown)
	assert.Equal(t, linsolve.Breakdown, res.Status)
	assert.Equal(t, make([]float64, n*n), res.X)
}

// Directions that have nothing to do with the residual: no step lengthens the energy
// norm of the error, and in as many dimensions as there are the solve ends.
func TestWrongDirections(t *testing.T) {
	const n = 50
	a := tridiagonal(n, -1, 2.5, -1)
	exact := randomVector(n, 1)
	b := make([]float64, n)
	a.MulVec(b, exact)
	r := rand.New(rand.NewPCG(1, 2))
	random := linsolve.GeneratorFunc(func(dst, _ []float64) error {
		for i := range dst {
			dst[i] = r.NormFloat64()
		}
		return nil
	})
	for _, mem := range []int{linsolve.NoMemory, 1, 0, 1000, linsolve.AllDirections} {
		x, e, ae := make([]float64, n), make([]float64, n), make([]float64, n)
		last := math.Inf(1)
		res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Mem: mem, Generator: random}, &linsolve.Settings{MaxIter: 5000,
			Recorder: func(p linsolve.Progress) error {
				p.X(x)
				floats.SubTo(e, x, exact)
				a.MulVec(ae, e)
				energy := math.Sqrt(floats.Dot(e, ae))
				assert.LessOrEqual(t, energy, last*(1+1e-9)+1e-13, "Mem %d, iteration %d", mem, p.Iter)
				last = energy
				return nil
			}})
		require.NoError(t, err, "Mem %d", mem)
		if mem >= n || mem == linsolve.AllDirections {
			assert.LessOrEqual(t, res.Iter, n+2, "Mem %d: conjugate directions end at n", mem)
		} else {
			assert.Greater(t, res.Iter, n, "Mem %d", mem)
		}
	}
}

// Matrices without curvature, with negative curvature, and small ones.
func TestConjugateDirectionsCurvature(t *testing.T) {
	for n := 1; n <= 6; n++ {
		a := tridiagonal(n, -1, 2, -1)
		for seed := range uint64(20) {
			b := randomVector(n, seed)
			for _, mem := range []int{1, 0, 7, linsolve.AllDirections} {
				res, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Mem: mem}, &linsolve.Settings{RelTol: 1e-13})
				require.NoError(t, err, "n=%d, Mem %d, seed %d", n, mem, seed)
				assert.LessOrEqual(t, res.Iter, n+2, "n=%d, Mem %d, seed %d", n, mem, seed)
			}
		}
	}

	indefinite := matrix(t, "helmholtz_400.mtx")
	res, err := linsolve.Solve(ctx, indefinite, ones(400), &linsolve.ConjugateDirections{}, nil)
	var spd *linsolve.NotSPDError
	require.ErrorAs(t, err, &spd)
	assert.Equal(t, linsolve.NegativeCurvature, res.Status)
	q := make([]float64, 400)
	indefinite.MulVec(q, spd.Direction)
	assert.Negative(t, spd.Curvature)
	assert.InEpsilon(t, floats.Dot(spd.Direction, q), spd.Curvature, 1e-9)

	// A direction in the null space is replaced; b is in the range.
	semi := linsolve.FromFunc(4, func(dst, x []float64) {
		for i := range dst {
			dst[i] = float64(i) * x[i]
		}
	})
	calls := 0
	null := linsolve.GeneratorFunc(func(dst, r []float64) error {
		if copy(dst, r); calls == 1 { // the first shows how large the matrix is
			copy(dst, []float64{1, r[1] * 1e-9, r[2] * 1e-9, r[3] * 1e-9})
		}
		calls++
		return nil
	})
	res, err = linsolve.Solve(ctx, semi, []float64{0, 1, 1, 1}, &linsolve.ConjugateDirections{Generator: null}, nil)
	require.NoError(t, err)
	assert.Positive(t, res.Fallbacks)
	assert.Greater(t, res.MatVecs, res.Iter+1, "a product for the direction without curvature")
}

// A generator with a state of its own gives the same bits for any number of workers as
// long as it is asked in the same order, and a second solve allocates nothing.
func TestGeneratorBitsAndAllocations(t *testing.T) {
	a := poisson2D(t, 150)
	b := randomVector(150*150, 1)
	var want *linsolve.Result
	for _, mem := range []int{linsolve.NoMemory, 0, linsolve.AllDirections} {
		want = nil
		for _, w := range []int{1, 2, 7} {
			m := &linsolve.ConjugateDirections{Mem: mem, Generator: noisy(linsolve.GeneratorFunc(func(dst, r []float64) error { copy(dst, r); return nil }), 0.5, 1)}
			res, err := linsolve.Solve(ctx, a, b, m, &linsolve.Settings{Workers: w, MaxIter: 30})
			require.ErrorIs(t, err, linsolve.ErrNotConverged)
			if want == nil {
				want = res
			}
			assert.True(t, slices.Equal(want.X, res.X), "Mem %d, %d workers", mem, w)
		}
		if testfunc.Race {
			continue // the detector makes pools forget
		}
		m := &linsolve.ConjugateDirections{Mem: mem, Generator: linsolve.GeneratorFunc(func(dst, r []float64) error { copy(dst, r); return nil })}
		set := &linsolve.Settings{Dst: make([]float64, len(b)), Workers: 2, RelTol: 0.1}
		solve := func() {
			if _, err := linsolve.Solve(ctx, a, b, m, set); err != nil {
				t.Fatal(err)
			}
		}
		solve()
		// starting goroutines may allocate now and then, in the runtime
		assert.Less(t, testing.AllocsPerRun(5, solve), 1.0, "Mem %d", mem)
	}

	// One value for systems of other sizes.
	m := &linsolve.ConjugateDirections{Mem: linsolve.AllDirections}
	for _, n := range []int{30, 5, 66, 12, 80, 64} {
		a, b := poisson2D(t, n), randomVector(n*n, 7)
		res, err := linsolve.Solve(ctx, a, b, m, nil)
		require.NoError(t, err, "n=%d", n)
		fresh, err := linsolve.Solve(ctx, a, b, &linsolve.ConjugateDirections{Mem: linsolve.AllDirections}, nil)
		require.NoError(t, err)
		assert.Equal(t, fresh.X, res.X, "n=%d", n)
	}
}
