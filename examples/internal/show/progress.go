// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package show

import (
	"fmt"
	"os"
	"time"
)

// A Progress line shows on a terminal what takes longer than a second. On
// anything else nothing is printed.
type Progress struct {
	what    string
	began   time.Time
	shown   time.Time
	enabled bool
}

// NewProgress returns the line of what is under way.
func NewProgress(what string) *Progress {
	info, err := os.Stderr.Stat()
	now := time.Now()
	return &Progress{what, now, now, err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// Update shows the state at most ten times a second.
func (p *Progress) Update(format string, args ...any) {
	if !p.enabled {
		return
	}
	if now := time.Now(); now.Sub(p.began) > time.Second && now.Sub(p.shown) > 100*time.Millisecond {
		p.shown = now
		fmt.Fprintf(os.Stderr, "\r\x1b[K%s: %s", p.what, fmt.Sprintf(format, args...))
	}
}

// Done clears the line.
func (p *Progress) Done() {
	if p.enabled && p.shown != p.began {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
