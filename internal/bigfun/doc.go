// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package bigfun evaluates elementary functions, the gamma function and
// modified Bessel functions on [big.Float]: reference values for tests and for
// tables of coefficients, at any argument, without another program, and the last
// resort of functions that promise a relative error at every point.
//
// Every function works with [Prec] bits and is good to the last twenty or so,
// that is to 230 bits, unless its comment says otherwise. Nothing here is fast:
// a Bessel function takes a millisecond or two.
package bigfun
