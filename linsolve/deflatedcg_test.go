// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

// sines returns the k eigenvectors of least eigenvalues of poisson2D(m), one a row.
func sines(m, k int) *mat.Dense {
	type mode struct {
		i, j int
		v    float64
	}
	var modes []mode
	for i := 1; i <= m; i++ {
		for j := 1; j <= m; j++ {
			si, sj := math.Sin(float64(i)*math.Pi/float64(2*m+2)), math.Sin(float64(j)*math.Pi/float64(2*m+2))
			modes = append(modes, mode{i, j, si*si + sj*sj})
		}
	}
	w := mat.NewDense(k, m*m, nil)
	for row := range k {
		best := 0
		for q, c := range modes {
			if c.v < modes[best].v {
				best = q
			}
		}
		c := modes[best]
		modes[best].v = math.Inf(1)
		for y := range m {
			for x := range m {
				w.Set(row, y*m+x, math.Sin(float64(c.i*(y+1))*math.Pi/float64(m+1))*math.Sin(float64(c.j*(x+1))*math.Pi/float64(m+1)))
			}
		}
	}
	return w
}

// An independent program takes 121 iterations of CG and 74 with the 10 lowest
// eigenvectors deflated, also when these are off by a hundredth.
func TestDeflatedCGCounts(t *testing.T) {
	a := poisson2D(t, 40)
	b := randomVector(1600, 1)
	plain, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, nil)
	require.NoError(t, err)
	assert.InDelta(t, 121, plain.Iter, 5) // other right-hand sides
	w := sines(40, 10)
	r := rand.New(rand.NewPCG(1, 1))
	noisy := mat.DenseCopyOf(w)
	for i := range 10 {
		row := noisy.RawRowView(i)
		noise := 0.01 * floats.Norm(row, 2) / 40
		for j := range row {
			row[j] += noise * r.NormFloat64()
		}
	}
	for name, w := range map[string]*mat.Dense{"exact": w, "noisy": noisy} {
		d := &linsolve.DeflatedCG{W: w}
		res, err := linsolve.Solve(ctx, a, b, d, nil)
		require.NoError(t, err, name)
		assert.InDelta(t, 74, res.Iter, 4, name)
		assert.InDelta(t, res.Iter+11, res.MatVecs, float64(res.Iter)/30, "%s: W's, the check's and audits", name)
		assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
	}
	// right-hand sides in the space need no iteration
	d := &linsolve.DeflatedCG{W: w}
	inside := make([]float64, 1600)
	a.MulVec(inside, w.RawRowView(4))
	res, err := linsolve.Solve(ctx, a, inside, d, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, res.Iter, 1)
}

// With no vectors to deflate and none kept it is CG.
func TestDeflatedCGIsCG(t *testing.T) {
	a := matrix(t, "darcy_400.mtx")
	b := ones(400)
	ssor, err := precond.NewSSOR(a, 1.2)
	require.NoError(t, err)
	for _, m := range []linsolve.Preconditioner{nil, ssor} {
		want, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{History: true, Prec: m})
		require.NoError(t, err)
		res, err := linsolve.Solve(ctx, a, b, &linsolve.DeflatedCG{}, &linsolve.Settings{History: true, Prec: m})
		require.NoError(t, err)
		for i := range 30 {
			if i < len(want.History) {
				// the same steps in another order of operations
				assert.InEpsilon(t, want.History[i], res.History[i], 1e-6, "iteration %d", i)
			}
		}
		assert.InEpsilon(t, want.Iter, res.Iter, 0.03)
	}
}

// Over a sequence W becomes the lowest eigenvectors, with and without a
// preconditioner, and each solve takes fewer iterations than CG.
func TestDeflatedCGLearns(t *testing.T) {
	a := poisson2D(t, 40)
	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	ssor, err := precond.NewSSOR(a, 1)
	require.NoError(t, err)
	for name, m := range map[string]linsolve.Preconditioner{"none": nil, "jacobi": jacobi, "ssor": ssor} {
		d := &linsolve.DeflatedCG{K: 10, L: 20, SameMatrix: true}
		var last, plain *linsolve.Result
		for i := range 12 {
			b := randomVector(1600, uint64(i))
			last, err = linsolve.Solve(ctx, a, b, d, &linsolve.Settings{Prec: m})
			require.NoError(t, err, name)
			assert.LessOrEqual(t, trueResidual(a, b, last.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
			plain, err = linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m})
			require.NoError(t, err)
		}
		assert.Less(t, float64(last.Iter), 0.8*float64(plain.Iter), name)
		assert.InDelta(t, last.Iter+1, last.MatVecs, float64(last.Iter)/30, "%s: A·W is not computed again", name)
		rows, _ := d.Space().Dims()
		assert.Equal(t, 10, rows)
		d.Reset()
		assert.Nil(t, d.Space())
	}
}

func TestDeflatedCGSequence(t *testing.T) {
	s := readDarcySequence(t)
	plain, err := linsolve.SolveSequence(ctx, s.sequence(), &linsolve.CG{}, nil)
	require.NoError(t, err)
	results, err := linsolve.SolveSequence(ctx, s.sequence(), &linsolve.DeflatedCG{}, &linsolve.SequenceSettings{Order: s.Order})
	require.NoError(t, err)
	ours, theirs := 0, 0
	for i, res := range results {
		ours += res.Iter
		theirs += plain[i].Iter
		assert.LessOrEqual(t, trueResidual(s.matrices[i], s.b, res.X), 1e-8*floats.Norm(s.b, 2)*(1+1e-9))
	}
	assert.Less(t, float64(ours), 0.75*float64(theirs))
	// another size, and another preconditioner, with the same value
	d := &linsolve.DeflatedCG{}
	for n := 1; n < 8; n++ {
		diag := ones(n)
		for i := range diag {
			diag[i] += float64(i)
		}
		a := linsolve.FromFunc(n, func(dst, x []float64) { floats.MulTo(dst, diag, x) })
		for i := range 4 {
			set := &linsolve.Settings{}
			if i%2 == 1 {
				set.Prec = linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.ScaleTo(dst, 0.5, r); return nil })
			}
			res, err := linsolve.Solve(ctx, a, ones(n), d, set)
			require.NoError(t, err, "n %d", n)
			assert.LessOrEqual(t, trueResidual(a, ones(n), res.X), 1e-7)
		}
	}
}

func TestDeflatedCGBadInput(t *testing.T) {
	a := poisson2D(t, 10)
	bad := mat.NewDense(1, 100, nil)
	bad.Set(0, 3, math.NaN())
	for name, c := range map[string]struct {
		d    *linsolve.DeflatedCG
		want error
	}{
		"K": {&linsolve.DeflatedCG{K: -1}, linsolve.ErrParam}, "L": {&linsolve.DeflatedCG{L: -1}, linsolve.ErrParam},
		"K<W": {&linsolve.DeflatedCG{K: 2, W: sines(10, 3)}, linsolve.ErrParam},
		"W":   {&linsolve.DeflatedCG{W: sines(9, 3)}, linsolve.ErrShape}, "NaN": {&linsolve.DeflatedCG{W: bad}, linsolve.ErrNotFinite},
	} {
		res, err := linsolve.Solve(ctx, a, ones(100), c.d, nil)
		require.ErrorIs(t, err, c.want, name)
		assert.Nil(t, res, name)
	}
	// curvature is seen on W and on directions; dependent vectors are left out
	d := &linsolve.DeflatedCG{W: mat.NewDense(3, 100, append(append(ones(100), ones(100)...), randomVector(100, 1)...))}
	res, err := linsolve.Solve(ctx, a, ones(100), d, nil)
	require.NoError(t, err)
	assert.Equal(t, res.Iter+3+1, res.MatVecs)
	diag := ones(100)
	diag[0] = -1
	indefinite := linsolve.FromFunc(100, func(dst, x []float64) { floats.MulTo(dst, diag, x) })
	e0 := make([]float64, 100)
	e0[0] = 1
	for name, d := range map[string]*linsolve.DeflatedCG{"W": {W: mat.NewDense(1, 100, e0)}, "p": {}} {
		b := ones(100)
		b[0] = 50
		res, err := linsolve.Solve(ctx, indefinite, b, d, nil)
		var spd *linsolve.NotSPDError
		require.ErrorAs(t, err, &spd, name)
		assert.Negative(t, spd.Curvature)
		assert.Equal(t, linsolve.NegativeCurvature, res.Status)
	}
}

func TestDeflatedCGSameBitsForAnyWorkers(t *testing.T) {
	a := poisson2D(t, 300)
	n, _ := a.Dims()
	limit := 30
	if testfunc.Race {
		limit = 6
	}
	var want []float64
	for _, w := range []int{1, 2, 7} {
		d := &linsolve.DeflatedCG{K: 4, L: 10}
		var res *linsolve.Result
		for range 2 {
			var err error
			res, err = linsolve.Solve(ctx, a, ones(n), d, &linsolve.Settings{MaxIter: limit, Workers: w})
			require.ErrorIs(t, err, linsolve.ErrNotConverged)
		}
		if want == nil {
			want = res.X
		}
		assert.Equal(t, want, res.X, "workers %d", w)
	}
	// an iteration allocates nothing
	d := &linsolve.DeflatedCG{}
	it, err := linsolve.NewIterator(a, ones(n), d, &linsolve.Settings{Workers: 1})
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(20, func() { it.Next(ctx) }))
}
