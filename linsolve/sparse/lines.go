// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest line that a reader takes, comments excepted.
const maxLine = 1 << 16

// A lineReader hands out the lines of a text file, which may be compressed with
// gzip, and counts them.
type lineReader struct {
	r      *bufio.Reader
	number int // of the line handed out last
}

// newLineReader looks at the first two bytes of r: those of gzip mean a
// compressed file.
func newLineReader(r io.Reader) (*lineReader, error) {
	br := bufio.NewReaderSize(r, maxLine)
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("sparse: gzip header: %w: %w", err, ErrInput)
		}
		br = bufio.NewReaderSize(z, maxLine)
	}
	return &lineReader{r: br}, nil
}

// next returns the next line without its end, valid until the call after. The
// error is io.EOF, bare, when there is none.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if len(line) == 0 && err == io.EOF {
		return nil, io.EOF
	}
	l.number++
	switch {
	case err == nil:
		line = line[:len(line)-1]
	case err == io.EOF: // the last line has no end
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, l.errorf(ErrInput, "line is longer than %d bytes", maxLine)
	default:
		return nil, l.broken(err)
	}
	return bytes.TrimSuffix(line, []byte{'\r'}), nil
}

// nextData returns the next line that is neither blank nor a comment, which
// starts with %, as [lineReader.next] does. A comment may be of any length.
func (l *lineReader) nextData() ([]byte, error) {
	for {
		for {
			c, err := l.r.Peek(1)
			if err != nil || c[0] != '%' {
				break // next reports the error
			}
			if err := l.skip(); err != nil {
				return nil, err
			}
		}
		line, err := l.next()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// skip passes over one line of any length.
func (l *lineReader) skip() error {
	l.number++
	for {
		_, err := l.r.ReadSlice('\n')
		switch {
		case err == nil || err == io.EOF:
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return l.broken(err)
		}
	}
}

// broken wraps an error of the underlying reader: a damaged gzip stream is bad
// input, anything else is passed on as it is.
func (l *lineReader) broken(err error) error {
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) {
		return l.errorf(err, "compressed stream: %v", err)
	}
	return fmt.Errorf("sparse: after line %d: %w", l.number-1, err)
}

// errorf returns a ParseError for the line handed out last.
func (l *lineReader) errorf(wrap error, format string, args ...any) error {
	return &ParseError{Line: max(l.number, 1), Msg: fmt.Sprintf(format, args...), Err: wrap}
}

// field splits the first word off line.
func field(line []byte) (word, rest []byte) {
	i := 0
	for i < len(line) && isSpace(line[i]) {
		i++
	}
	j := i
	for j < len(line) && !isSpace(line[j]) {
		j++
	}
	return line[i:j], line[j:]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' }
