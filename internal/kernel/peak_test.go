// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The operations claimed are as many as the iterations times the width of the
// level, and doing them takes time: less than eight cycles an iteration of
// twelve vectors would be more than any processor has units for.
func TestFMAPeak(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		assert.Zero(t, FMAPeak(0))
		assert.Zero(t, FMAPeak32(0))
		want := map[Level]float64{Portable: 16, AVX2: 96, AVX512: 192}[Active()]
		const n = 1 << 16
		start := time.Now()
		assert.Equal(t, n*want, FMAPeak(n))
		assert.Greater(t, time.Since(start), n*time.Nanosecond/5)
		if Active() > Portable {
			want *= 2
		}
		assert.Equal(t, n*want, FMAPeak32(n))
	})
}
