// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package hugepage

import (
	"syscall"
	"unsafe"
)

const (
	adviseHuge     = 14 // MADV_HUGEPAGE
	adviseCollapse = 25 // MADV_COLLAPSE, of Linux 6.1
)

// advise asks for huge pages within the range: for what is not in memory yet when
// it is first written, and for what is, from a use of the heap before, now. The
// second copies it, at the speed of memory. It is a wish: the error, of a kernel
// that has none, says nothing that the caller could act on.
func advise(p unsafe.Pointer, bytes uintptr) {
	start := (uintptr(p) + size - 1) &^ (size - 1)
	if end := (uintptr(p) + bytes) &^ (size - 1); end > start {
		syscall.Syscall(syscall.SYS_MADVISE, start, end-start, adviseHuge)
		syscall.Syscall(syscall.SYS_MADVISE, start, end-start, adviseCollapse)
	}
}
