// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

func TestReadHarwellBoeingFile(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "testdata", "matrices", "bcsstk01.rsa"))
	require.NoError(t, err)
	defer f.Close()
	a, err := ReadHarwellBoeing(f)
	require.NoError(t, err)
	requireValid(t, a)
	assert.Equal(t, [3]int{48, 48, 400}, [3]int{a.rows, a.cols, a.NNZ()})
	assert.True(t, a.IsSymmetric())
	// From the file's text by hand and from LAPACK on it.
	assert.Equal(t, 666666666.667, a.At(17, 11))
	assert.Equal(t, 666666666.667, a.At(11, 17))
	assert.Equal(t, 531278103.775, a.At(47, 47))
	assert.InEpsilon(t, 7521821564.3577175, a.NormFrob(), 1e-14)
	assert.InEpsilon(t, 3570948074.697437, a.Norm1(), 1e-14)
	var eig mat.EigenSym
	require.True(t, eig.Factorize(mat.NewSymDense(48, a.ToDense().RawMatrix().Data), false))
	w := eig.Values(nil)
	assert.InEpsilon(t, 3417.267562779471, w[0], 1e-8) // condition 9e5
	assert.InEpsilon(t, 3015179089.897689, w[47], 1e-13)
}

var harwellCases = []struct {
	name, text string
	want       map[[2]int]float64
}{
	{"unsymmetric, blanks missing", `title                                                                   KEY
             4             1             1             2             0
RUA                        3             3             4             0
(4I2)           (4I1)           (3F6.1)
 1 3 4 5
1322
  -1.5-100.22222.0
  -4.0
`, map[[2]int]float64{{0, 0}: -1.5, {2, 0}: -100.2, {1, 1}: 2222, {1, 2}: -4}},
	{"D exponents, scale factor", `title
             4             1             1             2             0
RSA                        2             2             3             0
(8I4)           (8I4)           (1P,2D12.4)
   1   3   4
   1   2   2
  1.5000D+01 -2.5000D-01
  4.0000D+00
`, map[[2]int]float64{{0, 0}: 15, {1, 0}: -0.25, {0, 1}: -0.25, {1, 1}: 4}},
	{"implied decimals", `title
             4             1             1             1             0
RUA                        2             2             3             0
(8I4)           (8I4)           (F6.2,1PF6.2,E8.3)
   1   3   4
   1   2   2
   125 15.00     5+1
`, map[[2]int]float64{{0, 0}: 1.25, {1, 0}: 1.5, {1, 1}: 0.05}},
	{"Rutherford-Boeing pattern, lower case", `title
             2             1             1             0
psa                        3             3             3             0
(26I3)          (26I3)
  1  3  4  4
  1  3  2
`, map[[2]int]float64{{0, 0}: 1, {2, 0}: 1, {0, 2}: 1, {1, 1}: 1}},
	{"rectangular integer with right-hand side", `title
             5             1             1             1             1
IRA                        3             2             2             0
(8I4)           (8I4)           (8I5)               (8F10.2)
F                          1             0
   1   2   3
   3   1
   -7   12
      1.00      2.00      3.00
`, map[[2]int]float64{{2, 0}: -7, {0, 1}: 12}},
	{"skew", `title
             4             1             1             1             0
RZA                        2             2             1             0
(8I4)           (8I4)           (4E10.3)
   1   2   2
   2
 5.000E+00
`, map[[2]int]float64{{1, 0}: 5, {0, 1}: -5}},
	{"complex", `title
             4             1             1             1             0
CUA                        2             2             2             0
(8I4)           (8I4)           (4(1X,F4.1))
   1   2   3
   2   1
  5.0  0.0  7.0  0.0
`, map[[2]int]float64{{1, 0}: 5, {0, 1}: 7}},
	{"elements, symmetric", `title
             4             1             1             2             0
RSE                        3             2             4             6
(8I4)           (8I4)           (4F4.0)
   1   3   5
   1   2   2   3
  2. -1.  2.  2.
 -1.  2.
`, map[[2]int]float64{{0, 0}: 2, {1, 0}: -1, {0, 1}: -1, {1, 1}: 4, {2, 1}: -1, {1, 2}: -1, {2, 2}: 2}},
	{"elements, unsymmetric", `title
             4             1             1             1             0
RUE                        3             1             2             4
(8I4)           (8I4)           (4F4.0)
   1   3
   3   1
  1.  2.  3.  4.
`, map[[2]int]float64{{2, 2}: 1, {0, 2}: 2, {2, 0}: 3, {0, 0}: 4}},
	{"elements, pattern", `title
             4             1             1             0             0
PSE                        3             2             4             0
(8I4)           (8I4)
   1   3   5
   1   2   2   3
`, map[[2]int]float64{{0, 0}: 1, {1, 0}: 1, {0, 1}: 1, {1, 1}: 1, {2, 1}: 1, {1, 2}: 1, {2, 2}: 1}},
}

func TestReadHarwellBoeingVariants(t *testing.T) {
	for _, c := range harwellCases {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n"), strings.TrimRight(c.text, "\n")} {
			a, err := ReadHarwellBoeing(strings.NewReader(text))
			require.NoError(t, err, c.name)
			requireValid(t, a)
			assert.Equal(t, c.want, entries(a), c.name)
		}
	}
}

func TestReadHarwellBoeingErrors(t *testing.T) {
	good := harwellCases[0].text
	edit := func(old, new string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, new, 1)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(good, "\n"), "\n")
	for n := range lines { // cut after n lines
		_, err := ReadHarwellBoeing(strings.NewReader(strings.Join(lines[:n], "")))
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d lines", n)
		var parse *ParseError
		assert.ErrorAs(t, err, &parse)
		assert.Equal(t, max(n, 1), parse.Line)
	}
	for _, c := range []struct {
		text string
		line int
		err  error
	}{
		{edit("             4  ", "             x  "), 2, ErrInput},
		{edit("RUA", "XUA"), 3, ErrInput},
		{edit("RUA", "RXA"), 3, ErrInput},
		{edit("RUA", "RUX"), 3, ErrInput},
		{edit("RUA", "RU"), 3, ErrInput},
		{edit("RUA", "PZA"), 3, ErrInput},
		{edit("           3             3", "           3            -3"), 3, ErrInput},
		{edit("           3             3", "           39999999999999"), 3, ErrShape},
		{strings.Replace(edit("RUA", "RSA"), "           3             3", "           3             4", 1), 3, ErrShape},
		{edit("(4I2)", "(4F2.0)"), 4, ErrInput},
		{edit("(4I2)", "(4I2"), 4, ErrInput},
		{edit("(4I2)", "     "), 4, ErrInput},
		{edit("(3F6.1)", "(3A6)"), 4, ErrInput},
		{edit(" 1 3 4 5", " 1 3 2 5"), 5, ErrShape},
		{edit(" 1 3 4 5", " 0 3 4 5"), 5, ErrShape},
		{edit(" 1 3 4 5", " 1 3 4 6"), 5, ErrShape},
		{edit(" 1 3 4 5", " 1 3 4 4"), 5, ErrShape},
		{edit(" 1 3 4 5", " 1 3 x 5"), 5, ErrInput},
		{edit(" 1 3 4 5", " 1 3 4  "), 5, ErrInput},
		{edit("1322", "1422"), 6, ErrShape},
		{edit("1322", "1022"), 6, ErrShape},
		{edit("1322", "1x22"), 6, ErrInput},
		{edit("  -1.5", "  -1,5"), 7, ErrInput},
		{edit("  -1.5", "   NaN"), 7, ErrNotFinite},
		{edit("  -4.0", " 1e400"), 8, ErrNotFinite},
		{edit("  -4.0", "      "), 8, ErrInput},
		{strings.Replace(edit("RUA", "IUA"), "-1.5", "-1.5", 1), 7, ErrInput},
		{strings.Replace(harwellCases[6].text, "5.0  0.0", "5.0  1.0", 1), 7, ErrInput},
		{strings.Replace(harwellCases[7].text, "             6\n", "             5\n", 1), 8, ErrInput},
		{strings.Replace(harwellCases[7].text, "             6\n", "             7\n", 1), 8, ErrInput},
	} {
		a, err := ReadHarwellBoeing(strings.NewReader(c.text))
		assert.Nil(t, a)
		var parse *ParseError
		if !assert.ErrorAs(t, err, &parse, c.text) {
			continue
		}
		assert.Equal(t, c.line, parse.Line, "%v\n%s", err, c.text)
		assert.ErrorIs(t, err, c.err, c.text)
	}
	huge := strings.Replace(good, "           3             3             4", "  2147483647             1             1", 1)
	huge = strings.Replace(huge, " 1 3 4 5\n1322", " 1 2\n1", 1)
	_, err := ReadHarwellBoeing(strings.NewReader(huge))
	assert.ErrorIs(t, err, ErrShape)
	// One element on many variables, a pattern: few bytes, 10¹⁰ entries.
	var b strings.Builder
	fmt.Fprintf(&b, "t\n 1 1 1 0 0\nPSE 100000 1 100000 0\n(2I8) (1000I6)\n%8d%8d\n", 1, 100001)
	for i := range 100000 {
		fmt.Fprintf(&b, "%6d", i+1)
		if i%1000 == 999 {
			b.WriteByte('\n')
		}
	}
	_, err = ReadHarwellBoeing(strings.NewReader(b.String()))
	assert.ErrorIs(t, err, ErrInput)
}

func TestParseFormat(t *testing.T) {
	for format, want := range map[string][]fortranField{
		"(2I5)":           {{0, 5, true, 0, 0}, {5, 10, true, 0, 0}},
		"(1P2E20.12)":     {{0, 20, false, 12, 1}, {20, 40, false, 12, 1}},
		"(1p, 2e20.12e3)": {{0, 20, false, 12, 1}, {20, 40, false, 12, 1}},
		"(-2PF4.1)":       {{0, 4, false, 1, -2}},
		"(2(1X,I3))":      {{1, 4, true, 0, 0}, {5, 8, true, 0, 0}},
		"(I3,2X,D10.4)":   {{0, 3, true, 0, 0}, {5, 15, false, 4, 0}},
		"(ES12.5)":        {{0, 12, false, 5, 0}},
		"( F 8 . 3 )":     {{0, 8, false, 3, 0}},
		"(I10.3)":         {{0, 10, true, 0, 0}},
	} {
		got, err := parseFormat([]byte(format))
		assert.NoError(t, err, format)
		assert.Equal(t, want, got, format)
	}
	for _, format := range []string{"", "(", "()", "I5", "(I)", "(I0)", "(0I5)", "(I5", "(I5))", "(I5)x", "(A5)", "(5)", "(-I5)", "(P)", "(X)",
		"(99999I5)", "(1000(1000(1000(1000(I5)))))", "(4096(4096(4096(1P))))", "((((((I5))))))", "(I5,)", "(0(I5))", "(F5.)", "(E5.1E)", "(4096(4096X),I5)"} {
		_, err := parseFormat([]byte(format))
		assert.Error(t, err, format)
	}
}

func TestFortranReal(t *testing.T) {
	for _, c := range []struct {
		text            string
		decimals, scale int
		want            float64
	}{
		{"15", 0, 0, 15}, {"15", 1, 0, 1.5}, {"1.5", 3, 0, 1.5}, {"1.5", 3, 1, 0.15}, {"1.5E0", 3, 1, 1.5},
		{"15E1", 1, 2, 15}, {"-15-1", 1, 0, -0.15}, {"1.5D+3", 7, 0, 1500}, {".5", 2, 0, 0.5}, {"5.", 2, 0, 5},
		{"123456789", 9, 0, 0.123456789}, {"0.1", 5, 1, 0.01}, {"1", 0, -2, 100},
	} {
		got, err := fortranField{decimals: c.decimals, scale: c.scale}.real([]byte(c.text))
		assert.NoError(t, err, c.text)
		assert.Equal(t, c.want, got, c.text)
	}
	for _, s := range []string{"", "x", "1.2.3", "1e5e5", "E5", "--1", "1+-5", "+"} {
		for _, f := range []fortranField{{}, {decimals: 3}, {decimals: 3, scale: 1}} {
			v, err := f.real([]byte(s))
			assert.Error(t, err, "%q: %g", s, v)
		}
	}
	_, err := fortranField{}.real([]byte("1e999"))
	assert.ErrorIs(t, err, ErrNotFinite)
	v, err := fortranField{decimals: 2}.real([]byte("1e-999"))
	assert.NoError(t, err)
	assert.Equal(t, 0.0, math.Abs(v))
}
