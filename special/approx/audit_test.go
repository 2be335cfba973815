// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestULP(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	check := func(x float64) {
		t.Helper()
		want := math.Nextafter(math.Abs(x), math.Inf(1)) - math.Abs(x)
		if math.Abs(x) == math.MaxFloat64 {
			want = 0x1p971
		}
		assert.Equal(t, want, ULP(x), "%v", x)
	}
	for range 20000 {
		if x := math.Float64frombits(rng.Uint64()); !math.IsNaN(x) && !math.IsInf(x, 0) {
			check(x)
		}
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, math.Nextafter(1, 0), 0x1p-1022, math.Nextafter(0x1p-1022, 0), 5e-324, math.MaxFloat64, -2} {
		check(x)
	}
	for range 20000 {
		x := math.Float32frombits(rng.Uint32() &^ (1 << 31))
		if next := math.Nextafter32(x, float32(math.Inf(1))); x < math.MaxFloat32 {
			assert.Equal(t, float64(next)-float64(x), ULP32(float64(x)), "%v", x)
			mid := float64(x) + 0.3*(float64(next)-float64(x))
			assert.Equal(t, ULP32(float64(x)), ULP32(-mid), "%v", mid)
		}
	}
	assert.Equal(t, 0x1p104, ULP32(math.MaxFloat32))
	assert.Equal(t, 0x1p104, ULP32(1e300))
	assert.Equal(t, 0x1p-149, ULP32(1e-300))
	for _, f := range []func(float64) float64{ULP, ULP32} {
		assert.True(t, math.IsNaN(f(math.NaN())))
		assert.Equal(t, math.Inf(1), f(math.Inf(-1)))
	}
}

func TestULPError(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want, e float64 }{
		{1, 1, 0}, {math.Nextafter(1, 2), 1, 1}, {math.Nextafter(1, 0), 1, 0.5}, {1, math.Nextafter(1, 0), 1},
		{0, 5e-324, 1}, {math.Copysign(0, -1), 0, 0}, {-1e-323, 0, 2}, {inf, inf, 0}, {inf, -inf, inf}, {nan, nan, 0}, {nan, 1, inf},
		{1, nan, inf}, {1, inf, inf}, {inf, math.MaxFloat64, inf}, {math.MaxFloat64, -math.MaxFloat64, 2 * (0x1p53 - 1)},
	} {
		assert.Equal(t, c.e, ULPError(c.got, c.want), "%v", c)
	}
	for _, c := range []struct {
		got  float32
		want float64
		e    float64
	}{
		{1, 1, 0}, {1, 1 + 0x1p-24, 0.5}, {1, 1 - 0x1p-24, 1}, {float32(inf), 1e39, 0}, {float32(inf), overflow32, 0}, {float32(inf), inf, 0},
		{float32(inf), math.Nextafter(overflow32, 0), inf}, {math.MaxFloat32, overflow32, 0.5}, {float32(inf), -1e39, inf}, {0, 0x1p-150, 0.5},
		{float32(nan), nan, 0}, {float32(nan), 0, inf},
	} {
		assert.Equal(t, c.e, ULPError32(c.got, c.want), "%v", c)
	}
}

// Faults at places known are all found, whatever the number of workers.
func TestAuditFindsPlantedFaults(t *testing.T) {
	f := func(x float32) float64 {
		switch math.Float32bits(x) {
		case 0x3f900000, 0x3f900001, 0x3f9fffff:
			return float64(x) + 3*0x1p-23
		case 0x3f8fffff:
			return float64(x) + 0x1p-23
		case 0x3f910000:
			return math.NaN()
		}
		return float64(x)
	}
	ref := func(x float32) float64 { return float64(x) + 0x1p-26 } // an eighth of a unit
	const lo, hi = 0x3f800000, 0x3fa00001                          // [1, 1.25], and one odd block
	var first Audit
	for i, w := range []int{1, 2, 3, 8} {
		a, err := auditBits(t.Context(), f, ref, w, lo, hi)
		require.NoError(t, err)
		assert.True(t, math.IsNaN(a.Got))
		a.Got = 0 // NaN is not equal to itself
		if i == 0 {
			first = a
		}
		assert.Equal(t, first, a)
	}
	assert.Equal(t, uint64(hi-lo), first.Inputs)
	assert.Equal(t, uint64(5), first.AboveHalf)
	assert.Equal(t, uint64(4), first.AboveOne)
	assert.Equal(t, uint64(1), first.Failures)
	assert.Equal(t, math.Inf(1), first.Max)
	assert.Equal(t, float64(math.Float32frombits(0x3f910000)), first.At)
	assert.InEpsilon(t, 0.125, first.Mean, 1e-4)
	assert.Equal(t, Done, first.Status)
	// The first of equal errors counts.
	a, err := auditBits(t.Context(), f, ref, 2, lo, 0x3f910000)
	require.NoError(t, err)
	assert.Equal(t, 2.875, a.Max)
	assert.Equal(t, float64(math.Float32frombits(0x3f900000)), a.At)
}

func TestAuditFloat32TriesAllInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("2³² inputs")
	}
	same := func(x float32) float64 { return float64(x) }
	a, err := AuditFloat32(t.Context(), same, same, 0)
	require.NoError(t, err)
	assert.Equal(t, Audit{Inputs: 1 << 32, Status: Done}, a)
}

func TestAuditStopsAndRefuses(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	same := func(x float32) float64 { return float64(x) }
	late := func(x float32) float64 {
		if math.Float32bits(x) == 1000 {
			cancel()
		}
		return float64(x)
	}
	a, err := AuditFloat32(ctx, late, same, 2)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, a.Status)
	assert.Less(t, a.Inputs, uint64(1<<32))
	_, err = AuditFloat32(t.Context(), nil, same, 0)
	assert.ErrorIs(t, err, ErrInput)
	_, err = AuditFloat32(t.Context(), same, nil, 0)
	assert.ErrorIs(t, err, ErrInput)
	_, err = AuditFloat32(t.Context(), same, same, -1)
	assert.ErrorIs(t, err, ErrInput)
	id := func(x float64) float64 { return x }
	ref := func(x float64) (float64, float64) { return x, 0 }
	_, err = AuditFloat64(t.Context(), nil, ref, nil)
	assert.ErrorIs(t, err, ErrInput)
	_, err = AuditFloat64(t.Context(), id, nil, nil)
	assert.ErrorIs(t, err, ErrInput)
	for _, s := range []AuditSettings{{Lo: 1, Hi: 0}, {Lo: math.NaN(), Hi: 1}, {Hi: math.Inf(1)}, {Samples: -1}, {Workers: -1}} {
		_, err = AuditFloat64(t.Context(), id, ref, &s)
		assert.ErrorIs(t, err, ErrInput)
	}
	_, err = AuditFloat64(ctx, id, ref, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestAuditFloat64(t *testing.T) {
	up := func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	same := func(x float64) (float64, float64) { return x, 0 }
	// Upwards from x is a unit, or half of one below a power of two from below.
	a, err := AuditFloat64(t.Context(), up, same, &AuditSettings{Lo: 0.5, Hi: 1e9, Samples: 10000})
	require.NoError(t, err)
	assert.Equal(t, 1.0, a.Max)
	assert.Equal(t, uint64(10000), a.Inputs)
	assert.InDelta(t, 1, a.Mean, 1e-3)
	// The low part of the reference counts.
	id := func(x float64) float64 { return x }
	quarter := func(x float64) (float64, float64) { return x, 0.25 * ULP(x) }
	var first Audit
	for i, w := range []int{1, 2, 5} {
		a, err := AuditFloat64(t.Context(), id, quarter, &AuditSettings{Samples: 30000, Workers: w})
		require.NoError(t, err)
		if i == 0 {
			first = a
		}
		assert.Equal(t, first, a)
	}
	assert.Equal(t, uint64(30000), first.Inputs)
	assert.Equal(t, 0.25, first.Max)
	// The ends are tried, and nothing outside.
	for _, end := range []float64{-3, 7} {
		a, err = AuditFloat64(t.Context(), func(x float64) float64 {
			if x < -3 || x > 7 {
				return math.NaN()
			}
			if x == end {
				return x + 1
			}
			return x
		}, same, &AuditSettings{Lo: -3, Hi: 7, Samples: 5000, Src: rand.NewPCG(2, 2)})
		require.NoError(t, err)
		assert.Equal(t, end, a.At)
		assert.Zero(t, a.Failures)
	}
	// Small numbers have their share: half of the samples are uniform over bits.
	a, err = AuditFloat64(t.Context(), func(x float64) float64 {
		if math.Abs(x) < 1e-100 {
			return math.NaN()
		}
		return x
	}, same, &AuditSettings{Lo: -1, Hi: 1, Samples: 10000})
	require.NoError(t, err)
	assert.InDelta(t, 10000./2*(1-332./1022), float64(a.Failures), 200)
}

func TestOrderedNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	assert.Zero(t, ordered(math.Copysign(0, -1)))
	for range 10000 {
		x := math.Float64frombits(rng.Uint64())
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		assert.Equal(t, x, unordered(ordered(x)))
		if x != math.MaxFloat64 {
			assert.Equal(t, ordered(x)+1, ordered(math.Nextafter(x, math.Inf(1))))
		}
	}
}
