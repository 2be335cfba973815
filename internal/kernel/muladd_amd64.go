// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// mulAdd returns z + x*y with two roundings. Compilers for amd64 processors with
// fused multiply-add (GOAMD64=v3) fuse some of these and others, whose factor is
// in memory, not: the bits of a sum would depend on the loop that forms it.
func mulAdd[T constraints.Float](z, x, y T) T { return z + T(x*y) }
