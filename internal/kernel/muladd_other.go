// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64

package kernel

import "golang.org/x/exp/constraints"

// mulAdd returns z + x*y, with one rounding where the processor has an
// instruction for that: compilers for these use it throughout.
func mulAdd[T constraints.Float](z, x, y T) T { return z + x*y }
