// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import "fmt"

// A Status says why a computation ended.
type Status int

// Statuses. Only Converged is a success.
const (
	Running   Status = iota // not ended yet
	Converged               // the error estimate is within the tolerance
	MaxIter                 // a limit was reached before: ErrNotConverged
	Canceled                // the context ended: its error
)

var statusNames = [...]string{"Running", "Converged", "MaxIter", "Canceled"}

// String returns the name of the constant.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Success reports whether the tolerance was met.
func (s Status) Success() bool { return s == Converged }
