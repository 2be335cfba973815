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
)

// Known answers of the authors' implementation, Random123, for seven rounds and
// for ten.
func TestPhiloxKnownAnswers(t *testing.T) {
	const ones = math.MaxUint32
	for _, c := range []struct {
		ctr        [4]uint32
		key        [2]uint32
		seven, ten [4]uint32
	}{
		{
			seven: [4]uint32{0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48},
			ten:   [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
		},
		{
			[4]uint32{ones, ones, ones, ones}, [2]uint32{ones, ones},
			[4]uint32{0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662},
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
		},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	} {
		assert.Equal(t, c.seven, Philox(c.ctr, c.key))
		assert.Equal(t, c.ten, philox(10, c.ctr, c.key))
	}
}

func TestRandomKeysGivePhilox(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		seed, id, high, n := r.Uint64(), r.Uint64(), r.Uint32(), r.Uint32()
		ks := NewRandomKeys(seed, id, high)
		x0, x1, x2, x3 := ks.block(n)
		want := Philox([4]uint32{n, high, uint32(id), uint32(id >> 32)}, [2]uint32{uint32(seed), uint32(seed >> 32)})
		require.Equal(t, want, [4]uint32{x0, x1, x2, x3})
	}
}

// Every level writes the bits of the portable functions, and no more.
func TestRandomLevels(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	eachLevel(t, func(t *testing.T) {
		for groups := range 8 {
			for range 20 {
				ks := NewRandomKeys(r.Uint64(), r.Uint64(), r.Uint32())
				block := r.Uint32() &^ (RandomGroup - 1)
				if r.IntN(4) == 0 {
					block = math.MaxUint32 - 8*8 + 1
				}
				for name, f := range map[string]struct {
					size      int
					fast, ref func([]float64, *RandomKeys, uint32)
				}{
					"uniforms": {UniformsAGroup, RandomUniforms, randomUniformsGo},
					"signs":    {SignsAGroup, RandomSigns, randomSignsGo},
					"normals":  {NormalsAGroup, RandomNormals, randomNormalsGo},
				} {
					n := groups * f.size
					got, want := guard(make([]float64, n), r.IntN(8)), make([]float64, n)
					f.fast(got.data, &ks, block)
					f.ref(want, &ks, block)
					got.check(t, name)
					require.Equal(t, want, got.data, "%s, %d groups", name, groups)
				}
				got, want := make([]uint64, groups*UniformsAGroup), make([]uint64, groups*UniformsAGroup)
				RandomBits(got, &ks, block)
				randomBitsGo(want, &ks, block)
				require.Equal(t, want, got)
			}
		}
	})
}

// The extremes of the words stay inside the open ranges.
func TestRandomExtremes(t *testing.T) {
	assert.Equal(t, 0x1p-53, uniform1(0))
	assert.Equal(t, 1-0x1p-53, uniform1(math.MaxUint64))
	words := []uint32{0, 1, 2, 1 << 30, 1<<31 - 1, 1 << 31, 1<<31 + 1, math.MaxUint32 - 1, math.MaxUint32}
	for _, radius := range words {
		for _, behind := range words {
			for _, angle := range words {
				z0, z1 := boxMuller(radius, angle, behind)
				r := math.Hypot(z0, z1)
				part := ((1-0x1p-20)*float64(behind) + 0.5) * 0x1p-32
				u := (float64(radius) + part) * 0x1p-32
				rest := ((1<<32 - float64(radius)) - part) * 0x1p-32 // 1-u
				want := math.Sqrt(-2 * math.Log1p(-rest))
				if u < 0.5 {
					want = math.Sqrt(-2 * math.Log(u))
				}
				// The tables are good to 8e-8, and u is rounded to a multiple of 2^-53.
				require.InEpsilon(t, want, r, 1e-7+0x1p-53/rest, "%x %x", radius, behind)
				x := (float64(angle)+(float64(behind)+0.5)*0x1p-32)*0x1p-31 - 1
				sin, cos := math.Sincos(math.Pi * x)
				require.InDelta(t, r*cos, z0, 2e-7*r)
				require.InDelta(t, r*sin, z1, 2e-7*r)
			}
		}
	}
}

func TestRandomLengths(t *testing.T) {
	ks := NewRandomKeys(1, 2, 0)
	assert.Panics(t, func() { RandomNormals(make([]float64, 33), &ks, 0) })
	assert.Panics(t, func() { RandomUniforms(make([]float64, 15), &ks, 0) })
	assert.Panics(t, func() { RandomSigns(make([]float64, 1), &ks, 0) })
	assert.Panics(t, func() { RandomBits(make([]uint64, 17), &ks, 0) })
}

func BenchmarkRandom(b *testing.B) {
	ks := NewRandomKeys(1, 2, 0)
	dst := make([]float64, 1024)
	for _, f := range []struct {
		name string
		fill func([]float64, *RandomKeys, uint32)
	}{{"uniforms", RandomUniforms}, {"normals", RandomNormals}, {"signs", RandomSigns}} {
		for _, l := range Levels() {
			b.Run(fmt.Sprintf("%s/%v", f.name, l), func(b *testing.B) {
				defer Limit(l)()
				for b.Loop() {
					f.fill(dst, &ks, 0)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/elem")
			})
		}
	}
	b.Run("PCG", func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			for i := range dst {
				dst[i] = r.NormFloat64()
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/elem")
	})
}
