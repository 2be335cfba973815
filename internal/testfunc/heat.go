// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package testfunc

import "math"

// Heat is the equation u' = κ(t)·div(a ∇u) + f on the unit square, u = 0 on the
// boundary, and its time steps by Crank–Nicolson. The source f goes round the centre
// 8 times while t goes from 0 to 1, and κ, of period 1, is small for a half of it and up
// to 10 in the other: the systems of the steps are easy and hard by turns.
type Heat struct {
	Side  int       // interior points of a side
	Step  float64   // Δt
	Stiff *Matrix   // S = −h²·div(a ∇·)
	Val   []float64 // values of the matrix of the last step, in the pattern of Stiff
	RHS   []float64 // its right-hand side
}

// NewHeat returns the equation for the coefficient a at the interior points of nx×nx
// cells; nil means 1.
func NewHeat(nx int, step float64, a []float64) *Heat {
	m := Poisson2D(nx - 1)
	if a != nil {
		m = DarcyField(nx-1, a)
	}
	return &Heat{nx - 1, step, m, make([]float64, len(m.Val)), make([]float64, m.Rows)}
}

// Start sets u to the first state: a bump in the centre.
func (h *Heat) Start(u []float64) {
	nx := float64(h.Side + 1)
	for i := range u {
		u[i] = bump(float64(i/h.Side+1)/nx, float64(i%h.Side+1)/nx, 0.5, 0.5, 0.25)
	}
}

// Kappa returns κ at the middle of a step.
func (h *Heat) Kappa(step int) float64 {
	s := math.Sin(2 * math.Pi * (float64(step) + 0.5) * h.Step)
	return max(0.1*s, -10*s)
}

// Advance sets Val and RHS to the system of a step from the state u, and returns
// κ: (I + cS)·u' = (I − cS)·u + Δt·f with c = κΔt/(2h²).
func (h *Heat) Advance(step int, u []float64) (kappa float64) {
	nx := float64(h.Side + 1)
	t := (float64(step) + 0.5) * h.Step
	kappa = h.Kappa(step)
	c := 0.5 * kappa * h.Step * nx * nx
	cx, cy := 0.5+math.Cos(16*math.Pi*t)/4, 0.5+math.Sin(16*math.Pi*t)/4
	s := h.Stiff
	for i := range h.RHS {
		product := 0.0
		for k := s.Ptr[i]; k < s.Ptr[i+1]; k++ {
			product += s.Val[k] * u[s.Ind[k]]
			h.Val[k] = c * s.Val[k]
			if int(s.Ind[k]) == i {
				h.Val[k]++
			}
		}
		h.RHS[i] = u[i] - c*product + h.Step*32*bump(float64(i/h.Side+1)/nx, float64(i%h.Side+1)/nx, cx, cy, 0.125)
	}
	return kappa
}

// bump is exp(1 − 1/(1 − s)), s = |x − c|²/ρ², and 0 outside the circle.
func bump(x, y, cx, cy, rho float64) float64 {
	s := ((x-cx)*(x-cx) + (y-cy)*(y-cy)) / (rho * rho)
	if s >= 1 {
		return 0
	}
	return math.Exp(1 - 1/(1-s))
}
