// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import "fmt"

// A Status says why a computation ended.
type Status int

// Statuses. Converged is what Remez asks for, Budget or
// Exhausted what Search asks for, Done
// what an audit asks for.
const (
	Running   Status = iota // not ended yet
	Converged               // the error is level within the tolerance
	Budget                  // the evaluations of the search were done
	Done                    // all inputs of the audit were compared
	MaxIter                 // the limit of iterations was reached: ErrNotConverged
	Breakdown               // the iteration cannot go on: ErrBreakdown
	TimeLimit               // Settings.MaxTime passed: ErrNotConverged
	Canceled                // the context ended: its error
	Stopped                 // a Recorder returned an error: that error
	Exhausted               // the search met no program any more that it had not fitted
)

var statusNames = [...]string{"Running", "Converged", "Budget", "Done", "MaxIter", "Breakdown", "TimeLimit", "Canceled", "Stopped", "Exhausted"}

// String returns the name of the constant.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Success reports whether what was asked for was reached.
func (s Status) Success() bool { return s == Converged || s == Budget || s == Exhausted || s == Done }
