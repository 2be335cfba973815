// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"io"
	"math"
)

// ReadHarwellBoeing reads a matrix in the Harwell–Boeing format or its successor,
// the Rutherford–Boeing format, plain or compressed with gzip: real, integer,
// pattern (whose entries are 1) and complex with imaginary parts of zero;
// symmetric, unsymmetric, rectangular, skew-symmetric and Hermitian; assembled
// or as finite elements, which are added up. Fields stand where the Fortran
// formats of the header put them, with or without blanks between them.
// Right-hand sides are passed over.
//
// Errors are those of [ReadMatrixMarket], as is the bound on rows.
//
// I. S. Duff, R. G. Grimes, J. G. Lewis, Users' guide for the Harwell–Boeing
// sparse matrix collection (1992); I. S. Duff, R. G. Grimes, J. G. Lewis, The
// Rutherford–Boeing sparse matrix collection (1997).
func ReadHarwellBoeing(r io.Reader) (*CSR, error) {
	lines, err := newLineReader(r)
	if err != nil {
		return nil, err
	}
	p := &harwellReader{marketReader: marketReader{lineReader: lines}}
	if err := p.header(); err != nil {
		return nil, err
	}
	if err := p.readPattern(); err != nil {
		return nil, err
	}
	if p.elemental {
		err = p.readElements()
	} else {
		err = p.readColumns()
	}
	if err != nil {
		return nil, err
	}
	a, err := p.finish()
	if err == nil && p.elemental && p.pattern {
		for k := range a.val {
			a.val[k] = 1 // not the number of elements that share the entry
		}
	}
	return a, err
}

// A harwellReader reads one file. It adds entries as a marketReader does.
type harwellReader struct {
	marketReader
	elemental              bool
	lists                  int64 // columns, or elements
	indices, values        int64 // how many there are
	ptrFmt, indFmt, valFmt []fortranField
	ptr                    []int64
	ind                    []int32
	fields                 fieldReader
}

func (p *harwellReader) header() error {
	if _, err := p.headerLine("title"); err != nil {
		return err
	}
	line, err := p.headerLine("number of lines")
	if err != nil {
		return err
	}
	var cards [5]int64 // in all, of pointers, indices, values, right-hand sides
	for k, word := range bytes.Fields(line) {
		if k < len(cards) {
			if cards[k], err = parseInt(word); err != nil || cards[k] < 0 {
				return p.errorf(ErrInput, "number of lines is %q, want a non-negative integer", clip(word))
			}
		}
	}

	if line, err = p.headerLine("matrix type and dimensions"); err != nil {
		return err
	}
	kind, rest := field(line)
	if err := p.matrixType(bytes.ToUpper(kind), cards[3] == 0); err != nil {
		return err
	}
	var n [4]int64 // rows, columns or elements, indices, values of elements
	for k, word := range bytes.Fields(rest) {
		if k < len(n) {
			if n[k], err = parseInt(word); err != nil || n[k] < 0 {
				return p.errorf(ErrInput, "dimension is %q, want a non-negative integer", clip(word))
			}
		}
	}
	p.sizeLine = p.number
	p.lists, p.indices, p.values = n[1], n[2], n[2]
	cols := n[1]
	if p.elemental {
		p.values, cols = n[3], n[0]
	}
	if n[0] > maxDim || cols > maxDim {
		return p.errorf(ErrShape, "dimensions are %d×%d, want at most %d", n[0], cols, maxDim)
	}
	if p.symmetry != general && n[0] != cols {
		return p.errorf(ErrShape, "dimensions are %d×%d, want a square matrix of type %s", n[0], cols, kind)
	}
	p.coo = NewCOO(int(n[0]), int(cols))

	if line, err = p.headerLine("formats"); err != nil {
		return err
	}
	for _, f := range []struct {
		name   string
		fields *[]fortranField
		needed bool
	}{{"pointers", &p.ptrFmt, true}, {"indices", &p.indFmt, true}, {"values", &p.valFmt, !p.pattern}} {
		var text []byte
		text, line = parenthesised(line)
		if !f.needed {
			continue
		}
		if *f.fields, err = parseFormat(text); err != nil {
			return p.errorf(ErrInput, "format of the %s is %q, which is %v", f.name, clip(text), err)
		}
		for _, field := range *f.fields {
			if f.name != "values" && !field.integer {
				return p.errorf(ErrInput, "format of the %s is %q, want integers", f.name, clip(text))
			}
		}
	}
	if cards[4] > 0 {
		_, err = p.headerLine("right-hand sides")
	}
	return err
}

func (p *harwellReader) headerLine(what string) ([]byte, error) {
	line, err := p.next()
	if err == io.EOF {
		return nil, p.errorf(io.ErrUnexpectedEOF, "file ends before the header line of the %s", what)
	}
	return line, err
}

func (p *harwellReader) matrixType(kind []byte, noValues bool) error {
	wrong := func() error {
		return p.errorf(ErrInput, "matrix type is %q, want one of R, C, I, P, then S, U, R, H, Z, then A, E", clip(kind))
	}
	if len(kind) != 3 {
		return wrong()
	}
	switch kind[0] {
	case 'R':
	case 'I':
		p.integer = true
	case 'C':
		p.complex = true
	case 'P':
		p.pattern = true
	default:
		return wrong()
	}
	p.pattern = p.pattern || noValues
	switch kind[1] {
	case 'S', 'H': // imaginary parts have to be zero
		p.symmetry = symmetric
	case 'Z':
		p.symmetry = skew
	case 'U', 'R':
	default:
		return wrong()
	}
	if p.pattern && p.symmetry == skew {
		return p.errorf(ErrInput, "a pattern cannot be skew-symmetric")
	}
	switch kind[2] {
	case 'A':
	case 'E':
		p.elemental = true
	default:
		return wrong()
	}
	return nil
}

// parenthesised splits the first text in balanced parentheses off line.
func parenthesised(line []byte) (text, rest []byte) {
	start, depth := bytes.IndexByte(line, '('), 0
	if start < 0 {
		return nil, nil
	}
	for i := start; i < len(line); i++ {
		switch line[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return line[start : i+1], line[i+1:]
			}
		}
	}
	return line[start:], nil
}

// A fieldReader hands out the fields of a section, line by line.
type fieldReader struct {
	format []fortranField
	line   []byte
	next   int
}

// number returns the text of the next field and its place.
func (p *harwellReader) numberField(what string, k, n int64) ([]byte, fortranField, error) {
	f := &p.fields
	if f.next == len(f.format) {
		line, err := p.lineReader.next()
		if err == io.EOF {
			return nil, fortranField{}, p.errorf(io.ErrUnexpectedEOF, "file ends after %d %s, want %d", k, what, n)
		}
		if err != nil {
			return nil, fortranField{}, err
		}
		f.line, f.next = line, 0
	}
	field := f.format[f.next]
	f.next++
	s := field.cut(f.line)
	if len(s) == 0 {
		return nil, field, p.errorf(ErrInput, "columns %d to %d are blank, want number %d of %d %s", field.start+1, field.end, k+1, n, what)
	}
	return s, field, nil
}

// section starts a section in the given format, on a new line.
func (p *harwellReader) section(format []fortranField) {
	p.fields = fieldReader{format: format, next: len(format)}
}

func (p *harwellReader) readPattern() error {
	p.section(p.ptrFmt)
	p.ptr = make([]int64, 0, min(p.lists+1, firstAlloc))
	for k := range p.lists + 1 {
		s, _, err := p.numberField("pointers", k, p.lists+1)
		if err != nil {
			return err
		}
		v, err := parseInt(s)
		if err != nil {
			return p.errorf(ErrInput, "pointer is %q, want an integer", clip(s))
		}
		last := int64(1)
		if k > 0 {
			last = p.ptr[k-1]
		}
		if v < last || v > p.indices+1 || k == 0 && v != 1 || k == p.lists && v != p.indices+1 {
			return p.errorf(ErrShape, "pointer %d is %d after %d, want them to ascend from 1 to %d", k+1, v, last, p.indices+1)
		}
		p.ptr = append(p.ptr, v)
	}
	p.section(p.indFmt)
	p.ind = make([]int32, 0, min(p.indices, firstAlloc))
	for k := range p.indices {
		s, _, err := p.numberField("indices", k, p.indices)
		if err != nil {
			return err
		}
		v, err := parseInt(s)
		if err != nil {
			return p.errorf(ErrInput, "index is %q, want an integer", clip(s))
		}
		if v < 1 || v > int64(p.coo.rows) {
			return p.errorf(ErrShape, "index is %d, want one in [1, %d]", v, p.coo.rows)
		}
		p.ind = append(p.ind, int32(v-1))
	}
	p.section(p.valFmt)
	return nil
}

// value reads value k of n.
func (p *harwellReader) value(k, n int64) (float64, error) {
	if p.pattern {
		return 1, nil
	}
	v, err := p.part("values", k, n)
	if err != nil || !p.complex {
		return v, err
	}
	im, err := p.part("imaginary parts", k, n)
	if err == nil && im != 0 {
		err = p.errorf(ErrInput, "imaginary part is %g, want 0: matrices here are real", im)
	}
	return v, err
}

func (p *harwellReader) part(what string, k, n int64) (float64, error) {
	s, field, err := p.numberField(what, k, n)
	if err != nil {
		return 0, err
	}
	v, err := field.real(s)
	switch {
	case err == ErrNotFinite:
		return 0, p.errorf(ErrNotFinite, "value is %q, want a finite float64", clip(s))
	case err != nil:
		return 0, p.errorf(ErrInput, "value is %q, want a number", clip(s))
	case p.integer && v != math.Trunc(v):
		return 0, p.errorf(ErrInput, "value is %q, want an integer", clip(s))
	}
	return v, nil
}

func (p *harwellReader) readColumns() error {
	for j := range int(p.lists) {
		for k := p.ptr[j] - 1; k < p.ptr[j+1]-1; k++ {
			v, err := p.value(k, p.values)
			if err != nil {
				return err
			}
			if err := p.add(int(p.ind[k]), j, v); err != nil {
				return err
			}
		}
	}
	return p.checkPairs()
}

// readElements adds up dense matrices on a few variables each: the lower
// triangle by columns if the whole is symmetric, without the diagonal if it is
// skew, all entries by columns if not.
func (p *harwellReader) readElements() error {
	k := int64(0)
	for e := range int(p.lists) {
		on := p.ind[p.ptr[e]-1 : p.ptr[e+1]-1]
		if limit := firstAlloc + rowsPer*len(p.ind); p.pattern && (len(on) > limit || p.coo.Len()+len(on)*len(on) > limit) {
			// Without values to read, a short list stands for many entries.
			return p.errorf(ErrInput, "elements have more than %d entries, want at most that with %d indices", limit, len(p.ind))
		}
		for c, j := range on {
			r := 0
			switch p.symmetry {
			case symmetric:
				r = c
			case skew:
				r = c + 1
			}
			for ; r < len(on); r++ {
				if k >= p.values && !p.pattern {
					return p.errorf(ErrInput, "element %d needs value %d, want %d in all", e+1, k+1, p.values)
				}
				v, err := p.value(k, p.values)
				if err != nil {
					return err
				}
				k++
				p.coo.Add(int(on[r]), int(j), v)
				if p.symmetry != general && r != c {
					if p.symmetry == skew {
						v = -v
					}
					p.coo.Add(int(j), int(on[r]), v)
				}
			}
		}
	}
	if k != p.values && !p.pattern {
		return p.errorf(ErrInput, "elements have %d values, want %d", k, p.values)
	}
	return nil
}
