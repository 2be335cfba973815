// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package dd computes with unevaluated sums of two float64, about 106 bits,
// for the accuracy audits of the module: reference values that are fast enough
// to be compared with at millions of arguments. The elementary functions here
// are good to 2⁻⁹⁵, relatively, which the tests check against math/big.
//
// The error-free transformations are those of T. Dekker, A floating-point
// technique for extending the available precision, Numer. Math. 18 (1971), with
// products split by fused multiply-add.
package dd
