// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package hugepage

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestMakeIsMake(t *testing.T) {
	for _, n := range []int{0, 1, 100, size / 8, size/4 - 1, size / 4, size, 3*size + 7} {
		s := Make[float64](n)
		require.Len(t, s, n)
		require.Equal(t, n, cap(s))
		for i := range s {
			if s[i] != 0 {
				t.Fatalf("element %d of %d is %g", i, n, s[i])
			}
			s[i] = float64(i)
		}
		runtime.GC()
		for i := range s {
			if s[i] != float64(i) {
				t.Fatalf("element %d of %d was lost", i, n)
			}
		}
	}
	require.Len(t, Make[int32](3*size), 3*size)
}

func TestAdviseOutsideAnyHugePage(t *testing.T) {
	s := make([]byte, size)
	for _, n := range []uintptr{0, 1, size / 2} {
		advise(unsafe.Pointer(&s[0]), n) // nothing to advise within, or very little
	}
	for _, b := range s {
		require.Zero(t, b)
	}
}

func BenchmarkSum(b *testing.B) {
	const n = 5_000_000
	for name, s := range map[string][]float64{"make": make([]float64, n), "hugepage": Make[float64](n)} {
		for i := range s {
			s[i] = float64(i)
		}
		b.Run(name, func(b *testing.B) {
			sum := 0.0
			for b.Loop() {
				var s0, s1, s2, s3 float64
				for v := s; len(v) >= 4; v = v[4:] {
					s0 += v[0]
					s1 += v[1]
					s2 += v[2]
					s3 += v[3]
				}
				sum += s0 + s1 + s2 + s3
			}
			b.ReportMetric(8*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
			runtime.KeepAlive(sum)
		})
	}
}
