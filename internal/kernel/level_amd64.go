// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

import "golang.org/x/sys/cpu"

// best is the highest level that this machine runs. Package cpu reads
// GODEBUG=cpu.*=off and asks whether the operating system saves the registers.
var best = func() Level {
	x := &cpu.X86
	avx2 := x.HasAVX2 && x.HasFMA && x.HasBMI1 && x.HasBMI2
	switch {
	case avx2 && x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512BW && x.HasAVX512VL:
		return AVX512
	case avx2:
		return AVX2
	}
	return Portable
}()
