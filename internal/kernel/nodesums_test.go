// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/dd"
)

func TestExpNegativeIsAccurate(t *testing.T) {
	worst := 0.0
	for i := range 200000 {
		x := 60 * float64(i) / 200000
		m, k := dd.Exp(dd.Of(-x))
		worst = max(worst, dd.Errors(expNegative(x), m, k, 53, -1022))
	}
	t.Logf("%.3f ulp", worst)
	assert.Less(t, worst, 1.1) // half an ulp, and a quarter each from r and from r² p where the result is just above a power of two
	assert.Equal(t, 1.0, expNegative(0))
	assert.Equal(t, expNegative(708), expNegative(math.Inf(1)))
}
