// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Integer matrices whose solutions are integers.
func TestSmallFactors(t *testing.T) {
	a := []float64{4, 0, 0, 2, 5, 0, 6, 7, 26}
	b := []float64{4 + 4 + 18, 2 + 10 + 21, 6 + 14 + 78} // times (1, 2, 3)
	require.True(t, factorSmall(a, 3))
	solveSmall(a, b, 3)
	assert.InDeltaSlice(t, []float64{1, 2, 3}, b, 1e-14)
	assert.False(t, factorSmall([]float64{1, 0, 2, 1}, 2), "indefinite")
	assert.False(t, factorSmall([]float64{1, 0, 1, 1}, 2), "singular")
}
