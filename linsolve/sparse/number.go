// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

var (
	errNotInteger = errors.New("not an integer")
	errNotNumber  = errors.New("not a number")
)

// parseInt reads a decimal integer of up to 18 digits.
func parseInt(s []byte) (int64, error) {
	neg := false
	if len(s) > 1 && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if len(s) == 0 || len(s) > 18 {
		return 0, errNotInteger
	}
	n := int64(0)
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, errNotInteger
		}
		n = 10*n + int64(c-'0')
	}
	if neg {
		n = -n
	}
	return n, nil
}

// parseFloat reads a decimal number, rounded correctly. It also takes Fortran's
// exponents: D for E, or a sign alone (1.5-10). The error wraps ErrNotFinite for
// NaN, infinities and numbers beyond the range of a float64, and is
// errNotNumber for anything that is no decimal number. Numbers too small become
// subnormal or zero.
func parseFloat(s []byte) (float64, error) {
	plain := len(s) > 0
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9', c == '.', c == 'e', c == 'E':
		case c == '+' || c == '-':
			if i > 0 && s[i-1] != 'e' && s[i-1] != 'E' {
				plain = false
			}
		default:
			plain = false
		}
	}
	if !plain {
		var ok bool
		if s, ok = fortranExponent(s); !ok {
			switch word := bytes.ToLower(bytes.TrimLeft(s, "+-")); string(word) {
			case "nan", "inf", "infinity":
				return 0, ErrNotFinite
			}
			return 0, errNotNumber
		}
	}
	v, err := strconv.ParseFloat(string(s), 64)
	if err != nil {
		if errors.Is(err, strconv.ErrRange) && math.IsInf(v, 0) {
			return 0, ErrNotFinite
		}
		return 0, errNotNumber
	}
	return v, nil
}

// fortranExponent rewrites a number with a D or Q exponent, or an exponent without
// a letter, to one with an E. It reports whether only the characters of a
// decimal number were there.
func fortranExponent(s []byte) ([]byte, bool) {
	out := make([]byte, 0, len(s)+1)
	exponent := false
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9' || c == '.':
		case c == 'd' || c == 'D' || c == 'q' || c == 'Q' || c == 'e' || c == 'E':
			if exponent {
				return s, false
			}
			c, exponent = 'e', true
		case c == '+' || c == '-':
			if i > 0 && !exponent {
				out, exponent = append(out, 'e'), true
			}
		default:
			return s, false
		}
		out = append(out, c)
	}
	return out, len(s) > 0
}
