// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"encoding/csv"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/bigfun"
)

const eps = 0x1p-52

// A row is a point of the reference tables with log I, log K and the ratios
// there to 22 digits or more.
type row struct {
	set                  string
	v, x                 float64
	i, k, ratioI, ratioK *big.Float
}

// readCSV returns the records of a file of testdata without its header.
func readCSV(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	records, err := r.ReadAll()
	require.NoError(t, err)
	return records[1:]
}

func double(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

func decimal(t testing.TB, s string) *big.Float {
	t.Helper()
	x, _, err := big.ParseFloat(s, 10, bigfun.Prec, big.ToNearestEven)
	require.NoError(t, err)
	return x
}

func readRows(t testing.TB, names ...string) []row {
	t.Helper()
	var rows []row
	for _, name := range names {
		for _, r := range readCSV(t, name) {
			rows = append(rows, row{r[0], double(t, r[1]), double(t, r[2]),
				decimal(t, r[3]), decimal(t, r[4]), decimal(t, r[5]), decimal(t, r[6])})
		}
	}
	return rows
}

// mixed returns |got - want| in units of eps max(|want|, 1), or of
// eps max(|want|, least normal number) if relative. A value that rounds to ±Inf
// is matched by that alone.
func mixed(got float64, want *big.Float, relative bool) float64 {
	w, _ := want.Float64()
	if math.IsInf(w, 0) || math.IsInf(got, 0) || math.IsNaN(got) {
		if got == w {
			return 0
		}
		return math.Inf(1)
	}
	unit := max(math.Abs(w), 1)
	if relative {
		unit = max(math.Abs(w), 0x1p-1022)
	}
	d := bigfun.Float(got)
	d.Sub(d, want)
	e, _ := d.Quo(d, bigfun.Float(unit)).Float64()
	return math.Abs(e) / eps
}

// A tally collects errors.
type tally struct {
	errors []float64
	worst  float64
	at     [2]float64
}

func (s *tally) add(e, v, x float64) {
	s.errors = append(s.errors, e)
	if e > s.worst || math.IsNaN(e) {
		s.worst, s.at = e, [2]float64{v, x}
	}
}

func (s *tally) median() float64 {
	slices.Sort(s.errors)
	return s.errors[len(s.errors)/2]
}
