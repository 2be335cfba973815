// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package measure

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPairReportsTheMedianOfNeighbours(t *testing.T) {
	clock := 0.0
	drift := func(work float64) Timer {
		return func() (float64, error) {
			clock++
			return work * (1 + clock/1000), nil // the machine slows down
		}
	}
	a, b, ratio, err := Pair(drift(1), drift(3), 11)
	assert.NoError(t, err)
	assert.InDelta(t, 3, b/a, 0.01)
	assert.InDelta(t, 3, ratio, 0.01)

	_, _, _, err = Pair(drift(1), func() (float64, error) { return 0, errors.New("gone") }, 3)
	assert.ErrorContains(t, err, "gone")
}

func TestRowsCountWhatIsShort(t *testing.T) {
	var out bytes.Buffer
	b := &Bench{W: &out}
	b.Row("dot n=1024", 1.8, "20", "10", 2)
	b.Row("exp n=1024", 6, "20", "10", 2)
	assert.Equal(t, "dot n=1024 >= 1.8 | 20 | 10 | 2.00\nexp n=1024 >= 6 | 20 | 10 | 2.00 short\n", out.String())
	assert.Equal(t, 1, b.Short)

	out.Reset()
	v := &Verify{W: &out}
	v.Row("a", "b", true)
	v.Row("c", "d", false)
	assert.Equal(t, "a | b | ok\nc | d | NOT OK\n", out.String())
	assert.Equal(t, 1, v.Failed)
}
