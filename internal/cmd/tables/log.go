// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() { tables["internal/dd/log_table.go"] = logTable }

// logTable cuts [11/16, 11/8) into the 128 parts that share exponent and seven
// leading fraction bits. The words hi are multiples of 2^-42, so that
// k ln2Hi + hi is exact for every exponent k.
func logTable(f *file) {
	const grid = 42
	f.line("// A logEntry has 1/c rounded, and log c = hi + mid + lo for that 1/c.")
	f.line("type logEntry struct{ inverse, hi, mid, lo float64 }")
	f.line("")
	hi, rest := onGrid(bigfun.Log(num(2)), grid)
	w := words(rest, 2)
	f.line("const (")
	f.line("ln2Hi = %x", hi)
	f.line("ln2Mid = %s", w[0])
	f.line("ln2Lo = %s", w[1])
	f.line(")")
	f.line("")
	f.line("var logTable = [128]logEntry{")
	const base = 0x3fe6 << 48 // the bits of 11/16
	for i := range uint64(128) {
		low := math.Float64frombits(base + i<<45)
		high := math.Float64frombits(base + (i+1)<<45)
		inverse := 1.0
		if low != 1 && high != 1 {
			inverse = 2 / (low + high)
		}
		hi, rest := onGrid(bigfun.Log(quo(num(1), num(inverse))), grid)
		w := words(rest, 2)
		f.line("{%x, %x, %s, %s},", inverse, hi, w[0], w[1])
	}
	f.line("}")
}

func init() { tables["internal/dd/exp_table.go"] = expPairTable }

// expPairTable has 2^(j/32) in two words, and log(2)/32 in words whose first
// leaves k times itself exact for |k| < 2^16.
func expPairTable(f *file) {
	hi, rest := onGrid(quo(bigfun.Log(num(2)), num(32)), 41)
	w := words(rest, 2)
	f.line("const (")
	f.line("ln2Over32Hi = %x", hi)
	f.line("ln2Over32Mid = %s", w[0])
	f.line("ln2Over32Lo = %s", w[1])
	f.line(")")
	f.line("")
	f.line("// expTable holds 2^(j/32) as a pair.")
	f.line("var expTable = [32]Num{")
	for j := range 32 {
		w := words(bigfun.Exp(mul(bigfun.Log(num(2)), num(float64(j)/32))), 2)
		f.line("{%s, %s},", w[0], w[1])
	}
	f.line("}")
}
