// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package hugepage allocates large slices on huge pages where the system offers
// them on request.
//
// A pass over memory is bound by how far ahead the processor can fetch, and on
// x86 its prefetchers stop at the end of a 4 KiB page. Linux gives 2 MiB pages to
// ranges that ask for them (transparent huge pages, mode madvise, the usual
// one); the Go heap does not ask. Measured on one core of a virtual Zen 3
// machine, sums over 40 MB run at 18 instead of 13 GB/s.
//
// Slices come from the Go heap as those of make do, and are collected as those
// are. Where the system does not do huge pages [Make] is make.
package hugepage
