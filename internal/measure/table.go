// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package measure

import (
	"fmt"
	"io"
)

// A Bench prints rows of target | ours | peer | ratio.
type Bench struct {
	W      io.Writer
	Rounds int // windows a pair; 0 means 21
	Short  int // rows whose ratio missed their target, so far
}

func (b *Bench) rounds() int {
	if b.Rounds > 0 {
		return b.Rounds
	}
	return 21
}

// Header prints the names of the columns.
func (b *Bench) Header() { fmt.Fprintln(b.W, "target | ours | peer | ratio") }

// Rate times ours against peer, in turn, and prints both as units of work a
// second, work being what one run does, in billions of unit. The row is short
// when the ratio is below want.
func (b *Bench) Rate(name string, want, work float64, unit string, ours, peer Timer) {
	secA, secB, ratio, err := Pair(ours, peer, b.rounds())
	if err != nil {
		b.Absent(name, want, err.Error())
		return
	}
	b.Row(name, want, fmt.Sprintf("%.3g G%s/s", work/secA/1e9, unit), fmt.Sprintf("%.3g G%s/s", work/secB/1e9, unit), ratio)
}

// Row prints one row from figures that were measured elsewhere.
func (b *Bench) Row(name string, want float64, ours, peer string, ratio float64) {
	note := ""
	if want > 0 && !(ratio >= want) {
		note = " short"
		b.Short++
	}
	fmt.Fprintf(b.W, "%s >= %.3g | %s | %s | %.2f%s\n", name, want, ours, peer, ratio, note)
}

// Absent prints a row without a peer, and why.
func (b *Bench) Absent(name string, want float64, why string) {
	fmt.Fprintf(b.W, "%s >= %.3g | - | peer absent (%s) | -\n", name, want, why)
}

// A Verify prints rows of reference | ours | ok and counts those that are not.
type Verify struct {
	W      io.Writer
	Failed int
}

// Header prints the names of the columns.
func (v *Verify) Header() { fmt.Fprintln(v.W, "reference | ours | ok") }

// Row prints one row.
func (v *Verify) Row(reference, ours string, ok bool) {
	verdict := "ok"
	if !ok {
		verdict = "NOT OK"
		v.Failed++
	}
	fmt.Fprintf(v.W, "%s | %s | %s\n", reference, ours, verdict)
}
