// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
	"time"
)

// LeastSquaresSettings hold what every method of [LeastSquares] shares. The zero
// value and a nil pointer mean the defaults. Fields named as in [Settings] mean
// the same.
type LeastSquaresSettings struct {
	// Damp is λ ≥ 0 of min ‖b − A·x‖² + λ²‖x‖². Zero means the plain problem.
	Damp float64

	// ATol and BTol are the relative errors of A and b that a solution may
	// explain, as [LeastSquares] says. Zero means 1e-10, math.Inf(-1) means 0.
	ATol, BTol float64
	// ConLim > 0 ends the solve with [CondLimit] when the estimated condition
	// of Ā reaches it, before noise is fitted. Zero means never.
	ConLim float64

	// MaxIter limits the iterations; zero means 2n, n the columns of A, but at
	// least 100 and at most 10000.
	MaxIter int
	// MaxTime limits the time; zero means none. It is looked at once an
	// iteration. Whether a solve reaches it may differ from run to run.
	MaxTime time.Duration

	// X0 is the initial guess; nil means zero. It is not changed, unless it is
	// Dst.
	X0 []float64
	// Dst receives the solution when it is not nil. Then the second solve of
	// the same size with the same method value allocates nothing, and the
	// Result belongs to the method value: its next solve overwrites it. Dst may
	// be b or X0; it is written when the solve ends.
	Dst []float64

	// Prec approximates (AᵀA + λ²I)⁻¹ = (NᵀN)⁻¹ and must be symmetric positive
	// definite; nil means none. Iterations are then those on A·N⁻¹, without N
	// being known. For columns scaled to length 1 it divides by the squared
	// norms of the columns. The second criterion measures ‖N⁻ᵀĀᵀr̄‖ against the
	// norm of Ā·N⁻¹, the first puts ‖A·x‖ for ‖Ā‖·‖x‖, and of all solutions the
	// one of least ‖N·x‖ is found.
	Prec Preconditioner

	// Reorthogonalize is the number of earlier right vectors of the
	// bidiagonalization that each new one is made orthogonal to. It costs 32
	// bytes of traffic an element for each, and their memory, and saves
	// iterations on ill-conditioned problems. Zero means none. CGLS and CRLS
	// have no such vectors and refuse it.
	Reorthogonalize int

	// Variance asks for the diagonal of (AᵀA + λ²I)⁻¹ in
	// LeastSquaresResult.Variance. Only [LSQR] can.
	Variance bool

	// Recorder is called after every iteration; an error that it returns ends
	// the solve with that error.
	Recorder func(p LeastSquaresProgress) error
	// History keeps ‖r̄‖/‖b‖ of every iteration, as the recurrence estimates it,
	// in LeastSquaresResult.History.
	History bool

	// Workers is the number of goroutines for products and vector operations;
	// zero means GOMAXPROCS. The result has the same bits for any number.
	// Operators other than this module's own do their products themselves.
	Workers int
}

// LeastSquaresProgress is what a Recorder of [LeastSquares] sees.
type LeastSquaresProgress struct {
	Iter, MatVecs, PrecSolves int
	// ResNorm is ‖r̄‖ and NormalRes ‖Āᵀr̄‖ (with a preconditioner ‖N⁻ᵀĀᵀr̄‖), as
	// the recurrence estimates them. CRAIG does not estimate NormalRes: NaN.
	ResNorm, NormalRes float64
	// ErrorBound is an upper bound of ‖x − x*‖ where the method gives one
	// ([LSLQ]), and +Inf otherwise.
	ErrorBound float64
	// X copies the current iterate to dst, which has length n.
	X func(dst []float64)
}

// A LeastSquaresResult is what a solve of [LeastSquares] reached.
type LeastSquaresResult struct {
	// X is the solution, or the best iterate kept.
	X []float64
	// Status says why the solve ended.
	Status Status
	// Iter counts iterations: of one product with A and one with Aᵀ each.
	Iter int
	// MatVecs counts all products, with A and with Aᵀ, those of checks
	// included, and PrecSolves all applications of the preconditioner.
	MatVecs, PrecSolves int
	// Replacements counts how often the residual of the recurrence had drifted
	// from the true one and was replaced by it.
	Replacements int
	// ResNorm is ‖b − A·X‖₂, NormalRes ‖Aᵀ(b − A·X) − λ²X‖₂ and XNorm ‖X‖₂,
	// computed from X.
	ResNorm, NormalRes, XNorm float64
	// ANorm estimates the Frobenius norm of Ā, A with λI below it (with a
	// preconditioner that of Ā·N⁻¹), and Cond its condition ‖Ā‖·‖Ā⁺‖, both from
	// below in exact arithmetic.
	ANorm, Cond float64
	// ErrorBound is an upper bound of ‖X − x*‖₂ from [LSLQ] with a known
	// Sigma, in exact arithmetic; otherwise +Inf.
	ErrorBound float64
	// Variance estimates the diagonal of (AᵀA + λ²I)⁻¹ from below when
	// LeastSquaresSettings.Variance asked for it. Times the variance of the
	// noise in b it is that of X.
	Variance []float64
	// History holds ‖r̄‖/‖b‖ before the first iteration and after each, when
	// LeastSquaresSettings.History asked for it.
	History []float64
}

// leastSquaresLimits are LeastSquaresSettings with the defaults filled in.
type leastSquaresLimits struct {
	limits
	aTol, bTol, conLim float64
}

func (s *LeastSquaresSettings) limits(n int) (leastSquaresLimits, error) {
	var l leastSquaresLimits
	var err error
	// The common fields have the names and ranges of Settings.
	l.limits, err = (&Settings{MaxIter: s.MaxIter, MaxTime: s.MaxTime, X0: s.X0, Dst: s.Dst, Workers: s.Workers}).limits(n)
	if err != nil {
		return l, err
	}
	if l.aTol, err = relative("ATol", s.ATol); err != nil {
		return l, err
	}
	if l.bTol, err = relative("BTol", s.BTol); err != nil {
		return l, err
	}
	if !(s.Damp >= 0) || math.IsInf(s.Damp, 1) {
		return l, fmt.Errorf("linsolve: Settings.Damp is %v, want a finite value ≥ 0: %w", s.Damp, ErrParam)
	}
	if !(s.ConLim >= 0) {
		return l, fmt.Errorf("linsolve: Settings.ConLim is %v, want > 0, or zero for no limit: %w", s.ConLim, ErrParam)
	}
	if s.Reorthogonalize < 0 {
		return l, fmt.Errorf("linsolve: Settings.Reorthogonalize is %d, want ≥ 0: %w", s.Reorthogonalize, ErrParam)
	}
	l.conLim = s.ConLim
	return l, nil
}

// relative fills in the default of a relative tolerance.
func relative(name string, tol float64) (float64, error) {
	switch {
	case tol == 0:
		return 1e-10, nil
	case math.IsInf(tol, -1):
		return 0, nil
	case !(tol > 0) || math.IsInf(tol, 1):
		return 0, fmt.Errorf("linsolve: Settings.%s is %v, want > 0, or zero for 1e-10, or math.Inf(-1) for 0: %w", name, tol, ErrParam)
	}
	return tol, nil
}
