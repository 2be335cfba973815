// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// powerSteps is how many products the norm of an operator without entries is
// estimated by. The estimate is within a factor 2 or so after a few.
const powerSteps = 5

// operatorNorm returns the ∞-norm of a CSR, and of another operator a lower
// bound of the 2-norm. It uses it.check and s.r.
func (it *Iterator) operatorNorm() float64 {
	s := &it.sys
	norm := 0.0
	if a, ok := s.a.(*sparse.CSR); ok {
		ptr, _, val := a.Raw()
		for i := range s.n {
			norm = max(norm, kernel.Asum(val[ptr[i]:ptr[i+1]]))
		}
		return finiteOr0(norm)
	}
	size := kernel.Nrm2(s.b)
	if size == 0 {
		return 0
	}
	v, w := it.check, s.r
	kernel.ScaleTo(v, 1/size, s.b)
	for range powerSteps {
		s.mul(w, v)
		stretch := kernel.Nrm2(w)
		if !(stretch > 0) || math.IsInf(stretch, 1) {
			break
		}
		norm = max(norm, stretch)
		kernel.ScaleTo(v, 1/stretch, w)
	}
	return norm
}

func finiteOr0(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// aim sets the target for the iterate x, nil for zero. Only the backward error
// depends on it.
func (it *Iterator) aim(x []float64) {
	s := &it.sys
	size := it.normB / it.scale
	if it.normA > 0 && x != nil {
		size += finiteOr0(it.normA * kernel.Nrm2(x))
	}
	s.goal = max(it.lim.absTol/it.scale, it.lim.relTol*size)
}

// look aims again when the estimate has halved or some iterations have passed
// since it last did, as forming x may cost as much as an iteration.
func (it *Iterator) look() {
	if it.normA == 0 || it.estimate > 0.5*it.aimedAt && it.iter-it.aimed < checkEvery {
		return
	}
	it.aimedAt, it.aimed = it.estimate, it.iter
	if x, err := it.iterate(); err == nil {
		// A method may have acted on the target that it saw, so that is not
		// lowered here; verify measures x against its own.
		goal := it.sys.goal
		it.aim(x)
		it.sys.goal = max(it.sys.goal, goal)
	}
}
