// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/kernel"
)

// A function is one of this package's with its stated error in ulp.
type function struct {
	f    func(dst, x []float64) []float64
	f32  func(dst, x []float32) []float32
	ulp  float64
	from float64 // the argument from which TestShapes starts
}

var functions = map[string]function{
	"exp":      {Exp, ExpF32, 0.9, -3},
	"exp2":     {Exp2, Exp2F32, 0.9, -3},
	"expm1":    {Expm1, Expm1F32, 1.2, -3},
	"sinh":     {Sinh, SinhF32, 1, -3},
	"cosh":     {Cosh, CoshF32, 1, -3},
	"tanh":     {Tanh, TanhF32, 0.95, -3},
	"log":      {Log, LogF32, 0.95, 0.1},
	"log2":     {Log2, Log2F32, 1, 0.1},
	"log1p":    {Log1p, Log1pF32, 1, -0.9},
	"sigmoid":  {Sigmoid, SigmoidF32, 1, -3},
	"logit":    {Logit, LogitF32, 1.2, 0.01},
	"log1pexp": {Log1pExp, Log1pExpF32, 1.2, -3},
	"log1mexp": {Log1mExp, Log1mExpF32, 1.2, -9},
	"erf":      {Erf, ErfF32, 1.4, -3},
	"erfc":     {Erfc, ErfcF32, 1.4, -3},
	"pow 1/3":  {func(dst, x []float64) []float64 { return Pow(dst, x, 1./3) }, func(dst, x []float32) []float32 { return PowF32(dst, x, 1./3) }, 1, 0.1},
}

// ulps returns the error of y in units in the last place of the reference.
func ulps(y float64, want *big.Float) float64 {
	w, _ := want.Float64()
	spacing := max(math.Nextafter(math.Abs(w), math.Inf(1))-math.Abs(w), math.SmallestNonzeroFloat64)
	d := new(big.Float).SetPrec(200).Sub(want, new(big.Float).SetPrec(200).SetFloat64(y))
	u, _ := d.Quo(d, big.NewFloat(spacing)).Float64()
	return math.Abs(u)
}

func TestReferenceTable(t *testing.T) {
	file, err := os.Open("testdata/elementary.csv")
	require.NoError(t, err)
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	require.NoError(t, err)
	worst := map[string]float64{}
	for _, row := range rows[1:] {
		x, err := strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
		want, _, err := big.ParseFloat(row[2], 10, 200, big.ToNearestEven)
		require.NoError(t, err)
		f, ok := functions[row[0]]
		require.True(t, ok, row[0])
		y := f.f(nil, []float64{x})[0]
		if math.IsInf(y, 0) {
			w, _ := want.Float64()
			require.Equal(t, w, y, "%s(%v)", row[0], x)
			continue
		}
		u := ulps(y, want)
		worst[row[0]] = max(worst[row[0]], u)
		// The table has 24 digits: 1e-7 ulp.
		assert.LessOrEqual(t, u, f.ulp, "%s(%v) = %v", row[0], x, y)
	}
	t.Log(worst)
	assert.Len(t, worst, 8)
}

// A nil dst allocates, dst may be x, no length is special, and every level gives
// the same bits.
func TestShapes(t *testing.T) {
	for name, f := range functions {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 100} {
				x, x32 := make([]float64, n), make([]float32, n)
				for i := range x {
					x[i] = f.from + 0.0097*float64(i)
					x32[i] = float32(x[i])
				}
				y, y32 := f.f(nil, x), f.f32(nil, x32)
				require.Len(t, y, n)
				require.Len(t, y32, n)
				for i := range x {
					require.Equal(t, f.f(nil, x[i:i+1])[0], y[i])
					require.Equal(t, f.f32(nil, x32[i:i+1])[0], y32[i])
				}
				for _, l := range kernel.Levels() {
					restore := kernel.Limit(l)
					require.Equal(t, y, f.f(nil, x), "level %v", l)
					require.Equal(t, y32, f.f32(nil, x32), "level %v", l)
					restore()
				}
				dst := make([]float64, n)
				require.Equal(t, y, f.f(dst, x))
				require.Equal(t, y, dst)
				require.Equal(t, y, f.f(x, x))
				require.Equal(t, y, x)
				require.Equal(t, y32, f.f32(x32, x32))
			}
			require.PanicsWithValue(t, "vec: dst has length 2, want that of x, 3", func() { f.f(make([]float64, 2), make([]float64, 3)) })
			require.Panics(t, func() { f.f32(make([]float32, 4), make([]float32, 3)) })
			x := make([]float64, 100)
			require.Zero(t, testing.AllocsPerRun(10, func() { f.f(x, x) }))
		})
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan, neg0 := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for name, pairs := range map[string][][2]float64{
		"exp":      {{0, 1}, {neg0, 1}, {inf, inf}, {-inf, 0}, {nan, nan}, {-745.2, 0}, {709.8, inf}},
		"exp2":     {{0, 1}, {neg0, 1}, {inf, inf}, {-inf, 0}, {nan, nan}, {1024, inf}, {1023, 0x1p1023}, {-1074, 5e-324}, {-1075.1, 0}, {-1022, 0x1p-1022}, {10, 1024}, {1e300, inf}, {-1e300, 0}},
		"expm1":    {{0, 0}, {neg0, neg0}, {inf, inf}, {-inf, -1}, {nan, nan}, {5e-324, 5e-324}, {-5e-324, -5e-324}, {-800, -1}, {709.8, inf}},
		"sinh":     {{0, 0}, {neg0, neg0}, {inf, inf}, {-inf, -inf}, {nan, nan}, {5e-324, 5e-324}, {711, inf}, {-711, -inf}, {1e300, inf}},
		"cosh":     {{0, 1}, {neg0, 1}, {inf, inf}, {-inf, inf}, {nan, nan}, {5e-324, 1}, {711, inf}, {-1e300, inf}},
		"tanh":     {{0, 0}, {neg0, neg0}, {inf, 1}, {-inf, -1}, {nan, nan}},
		"log":      {{1, 0}, {0, -inf}, {neg0, -inf}, {inf, inf}, {-inf, nan}, {-1, nan}, {nan, nan}},
		"log2":     {{1, 0}, {0, -inf}, {neg0, -inf}, {inf, inf}, {-inf, nan}, {-1, nan}, {nan, nan}, {5e-324, -1074}, {0x1p1023, 1023}, {0.125, -3}},
		"log1p":    {{0, 0}, {neg0, neg0}, {-1, -inf}, {inf, inf}, {-inf, nan}, {-1.5, nan}, {nan, nan}, {5e-324, 5e-324}, {-5e-324, -5e-324}, {math.MaxFloat64, 709.782712893384}},
		"sigmoid":  {{0, 0.5}, {neg0, 0.5}, {inf, 1}, {-inf, 0}, {nan, nan}, {-746, 0}, {1e300, 1}},
		"logit":    {{0, -inf}, {neg0, -inf}, {0.5, 0}, {1, inf}, {1.5, nan}, {-0.5, nan}, {inf, nan}, {-inf, nan}, {nan, nan}, {5e-324, -744.4400719213812}},
		"log1pexp": {{0, math.Ln2}, {inf, inf}, {-inf, 0}, {nan, nan}, {1e300, 1e300}, {-746, 0}, {-745, 5e-324}, {800, 800}},
		"log1mexp": {{0, -inf}, {neg0, -inf}, {-inf, neg0}, {1, nan}, {inf, nan}, {nan, nan}, {-746, neg0}, {-5e-324, -744.4400719213812}},
		"erf":      {{0, 0}, {neg0, neg0}, {inf, 1}, {-inf, -1}, {nan, nan}, {6, 1}, {-1e300, -1}, {5e-324, 5e-324}},
		"erfc":     {{0, 1}, {neg0, 1}, {inf, 0}, {-inf, 2}, {nan, nan}, {28, 0}, {1e300, 0}, {-1e300, 2}, {5e-324, 1}, {-28, 2}},
	} {
		for _, l := range kernel.Levels() {
			restore := kernel.Limit(l)
			checkPairs(t, name, pairs)
			restore()
		}
	}
}

// checkPairs checks arguments and results of the function name, among their
// likes in a vector and alone.
func checkPairs(t *testing.T, name string, pairs [][2]float64) {
	t.Helper()
	for _, p := range pairs {
		x := make([]float64, 37) // whole groups of vectors and a rest, at every level
		for i := range x {
			x[i] = p[0]
		}
		for _, v := range functions[name].f(x, x) {
			if p[1] != p[1] {
				assert.True(t, v != v, "%s(%v) = %v, want NaN", name, p[0], v)
				continue
			}
			assert.Equal(t, math.Float64bits(p[1]), math.Float64bits(v), "%s(%v) = %v, want %v", name, p[0], v, p[1])
		}
		y32 := functions[name].f32(nil, []float32{float32(p[0])})[0]
		if p[1] != p[1] || float64(float32(p[0])) == p[0] && (p[1] == 0 || math.IsInf(p[1], 0)) {
			assert.Equal(t, fmt.Sprint(p[1]), fmt.Sprint(y32), "%s32(%v)", name, p[0])
		}
	}
}

// Identities between functions, to the rounding of what stands between them.
func TestIdentities(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	x := make([]float64, 4000)
	for i := range x {
		x[i] = 30 * (2*r.Float64() - 1)
	}
	const eps = 0x1p-52
	sinh, cosh, exp := Sinh(nil, x), Cosh(nil, x), Exp(nil, x)
	erf, erfc, s := Erf(nil, x), Erfc(nil, x), Sigmoid(nil, x)
	soft, back, e, l := Log1pExp(nil, x), Logit(nil, s), Expm1(nil, x), Log1mExp(nil, neg(x))
	for i, v := range x {
		assert.InEpsilon(t, exp[i], sinh[i]+cosh[i], 4*eps*math.Exp(2*max(0, -v)), "sinh + cosh at %v", v)
		assert.InDelta(t, 1, erf[i]+erfc[i], 2*eps, "erf + erfc at %v", v)
		assert.InDelta(t, exp[i]-1, e[i], 2*eps*max(1, exp[i]), "expm1 at %v", v)
		if v < 15 {
			// logit' = 1/(s(1-s)): the rounding of s by eps/2 s
			assert.InDelta(t, v, back[i], 4*eps*max(math.Abs(v), 1/(1-s[i])), "logit at %v", v)
		}
		// log(1+e^x) = -log(1-σ(x))
		assert.InDelta(t, -math.Log1p(-s[i]), soft[i], 4*eps*max(1, soft[i], 1/(1-s[i])), "log1pexp at %v", v)
		a := math.Abs(v)
		// log(1-e^-a) + log(1+e^-a) = log(1-e^-2a)
		assert.InDelta(t, Log1mExp(nil, []float64{-2 * a})[0], l[i]+Log1pExp(nil, []float64{-a})[0], 8*eps*max(1, -l[i]), "log1mexp at %v", v)
	}
}

func neg(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = -math.Abs(v)
	}
	return y
}

func FuzzFunctions(f *testing.F) {
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, -5e-324, 1e300, 1e-300, 0.5, 709.78, -745.13} {
		f.Add(x)
	}
	// what package math says, to 1e-9: it is the case that counts
	ref := map[string]func(float64) float64{"exp": math.Exp, "exp2": math.Exp2, "expm1": math.Expm1, "sinh": math.Sinh, "cosh": math.Cosh,
		"tanh": math.Tanh, "log1p": math.Log1p, "erf": math.Erf, "erfc": math.Erfc}
	f.Fuzz(func(t *testing.T, x float64) {
		for name, g := range ref {
			y, want := functions[name].f(nil, []float64{x})[0], g(x)
			if y != want && !(y != y && want != want) && !(math.Abs(y-want) <= 1e-9*math.Abs(want)+1e-320) {
				// next to the overflow either may be infinite
				if !(math.Abs(y) > 1.79e308 && math.Abs(want) > 1.79e308) {
					t.Fatalf("%s(%v) = %v, want %v", name, x, y, want)
				}
			}
		}
		if s := Sigmoid(nil, []float64{x})[0]; x == x && !(s >= 0 && s <= 1) {
			t.Fatalf("sigmoid(%v) = %v", x, s)
		}
		if s := Log1pExp(nil, []float64{x})[0]; x == x && !(s >= max(x, 0)) {
			t.Fatalf("log1pexp(%v) = %v", x, s)
		}
	})
}
