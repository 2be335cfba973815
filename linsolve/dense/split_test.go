// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/kernel"
)

// Tasks are whole tiles and strips, and keep the workers busy for most of the
// time: the work of all rounds is at most 1.5 times what there is, for shapes
// that have that many tiles.
func TestSplit(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rows, lanes := kernel.GemmShape()
		for _, s := range [][3]int{{200, 200, 200}, {256, 256, 256}, {511, 513, 515}, {1024, 1024, 1024}, {3000, 2000, 1000},
			{10000, 500, 500}, {500, 10000, 500}, {40, 40000, 4000}, {20000, 96, 3000}} {
			p := product[float64]{ops: ops64, m: s[0], n: s[1], k: s[2]}
			for _, w := range []int{2, 3, 4, 6, 16, 64} {
				if w > s[0]*s[1]*s[2]/leastTask {
					continue
				}
				r, c := p.split(w)
				assert.Positive(t, r)
				assert.Positive(t, c)
				assert.Zero(t, r%rows)
				assert.Zero(t, c%(kernel.GemmVectors*lanes))
				rounds := parts(parts(s[0], r)*parts(s[1], c), w)
				done := float64(rounds*w) * float64(min(r, s[0])) * float64(min(c, s[1]))
				assert.Less(t, done/float64(s[0]*s[1]), 1.5, "%v, %d workers: tasks of %d×%d", s, w, r, c)
			}
		}
	})
}
