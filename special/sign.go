// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import "math"

// LogBesselISign returns log |I_v(x)| and the sign of I_v(x) for any real order
// v and x >= 0. For a negative order that is not an integer,
//
//	I_v(x) = I_{-v}(x) + (2/π) sin(-πv) K_{-v}(x),
//
// which is negative for small x when -v lies between 1 and 2, 3 and 4, and so
// on. The two terms cancel at a zero of I_v; near one the error grows as it
// does for a difference of the two, of logarithms good to 4 eps max(|f|, 1).
//
// The sign of 0 is 0 and its logarithm -Inf. For v >= 0 the special cases are
// those of [LogBesselI]; with NaN the sign is 0. For other v < 0,
//
//	LogBesselISign(v, 0) = +Inf, and the sign of Γ(1+v)
//	LogBesselISign(v, +Inf) = +Inf, 1
//	LogBesselISign(-Inf, x) = NaN, 0
func LogBesselISign(v, x float64) (lg float64, sign int) {
	if v >= 0 || v == math.Floor(v) || !(x >= 0) || math.IsInf(x, 1) && v > math.Inf(-1) {
		lg = LogBesselI(math.Abs(v), x)
		if math.IsInf(v, -1) {
			lg = math.NaN()
		}
		if math.IsNaN(lg) || math.IsInf(lg, -1) {
			return lg, 0
		}
		return lg, 1
	}
	s := sinPi(-v)
	i, k := LogBesselIK(-v, x)
	k += math.Log(2 / math.Pi * math.Abs(s))
	switch {
	case math.IsNaN(v):
		return math.NaN(), 0
	case s > 0:
		return LogAddExp(i, k), 1
	case i > k:
		return LogSubExp(i, k), 1
	case i < k:
		return LogSubExp(k, i), -1
	}
	return math.Inf(-1), 0
}
