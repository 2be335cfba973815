// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/dd"
)

// An elementary is a function with its reference and its stated error.
type elementary struct {
	name   string
	f      func(dst, x []float64)
	f32    func(dst, x []float32)
	spec   func(x float64) float64
	spec32 func(x float32) float32
	ref    func(x float64) (dd.Num, int) // value and binary exponent
	ulp    float64
	ulp32  float64
	// arguments returns a random argument.
	arguments func(r *rand.Rand) float64
}

var elementaries = []elementary{
	{"exp", Exp, Exp32, exp1, exp1F, func(x float64) (dd.Num, int) { return dd.Exp(dd.Of(x)) }, 0.86, 0.86,
		func(r *rand.Rand) float64 {
			switch r.IntN(4) {
			case 0:
				return -745 + 1455*r.Float64()
			case 1:
				return -746 + 40*r.Float64() // subnormal results
			case 2:
				return (float64(r.IntN(2100)-1050) + 0.5 + 1e-9*r.NormFloat64()) * math.Ln2 // where k changes
			}
			return math.Ldexp(r.NormFloat64(), -r.IntN(60))
		}},
	{"log", Log, Log32, log1, log1F, func(x float64) (dd.Num, int) { return dd.Log(x), 0 }, 0.95, 0.95,
		func(r *rand.Rand) float64 {
			switch r.IntN(5) {
			case 0:
				return math.Float64frombits(r.Uint64N(0x7ff0_0000_0000_0000)) // all exponents
			case 1:
				return 1 + math.Ldexp(r.NormFloat64(), -2-r.IntN(52)) // near the zero
			case 2:
				return math.Ldexp(math.Sqrt2*(1+1e-9*r.NormFloat64()), r.IntN(20)-10) // where k changes
			case 3:
				return 0.5 + 1.5*r.Float64()
			}
			return math.Float64frombits(1 + r.Uint64N(1<<52)) // subnormal
		}},
	{"tanh", Tanh, Tanh32, tanh1, tanh1F, func(x float64) (dd.Num, int) { return dd.Tanh(x), 0 }, 0.95, 0.8,
		func(r *rand.Rand) float64 {
			switch r.IntN(3) {
			case 0:
				return 46 * (r.Float64() - 0.5)
			case 1:
				return math.Ldexp(r.NormFloat64(), -r.IntN(300))
			}
			return (float64(r.IntN(60)-30) + 0.5 + 1e-9*r.NormFloat64()) * math.Ln2 / 2
		}},
	{"expm1", Expm1, Expm132, expm11, narrowed(expm11), dd.Expm1, 1.2, 0.5001, exponents(-50, 709)},
	{"exp2", Exp2, Exp232, exp21, narrowed(exp21), dd.Exp2, 0.85, 0.5001, func(r *rand.Rand) float64 {
		switch r.IntN(4) {
		case 0:
			return -1075 + 2099*r.Float64()
		case 1:
			return -1074 + 60*r.Float64() // subnormal results
		case 2:
			return (float64(r.IntN(2100)-1075) + 0.5) * (1 + 1e-9*r.NormFloat64()) // where k changes
		}
		return math.Ldexp(r.NormFloat64(), -r.IntN(60))
	}},
	{"sinh", Sinh, Sinh32, sinh1, narrowed(sinh1), dd.Sinh, 1, 0.5001, exponents(-710, 710)},
	{"cosh", Cosh, Cosh32, cosh1, narrowed(cosh1), dd.Cosh, 1, 0.5001, exponents(-710, 710)},
	{"sigmoid", Sigmoid, Sigmoid32, sigmoid1, narrowed(sigmoid1), dd.Sigmoid, 1, 0.5001, exponents(-746, 40)},
	{"log1p", Log1p, Log1p32, log1p1, narrowed(log1p1), dd.Log1pFloat, 1, 0.5001, func(r *rand.Rand) float64 {
		switch r.IntN(4) {
		case 0:
			return math.Float64frombits(r.Uint64N(0x7ff0_0000_0000_0000))
		case 1:
			return -r.Float64()
		case 2:
			return math.Ldexp(math.Sqrt2*(1+1e-9*r.NormFloat64()), r.IntN(20)-10) - 1
		}
		return max(-0.99, math.Ldexp(r.NormFloat64(), -r.IntN(300)))
	}},
	{"log2", Log2, Log232, log21, narrowed(log21), dd.Log2, 1, 0.5001, func(r *rand.Rand) float64 {
		switch r.IntN(4) {
		case 0:
			return math.Float64frombits(1 + r.Uint64N(0x7ff0_0000_0000_0000-1))
		case 1:
			return 1 + math.Ldexp(r.NormFloat64(), -3-r.IntN(50))
		case 2:
			return math.Ldexp(math.Sqrt2*(1+1e-9*r.NormFloat64()), r.IntN(20)-10)
		}
		return 0.5 + 1.5*r.Float64()
	}},
	{"log1pexp", Log1pExp, Log1pExp32, log1pExp1, narrowed(log1pExp1), dd.Log1pExp, 1.2, 0.5001, exponents(-746, 746)},
	{"log1mexp", Log1mExp, Log1mExp32, log1mExp1, narrowed(log1mExp1), dd.Log1mExp, 1.2, 0.5001, func(r *rand.Rand) float64 {
		return min(-5e-324, -math.Abs(exponents(-746, 746)(r)))
	}},
	{"logit", Logit, Logit32, logit1, narrowed(logit1), dd.Logit, 1.2, 0.5001, func(r *rand.Rand) float64 {
		switch r.IntN(4) {
		case 0:
			return max(5e-324, math.Float64frombits(r.Uint64N(0x3ff0_0000_0000_0000)))
		case 1:
			return 0.5 + math.Ldexp(r.Float64()-0.5, -r.IntN(50)) // near the zero
		case 2:
			return 1 - math.Ldexp(1-r.Float64()/2, -r.IntN(50))
		}
		return max(5e-324, r.Float64())
	}},
	{"erf", Erf, Erf32, erf1, narrowed(erf1), dd.Erf, 1.4, 0.5001, func(r *rand.Rand) float64 {
		if r.IntN(2) == 0 {
			return 12.5 * (r.Float64() - 0.5)
		}
		return math.Ldexp(r.NormFloat64(), -r.IntN(300))
	}},
	{"erfc", Erfc, Erfc32, erfc1, narrowed(erfc1), dd.Erfc, 1.4, 0.5001, func(r *rand.Rand) float64 {
		switch r.IntN(3) {
		case 0:
			return -7 + 34.3*r.Float64()
		case 1:
			return 3 * (r.Float64() - 0.5)
		}
		return math.Ldexp(r.NormFloat64(), -r.IntN(300))
	}},
}

// narrowed is the specification of a float32 function that is computed in
// float64.
func narrowed(f func(float64) float64) func(float32) float32 {
	return func(x float32) float32 { return float32(f(float64(x))) }
}

// exponents draws arguments of a function of exp(x): from lo to hi, where the
// reduction changes, and of every magnitude about 0.
func exponents(lo, hi float64) func(r *rand.Rand) float64 {
	return func(r *rand.Rand) float64 {
		var x float64
		switch r.IntN(4) {
		case 0:
			x = lo + (hi-lo)*r.Float64()
		case 1:
			x = 3 * r.NormFloat64()
		case 2:
			x = (float64(r.IntN(60)-30) + 0.5 + 1e-9*r.NormFloat64()) * math.Ln2
		default:
			x = math.Ldexp(r.NormFloat64(), -r.IntN(1080))
		}
		return max(lo, min(hi, x))
	}
}

// ulps returns the error of y as f(x), in ulp.
func (e *elementary) ulps(x, y float64) float64 {
	if x == 0 {
		return 0 // its own test
	}
	ref, k := e.ref(x)
	if frac, n := math.Frexp(ref.Hi); frac != 0 { // normalise, since logarithms may be tiny
		ref, k = dd.Scale(ref, -n), k+n
	}
	return dd.Errors(y, ref, k, 53, -1022)
}

func TestElementaryErrors(t *testing.T) {
	n := 20000
	if !testing.Short() {
		n = 400000
	}
	for _, e := range elementaries {
		r := rand.New(rand.NewPCG(1, 1))
		worst, at := 0.0, 0.0
		for range n {
			x := e.arguments(r)
			y := e.spec(x)
			if math.IsInf(y, 0) || y == 0 {
				continue // the limits have their own test
			}
			if u := e.ulps(x, y); u > worst {
				worst, at = u, x
			}
		}
		t.Logf("%s: worst error %.3f ulp at %x", e.name, worst, at)
		assert.LessOrEqual(t, worst, e.ulp, "%s at %x", e.name, at)
	}
}

// Every level gives the bits of the specification, for every length and offset
// and whatever stands beside an element that needs care.
func TestElementaryLevels(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, e := range elementaries {
			r := rand.New(rand.NewPCG(1, 2))
			eachShape(func(n, off int) {
				x, x32 := make([]float64, n), make([]float32, n)
				for i := range x {
					x[i] = e.arguments(r)
					if r.IntN(40) == 0 {
						x[i] = special64[r.IntN(len(special64))]
					}
					x32[i] = float32(x[i])
				}
				checkMap(t, e.name, e.f, e.spec, x, off)
				checkMap(t, e.name+"32", e.f32, e.spec32, x32, off)
			})
		}
	})
}

// checkMap compares f on x, apart and in place, with spec, bit by bit.
func checkMap[T float](t *testing.T, name string, f func(dst, x []T), spec func(x T) T, x []T, off int) {
	t.Helper()
	in, out := guard(x, off), guard(make([]T, len(x)), (off+3)%8)
	f(out.data, in.data)
	in.check(t, name)
	out.check(t, name)
	for i, v := range x {
		want := spec(v)
		if got := out.data[i]; bitsOf(got) != bitsOf(want) && (got == got || want == want) {
			t.Fatalf("%s(%v) at %d of %d: %v, want %v", name, v, i, len(x), got, want)
		}
		if v == v && bitsOf(in.data[i]) != bitsOf(v) {
			t.Fatalf("%s changed its argument", name)
		}
	}
	f(in.data, in.data)
	in.check(t, name)
	for i := range x {
		if got, want := in.data[i], out.data[i]; bitsOf(got) != bitsOf(want) && (got == got || want == want) {
			t.Fatalf("%s in place differs at %d of %d", name, i, len(x))
		}
	}
}

func TestElementaryLimits(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	neg0 := math.Copysign(0, -1)
	for name, pairs := range map[string][][2]float64{
		"exp": {{0, 1}, {neg0, 1}, {inf, inf}, {-inf, 0}, {nan, nan}, {709.782712893384, 1.7976931348622732e308},
			{709.782712893385, inf}, {1e300, inf}, {-1e300, 0}, {-745.1332191019411, 5e-324}, {-745.1332191019412, 0}, {5e-324, 1}},
		"log": {{1, 0}, {0, -inf}, {neg0, -inf}, {inf, inf}, {-inf, nan}, {-1, nan}, {-5e-324, nan}, {nan, nan},
			{5e-324, -744.4400719213812}, {math.MaxFloat64, 709.782712893384}},
		"tanh": {{0, 0}, {neg0, neg0}, {inf, 1}, {-inf, -1}, {nan, nan}, {5e-324, 5e-324}, {-5e-324, -5e-324}, {1e300, 1}, {-23, -1}},
	} {
		for _, e := range elementaries {
			if e.name != name {
				continue
			}
			eachLevel(t, func(t *testing.T) {
				for _, p := range pairs {
					got := []float64{p[0], p[0], p[0], p[0], p[0]}
					e.f(got, got)
					for _, y := range got {
						if p[1] != p[1] {
							assert.True(t, math.IsNaN(y), "%s(%v) = %v", name, p[0], y)
							continue
						}
						assert.Equal(t, math.Float64bits(p[1]), math.Float64bits(y), "%s(%v) = %v, want %v", name, p[0], y, p[1])
					}
				}
			})
		}
	}
}

// Every 4093rd float32, a prime: within the stated error of the float64
// library, and the vector levels the bits of the specification. make verify goes
// through all of them.
func TestElementary32(t *testing.T) {
	const step = uint32(4093)
	ref := map[string]func(float64) float64{"exp": math.Exp, "log": math.Log, "tanh": math.Tanh, "expm1": math.Expm1, "exp2": math.Exp2,
		"sinh": math.Sinh, "cosh": math.Cosh, "sigmoid": func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, "log1p": math.Log1p, "log2": log2Of,
		"log1pexp": func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) },
		"log1mexp": log1mExpOf, "erf": math.Erf, "erfc": math.Erfc, "logit": func(x float64) float64 {
			if math.Abs(x-0.5) < 0.25 {
				return 2 * math.Atanh(2*x-1)
			}
			return math.Log(x) - math.Log1p(-x)
		}}
	const chunk = 1 << 12
	x, y := make([]float32, chunk), make([]float32, chunk)
	for _, e := range elementaries {
		worst, at := 0.0, float32(0)
		for b, done := uint32(0), false; !done; {
			n := 0
			for n < chunk && !done {
				x[n] = math.Float32frombits(b)
				n++
				next := b + step
				done = next < b
				b = next
			}
			e.f32(y[:n], x[:n])
			for i, v := range x[:n] {
				// the specification in Go is slow; the reference is for all
				if i%61 == 0 {
					if want := e.spec32(v); bitsOf(y[i]) != bitsOf(want) && (want == want || y[i] == y[i]) {
						t.Fatalf("%s32(%v) = %v, want the bits of %v", e.name, v, y[i], want)
					}
				}
				want := ref[e.name](float64(v))
				if want != want {
					if y[i] == y[i] {
						t.Fatalf("%s32(%v) = %v, want NaN", e.name, v, y[i])
					}
					continue
				}
				if math.IsInf(want, 0) || math.Abs(want) > math.MaxFloat32 {
					if float64(y[i]) != float64(float32(want)) {
						t.Fatalf("%s32(%v) = %v, want %v", e.name, v, y[i], want)
					}
					continue
				}
				_, ex := math.Frexp(want)
				if u := math.Abs(float64(y[i])-want) * math.Ldexp(1, 24-max(ex, -125)); u > worst {
					worst, at = u, v
				}
			}
		}
		t.Logf("%s32: worst error %.3f ulp at %x", e.name, worst, at)
		assert.LessOrEqual(t, worst, e.ulp32, "%s32 at %x", e.name, at)
	}
}

// log2Of is exact where the logarithm is near 0, unlike math.Log2.
func log2Of(x float64) float64 {
	if x > 0.5 && x < 2 {
		return math.Log1p(x-1) / math.Ln2
	}
	return math.Log2(x)
}

func log1mExpOf(x float64) float64 {
	if x > -1 {
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// The sum has the same bits on every level and is good to the rounding of 32
// interleaved sums.
func TestExpSum(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		eachShape(func(n, off int) {
			x := normals[float64](uint64(n), n)
			in, out := guard(x, off), guard(make([]float64, n), (off+5)%8)
			got := ExpSum(out.data, in.data, 0.75)
			in.check(t, "ExpSum")
			out.check(t, "ExpSum")
			want := make([]float64, n)
			require.Equal(t, expSumGo(want, x, 0.75), got)
			require.Equal(t, want, out.data)
			var exact dd.Num
			for _, v := range want {
				exact = dd.Add(exact, dd.Of(v))
			}
			// up to n/32 + 5 additions a lane, each half an ulp of the sum
			require.InDelta(t, exact.Hi, got, exact.Hi*0x1p-53*float64(n/32+6))

			x32 := normals[float32](uint64(n), n)
			out32 := make([]float32, n)
			got32 := ExpSum32(out32, x32, 0.75)
			want32 := make([]float32, n)
			require.Equal(t, expSum32Go(want32, x32, 0.75), got32)
			require.Equal(t, want32, out32)
		})
	})
}

func TestLogSumExp(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 3))
		for _, n := range []int{1, 2, 3, 31, 32, 33, 1023, 1024, 1025, 5000} {
			for _, spread := range []float64{0, 1, 30, 2000} {
				for _, shift := range []float64{0, -1e5, 1e5, 1e300} {
					x, x32 := make([]float64, n), make([]float32, n)
					for i := range x {
						x[i] = shift + spread*r.NormFloat64()
						x32[i] = float32(x[i])
					}
					got := LogSumExp(x)
					top := Max(x)
					var sum dd.Num
					for _, v := range x {
						if d := v - top; d > -745 { // below, nothing is left of it
							m, k := dd.Exp(dd.Of(d))
							sum = dd.Add(sum, dd.Scale(m, k))
						}
					}
					want := top + dd.Log(sum.Hi).Hi
					require.InDelta(t, want, got, 4*0x1p-52*max(math.Abs(want), math.Abs(top), 1), "n=%d spread=%v shift=%v", n, spread, shift)
					if shift < 1e30 {
						got32 := float64(LogSumExp32(x32))
						top32 := float64(Max32(x32))
						s := 0.0
						for _, v := range x32 {
							s += math.Exp(float64(v) - top32)
						}
						want := top32 + math.Log(s)
						// 16 float32 additions a lane in a block
						require.InDelta(t, want, got32, 16*0x1p-24*max(math.Abs(want), 1), "n=%d spread=%v", n, spread)
					}
				}
			}
		}
		for _, c := range []struct {
			x    []float64
			want float64
		}{{nil, -inf}, {[]float64{-inf}, -inf}, {[]float64{-inf, -inf, -inf}, -inf}, {[]float64{inf}, inf}, {[]float64{inf, inf, 1}, inf},
			{[]float64{-inf, inf}, inf}, {[]float64{nan}, nan}, {[]float64{inf, nan}, nan}, {[]float64{-inf, 3}, 3}, {[]float64{-1e308, -1e308}, -1e308},
			{[]float64{math.MaxFloat64, -math.MaxFloat64}, math.MaxFloat64}} {
			got := LogSumExp(c.x)
			x32 := make([]float32, len(c.x))
			for i, v := range c.x {
				x32[i] = float32(v)
			}
			got32 := LogSumExp32(x32)
			if c.want != c.want {
				assert.True(t, math.IsNaN(got) && got32 != got32, "%v", c.x)
				continue
			}
			assert.Equal(t, c.want, got, "%v", c.x)
			assert.Equal(t, float32(c.want), got32, "%v", c.x)
		}
		// special values in different blocks
		long := make([]float64, 3000)
		long[0], long[2500] = inf, nan
		assert.True(t, math.IsNaN(LogSumExp(long)))
		long[2500] = 0
		assert.Equal(t, inf, LogSumExp(long))
	})
	assert.Zero(t, testing.AllocsPerRun(10, func() { LogSumExp(special64[:1]) }))
}

func BenchmarkElementary(b *testing.B) {
	for _, e := range elementaries {
		for _, l := range Levels() {
			b.Run(fmt.Sprintf("%s/%s/n=1024", e.name, l), func(b *testing.B) {
				defer Limit(l)()
				x, dst := make([]float64, 1024), make([]float64, 1024)
				for i := range x {
					x[i] = 0.5 + float64(i)/100
				}
				for b.Loop() {
					e.f(dst, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/elem")
			})
			b.Run(fmt.Sprintf("%s32/%s/n=1024", e.name, l), func(b *testing.B) {
				defer Limit(l)()
				x, dst := make([]float32, 1024), make([]float32, 1024)
				for i := range x {
					x[i] = 0.5 + float32(i)/100
				}
				for b.Loop() {
					e.f32(dst, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/elem")
			})
		}
	}
}
