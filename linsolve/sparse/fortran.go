// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"errors"
	"strconv"
)

// A fortranField is where a number stands in a line, by a Fortran format such as
// (16I5) or (1P,4E20.12).
type fortranField struct {
	start, end int
	integer    bool
	decimals   int // digits after the point if the number shows none
	scale      int // the P in force: divides numbers without an exponent by 10^scale
}

const (
	maxFields = 1 << 10 // in a line
	maxWidth  = 1 << 12
)

var errFormat = errors.New("not a Fortran format of integers or reals")

// parseFormat returns the fields of a line in the given format, which stands in
// parentheses. Repeat counts, groups, nX and scale factors are understood, and
// the letters I for integers and F, E, D, G for reals.
func parseFormat(s []byte) ([]fortranField, error) {
	p := &formatParser{s: bytes.ToUpper(bytes.ReplaceAll(s, []byte{' '}, nil))}
	if err := p.group(0); err != nil {
		return nil, err
	}
	if p.i != len(p.s) || len(p.fields) == 0 {
		return nil, errFormat
	}
	return p.fields, nil
}

type formatParser struct {
	s      []byte
	i      int
	column int // where the next field starts
	scale  int
	steps  int // items read, repeats counted
	fields []fortranField
}

func (p *formatParser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

// number reads a non-negative integer; ok is false if none stands here.
func (p *formatParser) number() (n int, ok bool) {
	for ; p.peek() >= '0' && p.peek() <= '9'; p.i++ {
		n, ok = 10*n+int(p.peek()-'0'), true
		if n > maxWidth {
			return 0, false
		}
	}
	return n, ok
}

// group reads a list in parentheses.
func (p *formatParser) group(depth int) error {
	if p.peek() != '(' || depth > 4 {
		return errFormat
	}
	p.i++
	for {
		if err := p.item(depth); err != nil {
			return err
		}
		switch p.peek() {
		case ',':
			p.i++
		case ')':
			p.i++
			return nil
		default: // a comma may be left out after a scale factor: 1P4E20.12
			if p.i == 0 || p.s[p.i-1] != 'P' {
				return errFormat
			}
		}
	}
}

func (p *formatParser) item(depth int) error {
	if p.steps++; p.steps > 4*maxFields { // nested repeats of nothing
		return errFormat
	}
	negative := p.peek() == '-'
	if negative || p.peek() == '+' {
		p.i++
	}
	repeat, counted := p.number()
	if !counted {
		repeat = 1
	}
	letter := p.peek()
	if negative && letter != 'P' {
		return errFormat
	}
	switch letter {
	case '(':
		start := p.i
		for range repeat {
			p.i = start
			if err := p.group(depth + 1); err != nil {
				return err
			}
		}
		if repeat == 0 {
			return errFormat
		}
		return nil
	case 'X':
		p.i++
		p.column += repeat
		return p.bound()
	case 'P':
		if !counted {
			return errFormat
		}
		p.i++
		p.scale = repeat
		if negative {
			p.scale = -repeat
		}
		return nil
	case 'I', 'F', 'E', 'D', 'G':
		p.i++
	default:
		return errFormat
	}
	for p.peek() == 'S' || p.peek() == 'N' { // ES and EN read as E does
		p.i++
	}
	width, ok := p.number()
	if !ok || width == 0 || repeat == 0 {
		return errFormat
	}
	f := fortranField{integer: letter == 'I', scale: p.scale}
	if p.peek() == '.' {
		p.i++
		if f.decimals, ok = p.number(); !ok {
			return errFormat
		}
	}
	if p.peek() == 'E' { // the width of the exponent, which matters in writing alone
		p.i++
		if _, ok := p.number(); !ok {
			return errFormat
		}
	}
	if f.integer {
		f.decimals = 0
	}
	for range repeat {
		f.start, f.end = p.column, p.column+width
		p.column = f.end
		p.fields = append(p.fields, f)
		if err := p.bound(); err != nil {
			return err
		}
	}
	return nil
}

func (p *formatParser) bound() error {
	if len(p.fields) > maxFields || p.column > maxLine {
		return errFormat
	}
	return nil
}

// cut returns the characters of the field without blanks, which Fortran passes
// over.
func (f fortranField) cut(line []byte) []byte {
	if f.start >= len(line) {
		return nil
	}
	return bytes.ReplaceAll(line[f.start:min(f.end, len(line))], []byte{' '}, nil)
}

// real parses what cut returned.
func (f fortranField) real(s []byte) (float64, error) {
	point := bytes.Contains(s, []byte{'.'})
	if point && f.scale == 0 || f.decimals == 0 && f.scale == 0 {
		return parseFloat(s)
	}
	t, ok := fortranExponent(s)
	if !ok {
		return parseFloat(s) // for its error
	}
	shift := 0
	if !point {
		shift = -f.decimals
	}
	mantissa, exponent, found := bytes.Cut(t, []byte{'e'})
	e := int64(0)
	if found {
		var err error
		if e, err = parseInt(exponent); err != nil || e > 1<<20 || e < -1<<20 {
			return parseFloat(s)
		}
	} else {
		shift -= f.scale
	}
	if len(mantissa) == 0 {
		return 0, errNotNumber
	}
	return parseFloat(strconv.AppendInt(append(bytes.Clone(mantissa), 'e'), e+int64(shift), 10))
}
