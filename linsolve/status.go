// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "fmt"

// A Status says why a solve ended.
type Status int

// Statuses. Converged, Minimized and Boundary are successes. What the first two
// say is true of the residual that is computed from the solution.
const (
	Running           Status = iota // not ended yet
	Converged                       // ‖b − A·x‖₂ ≤ the target, computed explicitly
	MaxIter                         // Settings.MaxIter iterations were done: ErrNotConverged
	TimeLimit                       // Settings.MaxTime passed: ErrNotConverged
	Stagnated                       // the true residual stopped falling: ErrNotConverged
	Breakdown                       // the recurrence cannot go on: ErrBreakdown
	NegativeCurvature               // A or M is not positive definite: *NotSPDError
	Inconsistent                    // no x solves the system: ErrInconsistent
	Canceled                        // the context ended: its error
	Stopped                         // Settings.Recorder returned an error: that error
	Minimized                       // x is a least-squares solution, of LeastSquares alone
	CondLimit                       // the condition reached LeastSquaresSettings.ConLim: ErrNotConverged
	Boundary                        // x lies on the sphere of CG.TrustRadius, which it was asked not to leave
)

var statusNames = [...]string{"Running", "Converged", "MaxIter", "TimeLimit", "Stagnated", "Breakdown", "NegativeCurvature", "Inconsistent", "Canceled", "Stopped", "Minimized", "CondLimit", "Boundary"}

// String returns the name of the constant.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Success reports whether the solve did what was asked for: the tolerance was
// met, or the boundary of the trust region reached.
func (s Status) Success() bool { return s == Converged || s == Minimized || s == Boundary }
