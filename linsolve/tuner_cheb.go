// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
)

// ChebCB learns the loss of each arm as a polynomial in the context, and draws
// arms with probability inverse to how much worse than the best they look.
//
// The polynomial of an arm is a sum of Chebyshev polynomials on [Min, Max],
// fitted to what was seen of the arm by least squares with bounds on the
// coefficients that a Lipschitz function obeys; arm i then has probability
// 1/(d + η·gap_i), the best one the rest. All scales come from the losses seen.
//
// An observation costs O(d·m³) time for d arms and m features, whatever the
// number of rounds.
//
// Source: M. Khodak, E. Chow, M.-F. Balcan, A. Talwalkar, Learning to relax:
// setting solver parameters across a sequence of linear system instances,
// arXiv:2310.02246, algorithm 2; D. J. Foster, A. Rakhlin, Beyond UCB: optimal
// and efficient contextual bandits with regression oracles, ICML 2020.
type ChebCB struct {
	bandit
	state chebState
	y, p  []float64
	bound []float64
	h     []float64
	box   boxSolver
}

type chebState struct {
	M         int
	T         int
	Least     float64 // loss so far, and the greatest
	Greatest  float64
	Scale     float64
	Eta       float64
	PredSq    float64 // sums over the rounds of the prediction squared,
	PredLoss  float64 // of it times the loss, and of the loss squared
	LossSq    float64
	Predicted float64 // for the arm suggested
	Phi       []float64
	Arms      []chebArm
}

type chebArm struct {
	N       int
	G, H    []float64 // normal equations of the losses
	Free    []float64 // their solution of least norm
	Theta   []float64 // coefficients of loss/scale, within the bounds
	Outside bool      // Free violates the bounds: Theta was fitted to them
}

// NewChebCB returns a tuner for contexts in [settings.Min, settings.Max].
func NewChebCB(settings *TunerSettings) (*ChebCB, error) {
	b, err := settings.bandit(true)
	if err != nil {
		return nil, err
	}
	m := settings.Features
	if m == 0 {
		m = 6
	}
	if m < 1 || m > maxFeatures {
		return nil, fmt.Errorf("linsolve: TunerSettings.Features is %d, want 1 to %d, or zero for 6: %w", m, maxFeatures, ErrParam)
	}
	t := &ChebCB{bandit: b}
	t.state = chebState{M: m, Least: math.MaxFloat64, Phi: make([]float64, m), Arms: make([]chebArm, len(b.Grid))}
	for i := range t.state.Arms {
		t.state.Arms[i] = chebArm{G: make([]float64, m*m), H: make([]float64, m), Free: make([]float64, m), Theta: make([]float64, m)}
	}
	t.resize()
	return t, nil
}

func (t *ChebCB) resize() {
	d, m := len(t.Grid), t.state.M
	t.y, t.p = make([]float64, d), make([]float64, d)
	t.bound, t.h = make([]float64, m), make([]float64, m)
}

// chebyshev sets phi to T_0(z), T_1(z), ...
func chebyshev(phi []float64, z float64) {
	for j := range phi {
		switch j {
		case 0:
			phi[j] = 1
		case 1:
			phi[j] = z
		default:
			phi[j] = 2*z*phi[j-1] - phi[j-2]
		}
	}
}

// Suggest implements [Tuner].
func (t *ChebCB) Suggest(c float64) (param float64, arm int) {
	s := &t.state
	chebyshev(s.Phi, 2*t.position(c)-1)
	best := 0
	for i := range s.Arms {
		t.y[i] = 0
		for j, v := range s.Arms[i].Theta {
			t.y[i] += v * s.Phi[j]
		}
		if t.y[i] < t.y[best] {
			best = i
		}
	}
	rest := 1.0
	for i, y := range t.y {
		if i != best {
			t.p[i] = 1 / (float64(len(t.p)) + s.Eta*(y-t.y[best]))
			rest -= t.p[i]
		}
	}
	t.p[best] = rest
	i := t.draw(t.p)
	s.Predicted = t.y[i]
	return t.suggest(i)
}

// Observe implements [Tuner].
func (t *ChebCB) Observe(loss float64) {
	loss, ok := t.observed(loss)
	if !ok {
		return
	}
	s := &t.state
	m := s.M
	a := &s.Arms[t.Arm]
	a.N++
	for i, v := range s.Phi {
		a.H[i] += v * loss
		for j, w := range s.Phi {
			a.G[i*m+j] += v * w
		}
	}
	t.box.minimumNorm(a.Free, a.G, a.H)

	s.T++
	s.Least, s.Greatest = min(s.Least, loss), max(s.Greatest, loss)
	s.PredSq += s.Predicted * s.Predicted
	s.PredLoss += s.Predicted * loss
	s.LossSq += loss * loss
	if s.Greatest == 0 {
		return
	}
	spread := s.Greatest - s.Least // the Lipschitz constant times the width
	n := 2 + 4*spread/s.Greatest*(1+math.Log(float64(m)))
	old := s.Scale
	s.Scale = s.Greatest * n
	t.bound[0] = 1 / n
	for j := 1; j < m; j++ {
		t.bound[j] = 2 * spread / (s.Scale * float64(j))
	}
	for i := range s.Arms {
		if s.Arms[i].N > 0 && (i == t.Arm || s.Scale != old) {
			t.refit(&s.Arms[i])
		}
	}
	alpha := (math.Pi + 2/math.Pi*math.Log(2*float64(m)+1)) * spread / (2 * s.Scale * float64(m+1))
	rounds := float64(s.T)
	misfit := max(s.PredSq-2*s.PredLoss/s.Scale+s.LossSq/(s.Scale*s.Scale), 0) + 2*alpha*alpha*rounds
	if s.Eta = 0; misfit > 0 {
		s.Eta = 2 * rounds * math.Sqrt(float64(len(s.Arms))*rounds/misfit)
	}
}

// refit fits loss/scale of an arm within the bounds.
func (t *ChebCB) refit(a *chebArm) {
	scale := t.state.Scale
	a.Outside = false
	for j, v := range a.Free {
		a.Theta[j] = v / scale
		a.Outside = a.Outside || !(math.Abs(a.Theta[j]) <= t.bound[j])
	}
	if a.Outside {
		for j, v := range a.H {
			t.h[j] = v / scale
		}
		t.box.solve(a.Theta, a.G, t.h, t.bound)
	}
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *ChebCB) MarshalBinary() ([]byte, error) { return t.save("ChebCB", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *ChebCB) UnmarshalBinary(data []byte) error {
	var u ChebCB
	s := &u.state
	err := u.load(data, "ChebCB", s, true, func() bool {
		m := s.M
		if m < 1 || m > maxFeatures || s.T < 0 || len(s.Phi) != m || len(s.Arms) != len(u.Grid) ||
			!allFinite(s.Phi, []float64{s.Least, s.Greatest, s.Scale, s.Eta, s.PredSq, s.PredLoss, s.LossSq, s.Predicted}) {
			return false
		}
		for _, a := range s.Arms {
			if a.N < 0 || len(a.G) != m*m || len(a.H) != m || len(a.Free) != m || len(a.Theta) != m || !allFinite(a.G, a.H, a.Free, a.Theta) {
				return false
			}
		}
		return s.Eta >= 0
	})
	if err != nil {
		return err
	}
	u.resize()
	*t = u
	return nil
}
