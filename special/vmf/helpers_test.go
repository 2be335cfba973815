// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

// table reads a file of numbers below one line of names.
func table(t testing.TB, name string) [][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(lines), 100)
	rows := make([][]float64, len(lines)-1)
	for i, line := range lines[1:] {
		for _, field := range line {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			rows[i] = append(rows[i], v)
		}
	}
	return rows
}

// relative returns |got − want| in units of 2⁻⁵²|want|.
func relative(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want) * 0x1p52
}

// mixed returns |got − want| in units of 2⁻⁵² max(|want|, 1).
func mixed(got, want float64) float64 {
	return math.Abs(got-want) / max(math.Abs(want), 1) * 0x1p52
}

// unit returns a random unit vector.
func unit(rnd *rand.Rand, p int) []float64 {
	x := make([]float64, p)
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	kernel.Scale(x, 1/kernel.Nrm2(x))
	return x
}

// axis returns ±e_{i+1}.
func axis(p, i int, sign float64) []float64 {
	x := make([]float64, p)
	x[i] = sign
	return x
}

// sample returns n rows drawn from d.
func sample(d *Dist, n int) *mat.Dense {
	x := mat.NewDense(n, d.Dim(), nil)
	for i := range n {
		d.Rand(x.RawRowView(i))
	}
	return x
}

func must(t testing.TB, mu []float64, kappa float64, src rand.Source) *Dist {
	t.Helper()
	d, err := New(mu, kappa, src)
	require.NoError(t, err)
	return d
}
