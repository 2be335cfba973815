// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import "fmt"

// A Status says why a fit ended. Its zero value is none of the constants.
type Status int

// Statuses. Converged and Uniform are successes.
const (
	Converged Status = iota + 1 // the tolerance was met, or the method's formula evaluated
	Uniform                     // the resultant vanishes: concentration 0, mean direction e₁ by convention
	MaxIter                     // the limit on the iterations was reached: ErrNotConverged
	Canceled                    // the context ended: its error
	Stopped                     // the Recorder returned an error: that error
)

var statusNames = [...]string{Converged: "Converged", Uniform: "Uniform", MaxIter: "MaxIter", Canceled: "Canceled", Stopped: "Stopped"}

// String returns the name of the constant.
func (s Status) String() string {
	if s < Converged || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Success reports whether what was asked for was reached: the error is nil
// exactly then.
func (s Status) Success() bool { return s == Converged || s == Uniform }
