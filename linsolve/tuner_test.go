// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"encoding"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

type savedTuner interface {
	linsolve.Tuner
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// tuners returns fresh tuners by name, with their zero values. Contexts lie in
// [−1, 1].
func tuners(t testing.TB, src func() rand.Source) (fresh, zero map[string]savedTuner) {
	t.Helper()
	set := func() *linsolve.TunerSettings {
		s := &linsolve.TunerSettings{Min: -1, Max: 1}
		if src != nil {
			s.Src = src()
		}
		return s
	}
	fresh, zero = map[string]savedTuner{}, map[string]savedTuner{}
	add := func(name string, tuner, none savedTuner, err error) {
		require.NoError(t, err, name)
		fresh[name], zero[name] = tuner, none
	}
	inf, err := linsolve.NewTsallisINF(set())
	add("tsallis", inf, new(linsolve.TsallisINF), err)
	plain := set()
	plain.Plain = true
	inf, err = linsolve.NewTsallisINF(plain)
	add("tsallis plain", inf, new(linsolve.TsallisINF), err)
	inf, err = linsolve.NewTsallisINFCB(set())
	add("tsallis bins", inf, new(linsolve.TsallisINF), err)
	cheb, err := linsolve.NewChebCB(set())
	add("chebcb", cheb, new(linsolve.ChebCB), err)
	smooth, err := linsolve.NewChebUCB(set())
	add("chebucb", smooth, new(linsolve.ChebUCB), err)
	smooth, err = linsolve.NewChebUCB(nil)
	add("chebucb without context", smooth, new(linsolve.ChebUCB), err)
	ucb, err := linsolve.NewUCB1(set())
	add("ucb1", ucb, new(linsolve.UCB1), err)
	exp3, err := linsolve.NewExp3(set())
	add("exp3", exp3, new(linsolve.Exp3), err)
	fixed, err := linsolve.NewFixed(1.5)
	add("fixed", fixed, new(linsolve.Fixed), err)
	golden, err := linsolve.NewGoldenSection(1, 1.95, 0)
	add("golden", golden, new(linsolve.GoldenSection), err)
	return fresh, zero
}

// valley is a loss near 50 at its best, in the middle of the grid when c = 0.
func valley(rnd *rand.Rand, param, c float64) float64 {
	return 50 + 200*math.Abs(param-1.5-0.3*c) + rnd.Float64()
}

// play returns the total loss over the rounds, contexts in [−1, 1].
func play(tuner linsolve.Tuner, rounds int, context bool, seed uint64) float64 {
	rnd := rand.New(rand.NewPCG(seed, 4))
	sum := 0.0
	for range rounds {
		c := 0.0
		if context {
			c = 2*rnd.Float64() - 1
		}
		param, _ := tuner.Suggest(c)
		loss := valley(rnd, param, c)
		tuner.Observe(loss)
		sum += loss
	}
	return sum
}

// Against the same valley at every round, and against one that moves with the
// context: excess over the best of each round, which is 50 to 51 a round. A
// tuner that chose at random would lose 50 a round.
func TestTunersLearn(t *testing.T) {
	const rounds = 3000
	for _, c := range []struct {
		name    string
		context bool
		bound   float64 // excess a round; about 1.5 times what is seen
	}{
		{"tsallis", false, 14}, {"tsallis plain", false, 18}, {"tsallis bins", false, 27}, {"chebcb", false, 8}, {"chebucb", false, 1},
		{"chebucb without context", false, 1}, {"ucb1", false, 45}, {"exp3", false, 33}, {"golden", false, 3}, {"fixed", false, 0.1},
		{"tsallis bins", true, 35}, {"chebcb", true, 17}, {"chebucb", true, 4},
	} {
		fresh, _ := tuners(t, nil)
		excess := play(fresh[c.name], rounds, c.context, 11)/rounds - 50.5
		assert.Less(t, excess, c.bound, "%s context %v", c.name, c.context)
		t.Logf("%s context %v: %.2f a round", c.name, c.context, excess)
	}
}

// Two arms in twenty are far better than the rest; a root finder that starts on
// the wrong side puts everything on the worst.
func TestTsallisLeavesTheWorstArm(t *testing.T) {
	for _, plain := range []bool{false, true} {
		tuner, err := linsolve.NewTsallisINF(&linsolve.TunerSettings{Plain: plain})
		require.NoError(t, err)
		plays := make([]int, 20)
		for range 2000 {
			_, arm := tuner.Suggest(0)
			plays[arm]++
			if arm == 3 || arm == 4 {
				tuner.Observe(20)
			} else {
				tuner.Observe(5000)
			}
		}
		assert.Greater(t, plays[3]+plays[4], 1500, "%v", plays)
	}
}

// Saved and restored, a tuner goes on with the same bits; so does a new one with
// an equal seed.
func TestTunersSaved(t *testing.T) {
	sources := map[string]func() rand.Source{"default": nil, "PCG": func() rand.Source { return rand.NewPCG(3, 4) },
		"ChaCha8": func() rand.Source { return rand.NewChaCha8([32]byte{1}) }}
	for kind, src := range sources {
		fresh, zero := tuners(t, src)
		again, _ := tuners(t, src)
		for name, tuner := range fresh {
			play(tuner, 60, true, 2)
			tuner.Suggest(0.3) // a suggestion is under way
			data, err := tuner.MarshalBinary()
			require.NoError(t, err, name)
			copied := zero[name]
			require.NoError(t, copied.UnmarshalBinary(data), name)
			data2, err := copied.MarshalBinary()
			require.NoError(t, err)
			assert.Equal(t, data, data2, "%s %s", name, kind)
			twin := again[name]
			play(twin, 60, true, 2)
			twin.Suggest(0.3)
			for _, other := range []savedTuner{tuner, copied, twin} {
				other.Observe(70)
			}
			want := play(tuner, 60, true, 3)
			assert.Equal(t, want, play(copied, 60, true, 3), "%s %s restored", name, kind)
			assert.Equal(t, want, play(twin, 60, true, 3), "%s %s same seed", name, kind)
		}
	}
}

type otherSource struct{ rand.Source }

func TestTunersRefuseBadData(t *testing.T) {
	fresh, zero := tuners(t, nil)
	for name, tuner := range fresh {
		play(tuner, 20, true, 2)
		data, err := tuner.MarshalBinary()
		require.NoError(t, err)
		before := play(tuner, 5, true, 9)
		require.NoError(t, tuner.UnmarshalBinary(data))
		for _, n := range []int{0, 1, 20, len(data) / 2, len(data) - 1} {
			assert.ErrorIs(t, tuner.UnmarshalBinary(data[:n]), linsolve.ErrInput, "%s %d bytes", name, n)
		}
		assert.Equal(t, before, play(tuner, 5, true, 9), "%s: a failed load changes nothing", name)
		for other, target := range zero {
			if fmt.Sprintf("%T", target) != fmt.Sprintf("%T", tuner) {
				assert.ErrorIs(t, target.UnmarshalBinary(data), linsolve.ErrInput, "%s into %s", name, other)
			}
		}
	}
	tuner, err := linsolve.NewUCB1(&linsolve.TunerSettings{Src: otherSource{rand.NewPCG(1, 1)}})
	require.NoError(t, err)
	_, err = tuner.MarshalBinary()
	assert.ErrorIs(t, err, linsolve.ErrParam)
}

// A loss that is no number, or above the cap, is the cap; one below zero is
// zero. Observe speaks of the last Suggest alone.
func TestTunersObserve(t *testing.T) {
	bytes := func(tuner savedTuner) []byte {
		data, err := tuner.MarshalBinary()
		require.NoError(t, err)
		return data
	}
	for _, loss := range [][2]float64{{math.NaN(), 10000}, {math.Inf(1), 10000}, {3e4, 10000}, {-5, 0}, {math.Inf(-1), 0}} {
		a, _ := tuners(t, nil)
		b, _ := tuners(t, nil)
		for name := range a {
			for range 3 {
				a[name].Suggest(0.2)
				a[name].Observe(loss[0])
				b[name].Suggest(0.2)
				b[name].Observe(loss[1])
			}
			assert.Equal(t, bytes(b[name]), bytes(a[name]), "%s %v", name, loss)
			param, _ := a[name].Suggest(math.NaN())
			assert.False(t, math.IsNaN(param), name)
		}
	}
	a, _ := tuners(t, nil)
	for name, tuner := range a {
		play(tuner, 30, true, 5)
		before := bytes(tuner)
		tuner.Observe(1)
		assert.Equal(t, before, bytes(tuner), "%s: nothing was suggested", name)
		for _, c := range []float64{-7, 7, math.Inf(1), math.Inf(-1)} {
			param, _ := tuner.Suggest(c)
			assert.True(t, param >= 1 && param <= 1.95, name)
		}
	}
	// losses of zero give no scale
	a, _ = tuners(t, nil)
	for name, tuner := range a {
		for range 50 {
			param, _ := tuner.Suggest(0)
			assert.False(t, math.IsNaN(param), name)
			tuner.Observe(0)
		}
	}
}

func TestTunersBadParameters(t *testing.T) {
	type set = linsolve.TunerSettings
	build := map[string]func(s *set) error{
		"tsallis": func(s *set) error { _, err := linsolve.NewTsallisINF(s); return err },
		"bins":    func(s *set) error { _, err := linsolve.NewTsallisINFCB(s); return err },
		"chebcb":  func(s *set) error { _, err := linsolve.NewChebCB(s); return err },
		"chebucb": func(s *set) error { _, err := linsolve.NewChebUCB(s); return err },
		"ucb1":    func(s *set) error { _, err := linsolve.NewUCB1(s); return err },
		"exp3":    func(s *set) error { _, err := linsolve.NewExp3(s); return err },
	}
	for name, f := range build {
		assert.ErrorIs(t, f(&set{Max: 1, Grid: []float64{}}), linsolve.ErrShape, name)
		assert.ErrorIs(t, f(&set{Max: 1, Grid: []float64{1, math.NaN()}}), linsolve.ErrNotFinite, name)
		assert.ErrorIs(t, f(&set{Max: 1, Cap: -1}), linsolve.ErrParam, name)
		assert.ErrorIs(t, f(&set{Max: 1, Cap: math.Inf(1)}), linsolve.ErrParam, name)
		assert.NoError(t, f(&set{Max: 1, Grid: []float64{4}}), name)
		for _, s := range []*set{{Min: 1, Max: 1}, {Min: 2, Max: 1}, {Min: math.NaN()}, {Max: math.Inf(1)}, {Min: -1e308, Max: 1e308}} {
			if name == "bins" || name == "chebcb" || name == "chebucb" {
				assert.ErrorIs(t, f(s), linsolve.ErrParam, "%s %v", name, s)
			} else {
				assert.NoError(t, f(s), name)
			}
		}
		contextual := name == "bins" || name == "chebcb"
		assert.Equal(t, contextual, f(nil) != nil, "%s needs an interval", name)
	}
	assert.ErrorIs(t, build["bins"](&set{Max: 1, Bins: -1}), linsolve.ErrParam)
	assert.ErrorIs(t, build["chebcb"](&set{Max: 1, Features: 11}), linsolve.ErrParam)
	assert.ErrorIs(t, build["chebcb"](&set{Max: 1, Features: -1}), linsolve.ErrParam)
	assert.ErrorIs(t, build["chebucb"](&set{Grid: []float64{1, 1}}), linsolve.ErrParam)
	_, err := linsolve.NewFixed(math.NaN())
	assert.ErrorIs(t, err, linsolve.ErrNotFinite)
	for _, b := range [][2]float64{{1, 1}, {2, 1}, {math.NaN(), 1}, {0, math.Inf(1)}} {
		_, err = linsolve.NewGoldenSection(b[0], b[1], 0)
		assert.ErrorIs(t, err, linsolve.ErrParam)
	}
	_, err = linsolve.NewGoldenSection(0, 1, 1)
	assert.ErrorIs(t, err, linsolve.ErrParam)
}

func TestGoldenSection(t *testing.T) {
	for _, least := range []float64{1.001, 1.3, 1.72, 1.94} {
		tuner, err := linsolve.NewGoldenSection(1, 1.95, 0)
		require.NoError(t, err)
		for i := range 12 {
			x, arm := tuner.Suggest(0)
			assert.Equal(t, i, arm)
			tuner.Observe(1e3 * math.Abs(x-least))
		}
		x, arm := tuner.Suggest(0)
		assert.Equal(t, 12, arm)
		// two points make the first bracket, each further one shrinks it by the golden ratio
		assert.InDelta(t, least, x, 0.95*math.Pow(0.618034, 11))
	}
}

func TestBestInHindsight(t *testing.T) {
	arm, total, err := linsolve.BestInHindsight(mat.NewDense(2, 3, []float64{5, 1, 3, 5, 4, 1}))
	require.NoError(t, err)
	assert.Equal(t, 2, arm)
	assert.Equal(t, 4.0, total)
	_, _, err = linsolve.BestInHindsight(nil)
	assert.ErrorIs(t, err, linsolve.ErrInput)
	_, _, err = linsolve.BestInHindsight(new(mat.Dense))
	assert.ErrorIs(t, err, linsolve.ErrShape)
	_, _, err = linsolve.BestInHindsight(mat.NewDense(1, 2, []float64{1, math.NaN()}))
	assert.ErrorIs(t, err, linsolve.ErrNotFinite)
}

// Counts of an independent program for the 5-point matrix on 10×10 points plus
// c on the diagonal, b = ones.
func TestSORCountsOfShiftedSystems(t *testing.T) {
	a := poisson2D(t, 10)
	_, _, val := a.Raw()
	for _, row := range []struct {
		c    float64
		want [3]int
	}{{-0.15, [3]int{2927, 971, 166}}, {0, [3]int{223, 62, 122}}, {0.3, [3]int{82, 31, 120}}} {
		shifted := a.Clone()
		v := append([]float64(nil), val...)
		for i := range v {
			if v[i] > 0 {
				v[i] += row.c
			}
		}
		require.NoError(t, shifted.SetValues(v))
		for i, omega := range []float64{1, 1.5, 1.85} {
			res, err := linsolve.Solve(ctx, shifted, ones(100), &linsolve.SOR{Omega: omega}, &linsolve.Settings{MaxIter: 10000})
			require.NoError(t, err)
			// the last residual may fall on either side of the target by rounding
			assert.InDelta(t, row.want[i], res.Iter, 1, "c=%v omega=%v", row.c, omega)
		}
	}
}

// ChebUCB comes within an eighth of the sweeps that the optimal factor of each
// shifted system takes, its first blunders included.
func TestChebUCBOnShiftedSystems(t *testing.T) {
	a := poisson2D(t, 10)
	_, _, val := a.Raw()
	shifted, v := a.Clone(), make([]float64, len(val))
	tuner, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: -0.15, Max: 0.65})
	require.NoError(t, err)
	rnd := rand.New(rand.NewPCG(8, 8))
	b := make([]float64, 100)
	set := &linsolve.Settings{MaxIter: 10000, Dst: make([]float64, 100)}
	sor := &linsolve.SOR{}
	ours, optimal := 0, 0
	for range 1000 {
		u := rnd.Float64()
		c := -0.15 + 0.6*u*u
		for i := range val {
			if v[i] = val[i]; v[i] > 0 {
				v[i] += c
			}
		}
		require.NoError(t, shifted.SetValues(v))
		for i := range b {
			b[i] = rnd.NormFloat64()
		}
		beta := 4 * math.Cos(math.Pi/11) / (4 + c)
		q := beta / (1 + math.Sqrt(1-beta*beta))
		sor.Omega = 1 + q*q
		res, err := linsolve.Solve(ctx, shifted, b, sor, set)
		require.NoError(t, err)
		optimal += res.Iter
		sor.Omega, _ = tuner.Suggest(c)
		res, err = linsolve.Solve(ctx, shifted, b, sor, set)
		require.NoError(t, err)
		ours += res.Iter
		tuner.Observe(float64(res.Iter))
	}
	assert.Less(t, float64(ours), 1.125*float64(optimal))
	t.Logf("%d sweeps, %d with the optimal factors", ours, optimal)
}

// Whatever bytes are loaded, a tuner refuses them or works.
func FuzzTunerUnmarshal(f *testing.F) {
	fresh, _ := tuners(f, nil)
	for _, tuner := range fresh {
		play(tuner, 5, true, 1)
		data, err := tuner.MarshalBinary()
		require.NoError(f, err)
		if len(data) < 20000 {
			f.Add(data)
		}
	}
	f.Add([]byte("relax tuner 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, zero := tuners(t, nil)
		for name, tuner := range zero {
			if err := tuner.UnmarshalBinary(data); err != nil {
				require.ErrorIs(t, err, linsolve.ErrInput, name)
				continue
			}
			for range 3 {
				param, _ := tuner.Suggest(0.1)
				require.False(t, math.IsNaN(param), name)
				tuner.Observe(3)
			}
		}
	})
}
