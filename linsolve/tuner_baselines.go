// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Fixed is the tuner that always suggests the same parameter.
type Fixed struct {
	bandit
}

// NewFixed returns a tuner that suggests param.
func NewFixed(param float64) (*Fixed, error) {
	if math.IsNaN(param) || math.IsInf(param, 0) {
		return nil, fmt.Errorf("linsolve: param is %v, want a finite value: %w", param, ErrNotFinite)
	}
	b, err := (&TunerSettings{Grid: []float64{param}}).bandit(false)
	return &Fixed{b}, err
}

// Suggest implements [Tuner].
func (t *Fixed) Suggest(float64) (param float64, arm int) { return t.suggest(0) }

// Observe implements [Tuner].
func (t *Fixed) Observe(loss float64) { t.observed(loss) }

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *Fixed) MarshalBinary() ([]byte, error) { return t.save("Fixed", 0) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *Fixed) UnmarshalBinary(data []byte) error {
	var u Fixed
	var none int
	if err := u.load(data, "Fixed", &none, false, func() bool { return len(u.Grid) == 1 }); err != nil {
		return err
	}
	*t = u
	return nil
}

// UCB1 tries every arm once and then the one whose mean loss, less a margin for
// how seldom it was tried, is least: mean − K·√(2·ln t/n), K the greatest loss
// so far. It ignores the context.
//
// Source: P. Auer, N. Cesa-Bianchi, P. Fischer, Finite-time analysis of the
// multiarmed bandit problem, Machine Learning 47 (2002), 235–256.
type UCB1 struct {
	bandit
	state armSums
}

// armSums are what the simple bandits remember.
type armSums struct {
	T        int
	Greatest float64
	N        []int     // rounds of each arm
	Sum      []float64 // UCB1: its losses; Exp3: estimates of its loss over all rounds
	P        float64   // Exp3: probability of the last suggestion
}

func newArmSums(d int) armSums { return armSums{N: make([]int, d), Sum: make([]float64, d)} }

// add counts a round of arm, whose sum grows by estimate.
func (s *armSums) add(arm int, loss, estimate float64) {
	s.T++
	s.Greatest = max(s.Greatest, loss)
	s.N[arm]++
	s.Sum[arm] += estimate
}

func (s *armSums) valid(d int) bool {
	for _, n := range s.N {
		if n < 0 {
			return false
		}
	}
	return s.T >= 0 && len(s.N) == d && len(s.Sum) == d && s.P >= 0 && s.P <= 1 && allFinite(s.Sum, []float64{s.Greatest})
}

// NewUCB1 returns a tuner that ignores the context.
func NewUCB1(settings *TunerSettings) (*UCB1, error) {
	b, err := settings.bandit(false)
	if err != nil {
		return nil, err
	}
	return &UCB1{b, newArmSums(len(b.Grid))}, nil
}

// Suggest implements [Tuner].
func (t *UCB1) Suggest(float64) (param float64, arm int) {
	s := &t.state
	least, best := math.Inf(1), 0
	for i, n := range s.N {
		if n == 0 {
			return t.suggest(i)
		}
		bound := s.Sum[i]/float64(n) - s.Greatest*math.Sqrt(2*math.Log(float64(s.T))/float64(n))
		if bound < least {
			least, best = bound, i
		}
	}
	return t.suggest(best)
}

// Observe implements [Tuner].
func (t *UCB1) Observe(loss float64) {
	if loss, ok := t.observed(loss); ok {
		t.state.add(t.Arm, loss, loss)
	}
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *UCB1) MarshalBinary() ([]byte, error) { return t.save("UCB1", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *UCB1) UnmarshalBinary(data []byte) error {
	var u UCB1
	if err := u.load(data, "UCB1", &u.state, false, func() bool { return u.state.valid(len(u.Grid)) }); err != nil {
		return err
	}
	*t = u
	return nil
}

// Exp3 draws arm i with probability proportional to exp(−η·L_i/K), η =
// √(ln d/(d·t)), L_i the sum of ℓ/p_i over the rounds of the arm and K the
// greatest loss so far. It ignores the context.
//
// Source: P. Auer, N. Cesa-Bianchi, Y. Freund, R. E. Schapire, The
// nonstochastic multiarmed bandit problem, SIAM J. Comput. 32 (2002), 48–77.
type Exp3 struct {
	bandit
	state armSums
	p     []float64
}

// NewExp3 returns a tuner that ignores the context.
func NewExp3(settings *TunerSettings) (*Exp3, error) {
	b, err := settings.bandit(false)
	if err != nil {
		return nil, err
	}
	return &Exp3{b, newArmSums(len(b.Grid)), make([]float64, len(b.Grid))}, nil
}

// Suggest implements [Tuner].
func (t *Exp3) Suggest(float64) (param float64, arm int) {
	s := &t.state
	d := float64(len(t.Grid))
	eta := math.Sqrt(math.Log(d) / (d * float64(s.T+1)))
	if s.Greatest > 0 {
		eta /= s.Greatest
	}
	least := s.Sum[0]
	for _, l := range s.Sum {
		least = min(least, l)
	}
	sum := 0.0
	for i, l := range s.Sum {
		t.p[i] = math.Exp(-eta * (l - least))
		sum += t.p[i]
	}
	for i := range t.p {
		t.p[i] /= sum
	}
	i := t.draw(t.p)
	s.P = t.p[i]
	return t.suggest(i)
}

// Observe implements [Tuner].
func (t *Exp3) Observe(loss float64) {
	if loss, ok := t.observed(loss); ok {
		t.state.add(t.Arm, loss, loss/t.state.P)
	}
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *Exp3) MarshalBinary() ([]byte, error) { return t.save("Exp3", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *Exp3) UnmarshalBinary(data []byte) error {
	var u Exp3
	err := u.load(data, "Exp3", &u.state, false, func() bool {
		return u.state.valid(len(u.Grid)) && (!u.Pending || u.state.P > 0)
	})
	if err != nil {
		return err
	}
	u.p = make([]float64, len(u.Grid))
	*t = u
	return nil
}

// GoldenSection spends its first rounds on a golden-section search for the least
// loss and stays with the best point after that. It takes every loss as exact
// and the loss as unimodal, and ignores the context. The arm of a suggestion is
// the number of the point, the last one for the rounds after the search.
type GoldenSection struct {
	bandit
	state goldenState
}

type goldenState struct {
	Evaluations int
	N           int     // points observed
	A, B        float64 // bracket
	X, F        [2]float64
	Next        int // which of X is to be observed
}

// invPhi is 1 over the golden ratio.
const invPhi = 0.6180339887498949

// NewGoldenSection returns a tuner that searches [lo, hi] with that many
// evaluations, at least two; zero means 12.
func NewGoldenSection(lo, hi float64, evaluations int) (*GoldenSection, error) {
	if width := hi - lo; !(width > 0) || math.IsInf(width, 1) {
		return nil, fmt.Errorf("linsolve: lo and hi are %v and %v, want lo < hi and a finite difference: %w", lo, hi, ErrParam)
	}
	if evaluations == 0 {
		evaluations = 12
	}
	if evaluations < 2 {
		return nil, fmt.Errorf("linsolve: evaluations is %d, want at least 2, or zero for 12: %w", evaluations, ErrParam)
	}
	b, err := (&TunerSettings{Grid: []float64{lo, hi}}).bandit(false)
	x := [2]float64{hi - invPhi*(hi-lo), lo + invPhi*(hi-lo)}
	return &GoldenSection{b, goldenState{Evaluations: evaluations, A: lo, B: hi, X: x}}, err
}

// Suggest implements [Tuner].
func (t *GoldenSection) Suggest(float64) (param float64, arm int) {
	t.Pending = true
	s := &t.state
	if s.N < s.Evaluations {
		return s.X[s.Next], s.N
	}
	if s.F[1] < s.F[0] {
		return s.X[1], s.N
	}
	return s.X[0], s.N
}

// Observe implements [Tuner].
func (t *GoldenSection) Observe(loss float64) {
	loss, ok := t.observed(loss)
	s := &t.state
	if !ok || s.N >= s.Evaluations {
		return
	}
	s.F[s.Next] = loss
	s.N++
	switch {
	case s.N == 1:
		s.Next = 1
	case s.N == s.Evaluations:
	case s.F[0] <= s.F[1]:
		s.B = s.X[1]
		s.X[1], s.F[1] = s.X[0], s.F[0]
		s.X[0], s.Next = s.B-invPhi*(s.B-s.A), 0
	default:
		s.A = s.X[0]
		s.X[0], s.F[0] = s.X[1], s.F[1]
		s.X[1], s.Next = s.A+invPhi*(s.B-s.A), 1
	}
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *GoldenSection) MarshalBinary() ([]byte, error) { return t.save("GoldenSection", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *GoldenSection) UnmarshalBinary(data []byte) error {
	var u GoldenSection
	s := &u.state
	err := u.load(data, "GoldenSection", s, false, func() bool {
		return s.Evaluations >= 2 && s.N >= 0 && s.N <= s.Evaluations && (s.Next == 0 || s.Next == 1) &&
			allFinite(s.X[:], s.F[:], []float64{s.A, s.B})
	})
	if err != nil {
		return err
	}
	*t = u
	return nil
}

// BestInHindsight returns the arm with the least total, and that total, of
// losses with one round a row and one arm a column: what a tuner without context
// is compared with.
func BestInHindsight(losses mat.Matrix) (arm int, total float64, err error) {
	if losses == nil {
		return 0, 0, fmt.Errorf("linsolve: losses is nil, want a matrix: %w", ErrInput)
	}
	rounds, arms := losses.Dims()
	if rounds == 0 || arms == 0 {
		return 0, 0, fmt.Errorf("linsolve: losses is %d×%d, want at least one round and one arm: %w", rounds, arms, ErrShape)
	}
	total = math.Inf(1)
	for j := range arms {
		sum := 0.0
		for i := range rounds {
			v := losses.At(i, j)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return 0, 0, fmt.Errorf("linsolve: losses[%d,%d] is %v, want a finite value: %w", i, j, v, ErrNotFinite)
			}
			sum += v
		}
		if sum < total {
			arm, total = j, sum
		}
	}
	return arm, total, nil
}
