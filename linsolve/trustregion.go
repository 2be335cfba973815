// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"errors"
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// errBoundary tells the driver that x has been put on the boundary.
var errBoundary = errors.New("linsolve: on the boundary of the trust region")

// A trustRegion follows the norm of x through the steps of CG. With a
// preconditioner that is √(xᵀMx), of which no product with M is needed: M times
// the direction z = M⁻¹r is r.
type trustRegion struct {
	radius     float64 // zero: none
	xx, xp, pp float64 // xᵀMx, xᵀMp and pᵀMp
}

func (t *trustRegion) init(radius float64, s *system) error {
	if !(radius >= 0) || math.IsInf(radius, 1) {
		return fmt.Errorf("linsolve: TrustRadius is %v, want a finite value > 0, or zero for none: %w", radius, ErrParam)
	}
	if radius > 0 && kernel.Nrm2(s.x) > 0 {
		return fmt.Errorf("linsolve: Settings.X0 is not zero, want zero or nil with a TrustRadius: %w", ErrInput)
	}
	*t = trustRegion{radius: radius / s.scale}
	return nil
}

// start begins with p = M⁻¹r from where x is, with rᵀM⁻¹r = rz.
func (t *trustRegion) start(s *system, rz float64) {
	if t.radius > 0 {
		t.xp, t.pp = s.dot(s.r, s.x), rz
	}
}

// leaves says whether x + αp is outside, and goes there if it is not.
func (t *trustRegion) leaves(rz, curvature float64) bool {
	if t.radius == 0 || math.IsNaN(curvature) || math.IsInf(curvature, 0) || !(t.pp > 0) {
		return false
	}
	if curvature <= 0 {
		return true
	}
	alpha := rz / curvature
	xx := t.xx + alpha*(2*t.xp+alpha*t.pp)
	if math.Sqrt(xx) >= t.radius {
		return true
	}
	t.xx, t.xp = xx, t.xp+alpha*t.pp
	return false
}

// toBoundary returns τ ≥ 0 with ‖x + τp‖ = radius, in the form of the root that
// does not cancel.
func (t *trustRegion) toBoundary() float64 {
	room := max(t.radius*t.radius-t.xx, 0)
	root := math.Sqrt(t.xp*t.xp + t.pp*room)
	if t.xp > 0 {
		return room / (t.xp + root)
	}
	return (root - t.xp) / t.pp
}

// turn follows p ← z + βp. The part xᵀr is zero to rounding until the residual
// has been replaced, which begins again from another x.
func (t *trustRegion) turn(s *system, beta, rz float64) {
	if t.radius > 0 {
		t.xp = s.dot(s.r, s.x) + beta*t.xp
		t.pp = rz + beta*beta*t.pp
	}
}
