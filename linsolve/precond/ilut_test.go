// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// scattered returns a random n×n matrix with about k entries a row beside a
// diagonal that dominates them.
func scattered(t testing.TB, n, k int, seed uint64) *sparse.CSR {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, seed))
	c := sparse.NewCOO(n, n)
	for i := range n {
		sum := 1.0
		for range k {
			v := rnd.NormFloat64()
			c.Add(i, rnd.IntN(n), v)
			sum += math.Abs(v)
		}
		c.Add(i, i, 2*sum)
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

// reference is ILUT written down from its definition, on dense rows: it returns
// L and U as one matrix.
func reference(a *sparse.CSR, tau float64, p int) *mat.Dense {
	n, _ := a.Dims()
	f := mat.NewDense(n, n, nil)
	for i := range n {
		w := make([]float64, n)
		ind, val := a.Row(i)
		for k, j := range ind {
			w[j] = val[k]
		}
		norm := mat.Norm(mat.NewVecDense(n, slices.Clone(w)), 2)
		for k := range i {
			w[k] /= f.At(k, k)
			if math.Abs(w[k]) < tau*norm {
				w[k] = 0
			}
			for j := k + 1; j < n; j++ {
				w[j] -= w[k] * f.At(k, j)
			}
		}
		part := func(from, to int) {
			var order []int
			for j := from; j < to; j++ {
				if math.Abs(w[j]) < tau*norm {
					w[j] = 0
				}
				order = append(order, j)
			}
			slices.SortStableFunc(order, func(x, y int) int {
				switch u, v := math.Abs(w[x]), math.Abs(w[y]); {
				case u > v:
					return -1
				case u < v:
					return 1
				}
				return 0
			})
			for _, j := range order[min(p, len(order)):] {
				w[j] = 0
			}
		}
		part(0, i)
		part(i+1, n)
		f.SetRow(i, w)
	}
	return f
}

// The factors are those of the definition.
func TestILUTIsItsDefinition(t *testing.T) {
	for seed := range uint64(20) {
		n := 1 + int(seed)*7
		a := scattered(t, n, 4, seed)
		tau, p := []float64{0, 1e-4, 1e-2, 0.1}[seed%4], 1+int(seed)%6
		m, err := precond.NewILUT(a, &precond.ILUTSettings{DropTol: &tau, Fill: p})
		require.NoError(t, err)
		f := reference(a, tau, p)
		l, u := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
		entries := n
		for i := range n {
			l.Set(i, i, 1)
			for j := range n {
				switch v := f.At(i, j); {
				case j < i:
					l.Set(i, j, v)
				default:
					u.Set(i, j, v)
				}
				if i != j && f.At(i, j) != 0 {
					entries++
				}
			}
		}
		assert.Equal(t, entries, m.NNZ(), "seed %d", seed)
		var def mat.Dense
		def.Mul(l, u)
		var diff mat.Dense
		diff.Sub(product(t, m, n), &def)
		// two inversions of a matrix with a condition below 100
		assert.LessOrEqual(t, mat.Norm(&diff, math.Inf(1)), 1e-12*mat.Norm(&def, math.Inf(1)), "seed %d", seed)
	}
}

// Without dropping ILUT is Gaussian elimination, and solves at once.
func TestILUTComplete(t *testing.T) {
	for _, name := range []string{"darcy_400.mtx", "convdiff_400.mtx"} {
		a := read(t, name)
		n, _ := a.Dims()
		m, err := precond.NewILUT(a, &precond.ILUTSettings{DropTol: new(0.0), Fill: n})
		require.NoError(t, err)
		b := make([]float64, n)
		for i := range b {
			b[i] = math.Sin(float64(i))
		}
		for _, method := range []linsolve.Method{&linsolve.BiCGStab{}, &linsolve.GMRES{}} {
			res, err := linsolve.Solve(t.Context(), a, b, method, &linsolve.Settings{Prec: m})
			require.NoError(t, err)
			assert.Equal(t, 1, res.Iter, "%s %T", name, method)
		}
	}
}

// Smaller thresholds and more room make better preconditioners.
func TestILUTImproves(t *testing.T) {
	p := testfunc.ConvectionDiffusion2D(60, 40, 20)
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	require.NoError(t, err)
	b := make([]float64, 3600)
	for i := range b {
		b[i] = 1
	}
	last := math.MaxInt
	for _, s := range []precond.ILUTSettings{{DropTol: new(0.1), Fill: 2}, {DropTol: new(1e-2), Fill: 5}, {}, {DropTol: new(1e-5), Fill: 40}} {
		m, err := precond.NewILUT(a, &s)
		require.NoError(t, err)
		res, err := linsolve.Solve(t.Context(), a, b, &linsolve.GMRES{}, &linsolve.Settings{Prec: m})
		require.NoError(t, err)
		assert.Less(t, res.Iter, last)
		last = res.Iter
	}
}

func TestILUTUpdate(t *testing.T) {
	a, b := scattered(t, 300, 5, 1), scattered(t, 300, 5, 2)
	m, err := precond.NewILUT(a, nil)
	require.NoError(t, err)
	fresh, err := precond.NewILUT(b, nil)
	require.NoError(t, err)
	require.NoError(t, m.Update(b))
	r := make([]float64, 300)
	for i := range r {
		r[i] = math.Cos(float64(i))
	}
	z, want := make([]float64, 300), make([]float64, 300)
	require.NoError(t, m.Solve(z, r))
	require.NoError(t, fresh.Solve(want, r))
	assert.Equal(t, want, z)
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Update(b) }))
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Solve(z, r) }))
	// a failure leaves nothing behind
	require.ErrorIs(t, m.Update(csr(t, 300, 300)), precond.ErrZeroPivot)
	require.NoError(t, m.Update(b))
	require.NoError(t, m.Solve(z, r))
	assert.Equal(t, want, z)
}

func TestILUTBadInput(t *testing.T) {
	good := csr(t, 2, 2, 2, 1, 1, 2)
	for _, s := range []precond.ILUTSettings{
		{DropTol: new(-1.0)}, {DropTol: new(math.NaN())}, {DropTol: new(math.Inf(1))}, {Fill: -1},
		{PermTol: -0.1}, {PermTol: 1.5}, {PermTol: math.NaN()},
	} {
		m, err := precond.NewILUT(good, &s)
		assert.ErrorIs(t, err, precond.ErrParam)
		assert.Nil(t, m)
	}
	singular := csr(t, 2, 2, 1, 2, 3, 6)
	var pivot *sparse.ZeroPivotError
	_, err := precond.NewILUT(singular, nil)
	require.ErrorAs(t, err, &pivot)
	assert.Equal(t, 1, pivot.Row)
	m, err := precond.NewILUT(singular, &precond.ILUTSettings{PivotFix: true})
	require.NoError(t, err)
	z := []float64{1, 1}
	require.NoError(t, m.Solve(z, z))
	assert.False(t, math.IsNaN(z[0]+z[1]) || math.IsInf(z[0]+z[1], 0))
	// a quotient beyond the numbers
	_, err = precond.NewILUT(csr(t, 2, 2, 1e-300, 1e300, 1e300, 1), nil)
	assert.ErrorIs(t, err, precond.ErrNotFinite)
}

// ⟨y, M⁻¹r⟩ = ⟨M⁻ᵀy, r⟩.
func TestSolveTrans(t *testing.T) {
	for _, a := range []*sparse.CSR{scattered(t, 1, 0, 1), scattered(t, 97, 4, 2), tridiagonal(t, 50)} {
		n, _ := a.Dims()
		y, r, z, w := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		rnd := rand.New(rand.NewPCG(1, uint64(n)))
		for i := range y {
			y[i], r[i] = rnd.NormFloat64(), rnd.NormFloat64()
		}
		for name, make := range makers() {
			p, err := make(a)
			require.NoError(t, err, name)
			m, ok := p.(linsolve.TransPreconditioner)
			if !ok { // a multigrid cycle has no transpose at hand
				require.Contains(t, name, "amg")
				continue
			}
			require.NoError(t, m.Solve(z, r))
			require.NoError(t, m.SolveTrans(w, y))
			var left, right, size float64
			for i := range y {
				left += y[i] * z[i]
				right += w[i] * r[i]
				size += math.Abs(y[i]*z[i]) + math.Abs(w[i]*r[i])
			}
			// sums of n products of backward stable solves, well conditioned
			assert.InDelta(t, left, right, 1e-14*size, "%s, n = %d", name, n)
			inPlace := slices.Clone(y)
			require.NoError(t, m.SolveTrans(inPlace, inPlace))
			assert.Equal(t, w, inPlace, name)
			assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.SolveTrans(w, y) }), name)
			assert.ErrorIs(t, m.SolveTrans(w[:0], y), precond.ErrShape, name)
		}
	}
}

func ExampleNewILUT() {
	// −u″ + 40·u′ = 1 on 500 points, by central differences
	const n, h = 500, 1.0 / 501
	c := sparse.NewCOO(n, n)
	b := make([]float64, n)
	for i := range n {
		c.Add(i, i, 2)
		if i > 0 {
			c.Add(i, i-1, -1-20*h)
			c.Add(i-1, i, -1+20*h)
		}
		b[i] = h * h
	}
	a, err := c.ToCSR()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := precond.NewILUT(a, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := make([]float64, n)
	if err := m.Solve(x, b); err != nil { // a tridiagonal matrix has no fill to drop
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f\n", x[n/2])
	// Output: 0.0125
}
