// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package bigfun

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// table reads a file of package special's reference tables.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "special", "testdata", name))
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

func parse(t *testing.T, s string) *big.Float {
	t.Helper()
	x, _, err := big.ParseFloat(s, 10, Prec, big.ToNearestEven)
	require.NoError(t, err)
	return x
}

// digits returns -log10 of the difference of a and b relative to b, or to 1 if
// mixed and b is less.
func digits(a, b *big.Float, mixed bool) float64 {
	d := fresh(Prec).Sub(a, b)
	if d.Sign() == 0 {
		return 77
	}
	if one := at(64, 1); mixed && fresh(64).Abs(b).Cmp(one) < 0 {
		b = one
	}
	d.Quo(d, b)
	return -float64(d.MantExp(nil)) * math.Log10(2)
}

// The tables were computed with another library and checked against interval
// arithmetic; they have 24 digits (logarithms) and 22 (ratios).
func TestBesselFunctionsAgainstTables(t *testing.T) {
	rows := append(table(t, "bessel_log.csv"), table(t, "bessel_log_nearzero.csv")...)
	stride := 12
	if testing.Short() {
		stride = 120
	}
	for i := 0; i < len(rows); i += stride {
		row := rows[i]
		v, x := parseDouble(t, row[1]), parseDouble(t, row[2])
		assert.GreaterOrEqual(t, digits(LogBesselI(v, x), parse(t, row[3]), false), 23., "logI %v", row)
		assert.GreaterOrEqual(t, digits(LogBesselK(v, x), parse(t, row[4]), false), 23., "logK %v", row)
		assert.GreaterOrEqual(t, digits(BesselIRatio(v, x), parse(t, row[5]), false), 21., "ratio I %v", row)
		assert.GreaterOrEqual(t, digits(BesselKRatio(v, x), parse(t, row[6]), false), 21., "ratio K %v", row)
	}
	for i, row := range table(t, "bessel_dorder.csv") {
		if i%stride != 0 {
			continue
		}
		v, x := parseDouble(t, row[0]), parseDouble(t, row[1])
		dI, _ := LogBesselIDeriv(v, x)
		dK, _ := LogBesselKDeriv(v, x)
		assert.GreaterOrEqual(t, digits(dI, parse(t, row[2]), true), 17., "dI %v", row)
		assert.GreaterOrEqual(t, digits(dK, parse(t, row[3]), true), 17., "dK %v", row)
	}
}

func parseDouble(t *testing.T, s string) *big.Float {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return Float(x)
}

func TestElementaryFunctionsAgainstTable(t *testing.T) {
	for _, row := range table(t, "elementary.csv") {
		x := parseDouble(t, row[1])
		var got *big.Float
		switch row[0] {
		case "exp":
			got = Exp(x)
		case "log":
			got = Log(x)
		case "log1p":
			got = Log1p(x)
		case "loggamma1p":
			got = Lgamma1p(x)
		default:
			continue
		}
		want := parse(t, row[2])
		if want.Sign() == 0 {
			assert.Zero(t, got.Sign(), "%v", row)
			continue
		}
		assert.GreaterOrEqual(t, digits(got, want, false), 23., "%v", row)
	}
}

// The two ways to K and to I overlap; they share no step but the logarithm.
func TestMethodsAgreeWhereTheyOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 4 {
		v, x := Float(20*r.Float64()), Float(4+8*r.Float64())
		assert.GreaterOrEqual(t, digits(logKReflection(Prec, v, x), logKIntegral(Prec, v, x), true), 70.)
		a := r.Float64() * math.Pi / 2
		v, x = Float(99*math.Sin(a)), Float(99*math.Cos(a))
		i, k := debye(Prec, v, x)
		assert.GreaterOrEqual(t, digits(i, logI(Prec, v, x), true), 44.)
		assert.GreaterOrEqual(t, digits(k, logK(Prec, v, x), true), 44.)
	}
}

// The Wronskian I_v K_{v+1} + I_{v+1} K_v = 1/x ties all four together.
func TestWronskian(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		v, x := Float(math.Exp(6*r.Float64()-3)), Float(math.Exp(6*r.Float64()-3))
		ik := Exp(fresh(Prec).Add(LogBesselI(v, x), LogBesselK(v, x)))
		sum := fresh(Prec).Add(BesselIRatio(v, x), BesselKRatio(v, x))
		assert.GreaterOrEqual(t, digits(ik.Mul(ik, sum), fresh(Prec).Quo(Float(1), x), false), 70., "%v %v", v, x)
	}
}

func TestDebyePolynomialsAgainstFile(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "special", "testdata", "debye_log_coeffs.json"))
	require.NoError(t, err)
	var file [][][2]string
	require.NoError(t, json.Unmarshal(data, &file))
	for k, d := range DebyeLog(len(file)) {
		require.Len(t, file[k], len(d))
		for i, a := range d {
			want, ok := new(big.Rat).SetString(file[k][i][0] + "/" + file[k][i][1])
			require.True(t, ok)
			assert.Zero(t, a.Cmp(want), "d_%d, s^%d", k+1, i)
		}
	}
}
