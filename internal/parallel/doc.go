// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package parallel is the fork-join of the module: it runs a body over the
// ranges of an index interval on a few goroutines and returns when all have
// finished.
//
// How an interval is cut may depend on the number of workers with [For] and
// never does with [Blocks], whose blocks have a fixed size: a reduction that
// keeps one partial result a block and adds them in order has the same bits
// for any number of workers.
//
// The caller's goroutine works too, no goroutine outlives the call, small work
// stays on the caller's goroutine, and a panic or runtime.Goexit in the body
// reaches the caller: of several panics the one of the lowest range.
package parallel
