// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"fmt"
	"io"
	"math"
)

// Bounds on what a reader allocates before the file has shown that it holds
// that much: a header costs nothing to write.
const (
	firstAlloc = 1 << 20 // entries or rows without more proof
	rowsPer    = 64      // rows more that each entry read allows
)

// ReadMatrixMarket reads a matrix in the Matrix Market exchange format, plain
// or compressed with gzip.
//
// All of the format is read: coordinate and array, real, integer, pattern (whose
// entries are 1) and complex, general, symmetric, skew-symmetric and hermitian.
// The header is case-insensitive; comments and blank lines may stand anywhere;
// lines may end in CR LF. Duplicates are added. Of a symmetric file either
// triangle may be given, though not both entries of a pair. Zeros of an array
// are not stored, those of a coordinate file are. Complex values are taken if
// all imaginary parts are zero.
//
// A malformed file gives a [*ParseError] with the number of its line, which
// wraps ErrInput: a wrong header, an index out of range (ErrShape), a value that
// is NaN or infinite or too large for a float64 (ErrNotFinite), too many entries
// or too few (io.ErrUnexpectedEOF). Errors of r are passed on. Memory grows with
// the file, not with what its header says; a matrix with more than 2²⁰ rows and
// 64 more an entry is refused for that reason.
func ReadMatrixMarket(r io.Reader) (*CSR, error) {
	lines, err := newLineReader(r)
	if err != nil {
		return nil, err
	}
	p := &marketReader{lineReader: lines}
	if err := p.header(); err != nil {
		return nil, err
	}
	if p.array {
		err = p.readArray()
	} else {
		err = p.readCoordinate()
	}
	if err != nil {
		return nil, err
	}
	return p.finish()
}

// A marketReader reads one Matrix Market file.
type marketReader struct {
	*lineReader
	array, pattern, integer, complex bool
	symmetry                         symmetry
	sizeLine                         int
	coo                              *COO
	upper                            []located // entries above the diagonal of a file with a symmetry
	lower                            bool      // there are entries below it
}

type symmetry int

const (
	general symmetry = iota
	symmetric
	skew
)

// located is an entry above the diagonal and where it stood.
type located struct {
	i, j int32
	line int
}

func (p *marketReader) header() error {
	line, err := p.next()
	if err == io.EOF {
		return p.errorf(io.ErrUnexpectedEOF, "empty file, want a header that starts with %%%%MatrixMarket")
	}
	if err != nil {
		return err
	}
	line = bytes.ToLower(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))) // a byte order mark
	words := bytes.Fields(line)
	if len(words) != 5 || string(words[0]) != "%%matrixmarket" {
		return p.errorf(ErrInput, "header is %q, want %%%%MatrixMarket matrix FORMAT FIELD SYMMETRY", clip(line))
	}
	if string(words[1]) != "matrix" {
		return p.errorf(ErrInput, "object is %q, want matrix", clip(words[1]))
	}
	switch string(words[2]) {
	case "coordinate":
	case "array":
		p.array = true
	default:
		return p.errorf(ErrInput, "format is %q, want coordinate or array", clip(words[2]))
	}
	switch string(words[3]) {
	case "real", "double":
	case "integer":
		p.integer = true
	case "complex":
		p.complex = true
	case "pattern":
		p.pattern = true
	default:
		return p.errorf(ErrInput, "field is %q, want real, integer, pattern or complex", clip(words[3]))
	}
	switch string(words[4]) {
	case "general":
	case "symmetric":
		p.symmetry = symmetric
	case "skew-symmetric":
		p.symmetry = skew
	case "hermitian":
		p.symmetry = symmetric // imaginary parts have to be zero
		if !p.complex {
			return p.errorf(ErrInput, "symmetry is hermitian, want that with complex values alone")
		}
	default:
		return p.errorf(ErrInput, "symmetry is %q, want general, symmetric, skew-symmetric or hermitian", clip(words[4]))
	}
	if p.pattern && (p.array || p.symmetry == skew) {
		return p.errorf(ErrInput, "a pattern cannot be an array nor skew-symmetric")
	}
	return nil
}

// clip shortens what an error quotes.
func clip(s []byte) []byte { return s[:min(len(s), 60)] }

// size reads the line of dimensions: rows, columns and, for a coordinate file,
// the number of entries.
func (p *marketReader) size() (entries int64, err error) {
	want := [3]string{"rows", "columns", "entries"}
	names := want[:3]
	if p.array {
		names = want[:2]
	}
	line, err := p.nextData()
	if err == io.EOF {
		return 0, p.errorf(io.ErrUnexpectedEOF, "file ends before the line of dimensions")
	}
	if err != nil {
		return 0, err
	}
	p.sizeLine = p.number
	var n [3]int64
	for k, name := range names {
		var word []byte
		word, line = field(line)
		if n[k], err = parseInt(word); err != nil || n[k] < 0 {
			return 0, p.errorf(ErrInput, "number of %s is %q, want a non-negative integer", name, clip(word))
		}
	}
	if word, _ := field(line); len(word) > 0 {
		return 0, p.errorf(ErrInput, "%q after the dimensions, want %d numbers", clip(word), len(names))
	}
	if n[0] > maxDim || n[1] > maxDim {
		return 0, p.errorf(ErrShape, "dimensions are %d×%d, want at most %d", n[0], n[1], maxDim)
	}
	if p.symmetry != general && n[0] != n[1] {
		return 0, p.errorf(ErrShape, "dimensions are %d×%d, want a square matrix with that symmetry", n[0], n[1])
	}
	p.coo = NewCOO(int(n[0]), int(n[1]))
	p.coo.Grow(int(min(n[2], firstAlloc)))
	return n[2], nil
}

func (p *marketReader) readCoordinate() error {
	entries, err := p.size()
	if err != nil {
		return err
	}
	for k := int64(0); ; k++ {
		line, err := p.nextData()
		if err == io.EOF {
			if k < entries {
				return p.errorf(io.ErrUnexpectedEOF, "file ends after %d entries, want %d", k, entries)
			}
			return p.checkPairs()
		}
		if err != nil {
			return err
		}
		if k >= entries {
			return p.errorf(ErrInput, "entry %d, want %d in all", k+1, entries)
		}
		i, line, err := p.index(line, "row", p.coo.rows)
		if err != nil {
			return err
		}
		j, line, err := p.index(line, "column", p.coo.cols)
		if err != nil {
			return err
		}
		v, err := p.value(line)
		if err != nil {
			return err
		}
		if err := p.add(i, j, v); err != nil {
			return err
		}
	}
}

func (p *marketReader) index(line []byte, what string, n int) (i int, rest []byte, err error) {
	word, rest := field(line)
	m, err := parseInt(word)
	if err != nil {
		return 0, nil, p.errorf(ErrInput, "%s index is %q, want an integer", what, clip(word))
	}
	if m < 1 || m > int64(n) {
		return 0, nil, p.errorf(ErrShape, "%s index is %d, want one in [1, %d]", what, m, n)
	}
	return int(m - 1), rest, nil
}

// value reads the rest of an entry's line.
func (p *marketReader) value(line []byte) (float64, error) {
	if p.pattern {
		if word, _ := field(line); len(word) > 0 {
			return 0, p.errorf(ErrInput, "%q after an entry of a pattern, want indices alone", clip(word))
		}
		return 1, nil
	}
	word, rest := field(line)
	v, err := parseFloat(word)
	switch {
	case err == ErrNotFinite:
		return 0, p.errorf(ErrNotFinite, "value is %q, want a finite float64", clip(word))
	case err != nil:
		return 0, p.errorf(ErrInput, "value is %q, want a number", clip(word))
	case p.integer && v != math.Trunc(v):
		return 0, p.errorf(ErrInput, "value is %q, want an integer", clip(word))
	}
	if p.complex {
		word, rest = field(rest)
		im, err := parseFloat(word)
		switch {
		case err == ErrNotFinite:
			return 0, p.errorf(ErrNotFinite, "imaginary part is %q, want a finite float64", clip(word))
		case err != nil:
			return 0, p.errorf(ErrInput, "imaginary part is %q, want a number", clip(word))
		case im != 0:
			return 0, p.errorf(ErrInput, "imaginary part is %q, want 0: matrices here are real", clip(word))
		}
	}
	if word, _ = field(rest); len(word) > 0 {
		return 0, p.errorf(ErrInput, "%q after the value, want the end of the line", clip(word))
	}
	return v, nil
}

// add adds an entry and, by the symmetry of the file, its mirror image.
func (p *marketReader) add(i, j int, v float64) error {
	p.coo.Add(i, j, v)
	if p.symmetry == general {
		return nil
	}
	if i == j {
		if p.symmetry == skew && v != 0 {
			return p.errorf(ErrInput, "diagonal entry of a skew-symmetric matrix is %g, want 0", v)
		}
		return nil
	}
	if i < j {
		p.upper = append(p.upper, located{int32(i), int32(j), p.number})
	} else {
		p.lower = true
	}
	if p.symmetry == skew {
		v = -v
	}
	p.coo.Add(j, i, v)
	return nil
}

// checkPairs refuses a file with a symmetry that gives both entries of a pair:
// adding both, as a reader that trusts it would, doubles the matrix off the
// diagonal.
func (p *marketReader) checkPairs() error {
	if !p.lower || len(p.upper) == 0 {
		return nil
	}
	above := make(map[[2]int32]int, len(p.upper))
	for _, e := range p.upper {
		above[[2]int32{e.i, e.j}] = e.line
	}
	c := p.coo
	for k := 0; k < c.Len(); k++ {
		i, j := c.i[k], c.j[k]
		if line, ok := above[[2]int32{j, i}]; ok && i > j {
			return &ParseError{line, fmt.Sprintf("entries (%d, %d) and (%d, %d) are both there, want one triangle of a symmetric matrix", j+1, i+1, i+1, j+1), ErrInput}
		}
		if i != j {
			k++ // its mirror image follows
		}
	}
	return nil
}

// readArray reads a dense matrix by columns; with a symmetry its lower triangle
// alone is there, without the diagonal if skew.
func (p *marketReader) readArray() error {
	if _, err := p.size(); err != nil {
		return err
	}
	first := func(j int) int {
		switch p.symmetry {
		case symmetric:
			return j
		case skew:
			return j + 1
		}
		return 0
	}
	for j := range p.coo.cols {
		for i := first(j); i < p.coo.rows; i++ {
			line, err := p.nextData()
			if err == io.EOF {
				return p.errorf(io.ErrUnexpectedEOF, "file ends before entry (%d, %d)", i+1, j+1)
			}
			if err != nil {
				return err
			}
			v, err := p.value(line)
			if err != nil {
				return err
			}
			if v == 0 {
				continue
			}
			if err := p.add(i, j, v); err != nil {
				return err
			}
		}
		if p.coo.rows == 0 {
			break // and not 2³¹ empty columns
		}
	}
	switch line, err := p.nextData(); {
	case err == nil:
		return p.errorf(ErrInput, "%q after the last entry, want the end of the file", clip(line))
	case err != io.EOF:
		return err
	}
	return nil
}

// finish makes the matrix, unless it has far more rows than entries.
func (p *marketReader) finish() (*CSR, error) {
	if limit := firstAlloc + rowsPer*p.coo.Len(); p.coo.rows > limit {
		return nil, &ParseError{p.sizeLine, fmt.Sprintf("%d rows with %d entries, want at most %d rows", p.coo.rows, p.coo.Len(), limit), ErrShape}
	}
	return p.coo.ToCSR()
}
