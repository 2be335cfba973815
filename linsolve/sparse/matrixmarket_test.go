// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// The dimensions and entries that the collection's own table states.
func TestReadCollection(t *testing.T) {
	for _, c := range []struct {
		name            string
		rows, cols, nnz int
		symmetric       bool
	}{
		{"bcsstk16.mtx.gz", 4884, 4884, 290378, true},
		{"1138_bus.mtx", 1138, 1138, 4054, true},
		{"ani4.mtx.gz", 3081, 3081, 20971, false},
		{"fs_183_1.mtx", 183, 183, 1069, false},
		{"west0067.mtx", 67, 67, 294, false},
		{"ash219.mtx", 219, 85, 438, false},
		{"poisson2d_100.mtx", 100, 100, 460, true},
		{"convdiff_400.mtx", 400, 400, 1920, false},
		{"darcy_400.mtx", 400, 400, 1920, true},
		{"helmholtz_400.mtx", 400, 400, 1920, true},
		{"graphlap_300.mtx", 300, 300, 2562, true},
	} {
		a := read(t, c.name)
		requireValid(t, a)
		assert.Equal(t, [3]int{c.rows, c.cols, c.nnz}, [3]int{a.rows, a.cols, a.NNZ()}, c.name)
		assert.Equal(t, c.symmetric, a.IsSymmetric(), c.name)
	}
	assert.True(t, read(t, "ani4.mtx.gz").IsSymmetricWithin(1e-12)) // finite elements: symmetric to rounding
}

// The extreme eigenvalues of dense LAPACK, stated in the collection's table of
// spectra, which this reader had no part in.
func TestReadValues(t *testing.T) {
	for _, c := range []struct {
		name              string
		smallest, largest float64
	}{
		{"poisson2d_100.mtx", 0.16202810554201036, 7.837971894457985},
		{"darcy_400.mtx", 0.03660419030672801, math.NaN()},
	} {
		var eig mat.EigenSym
		d := read(t, c.name).ToDense()
		n, _ := d.Dims()
		require.True(t, eig.Factorize(mat.NewSymDense(n, d.RawMatrix().Data), false))
		w := eig.Values(nil)
		assert.InEpsilon(t, c.smallest, w[0], 1e-11) // absolute error of 1e-13 times the norm
		if !math.IsNaN(c.largest) {
			assert.InEpsilon(t, c.largest, w[n-1], 1e-13)
		}
	}
}

const header = "%%MatrixMarket matrix coordinate real general\n"

func TestReadMatrixMarketVariants(t *testing.T) {
	full := map[[2]int]float64{{0, 0}: 1.5, {1, 0}: -2, {0, 1}: -2, {2, 2}: 3}
	for name, c := range map[string]struct {
		text string
		want map[[2]int]float64
	}{
		"plain":          {header + "3 3 2\n1 1 1.5\n3 2 -2e0\n", map[[2]int]float64{{0, 0}: 1.5, {2, 1}: -2}},
		"no last end":    {header + "3 3 1\n1 1 1.5", map[[2]int]float64{{0, 0}: 1.5}},
		"case":           {"%%matrixMARKET Matrix Coordinate REAL Symmetric\n3 3 3\n1 1 1.5\n2 1 -2\n3 3 3\n", full},
		"CRLF":           {strings.ReplaceAll("%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n1 1 1.5\n2 1 -2\n3 3 3\n", "\n", "\r\n"), full},
		"comments":       {header + "% a\n\n%%b\n3 3 4\n%c\n1 1 1.5\n  \t\n2 1 -2\n% d\n1 2 -2\n3 3 3\n\n%e", full},
		"byte order":     {"\xef\xbb\xbf" + header + "3 3 0\n", map[[2]int]float64{}},
		"upper triangle": {"%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n1 1 1.5\n1 2 -2\n3 3 3\n", full},
		"mixed triangle": {"%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n2 1 1\n1 3 2\n3 2 3\n",
			map[[2]int]float64{{1, 0}: 1, {0, 1}: 1, {0, 2}: 2, {2, 0}: 2, {2, 1}: 3, {1, 2}: 3}},
		"duplicates": {header + "3 3 3\n1 1 1\n1 1 .25\n1 1 .25\n", map[[2]int]float64{{0, 0}: 1.5}},
		"duplicates, symmetric": {"%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 1\n2 1 2\n",
			map[[2]int]float64{{1, 0}: 3, {0, 1}: 3}},
		"zero kept":        {header + "3 3 1\n2 2 0\n", map[[2]int]float64{{1, 1}: 0}},
		"wide blanks":      {header + "  3\t 3   1  \n\t2  2\t7 \n", map[[2]int]float64{{1, 1}: 7}},
		"integer":          {"%%MatrixMarket matrix coordinate integer general\n3 3 2\n1 1 -7\n2 2 +9007199254740993\n", map[[2]int]float64{{0, 0}: -7, {1, 1}: 9007199254740992}},
		"pattern":          {"%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 3\n", map[[2]int]float64{{1, 0}: 1, {0, 1}: 1, {2, 2}: 1}},
		"skew":             {"%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 2\n2 1 4\n3 1 -5\n", map[[2]int]float64{{1, 0}: 4, {0, 1}: -4, {2, 0}: -5, {0, 2}: 5}},
		"skew zero":        {"%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 1\n2 2 0\n", map[[2]int]float64{{1, 1}: 0}},
		"complex":          {"%%MatrixMarket matrix coordinate complex general\n3 3 1\n2 1 4 0\n", map[[2]int]float64{{1, 0}: 4}},
		"hermitian":        {"%%MatrixMarket matrix coordinate complex hermitian\n3 3 2\n2 1 4 0.0\n1 1 2 -0\n", map[[2]int]float64{{1, 0}: 4, {0, 1}: 4, {0, 0}: 2}},
		"array":            {"%%MatrixMarket matrix array real general\n3 3\n1.5\n-2\n0\n-2\n0\n0\n0\n0\n3\n", full},
		"array, symmetric": {"%%MatrixMarket matrix array real symmetric\n3 3\n1.5\n-2\n0\n0\n0\n3\n", full},
		"array, skew": {"%%MatrixMarket matrix array real skew-symmetric\n3 3\n4\n-5\n6\n",
			map[[2]int]float64{{1, 0}: 4, {0, 1}: -4, {2, 0}: -5, {0, 2}: 5, {2, 1}: 6, {1, 2}: -6}},
		"Fortran":   {header + "3 3 3\n1 1 1.5D0\n2 2 -.25d+1\n3 3 1.5-1\n", map[[2]int]float64{{0, 0}: 1.5, {1, 1}: -2.5, {2, 2}: 0.15}},
		"subnormal": {header + "3 3 2\n1 1 5e-324\n2 2 1e-400\n", map[[2]int]float64{{0, 0}: 5e-324, {1, 1}: 0}},
	} {
		a, err := ReadMatrixMarket(strings.NewReader(c.text))
		require.NoError(t, err, name)
		requireValid(t, a)
		assert.Equal(t, [2]int{3, 3}, [2]int{a.rows, a.cols}, name)
		assert.Equal(t, c.want, entries(a), name)

		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		io.WriteString(w, c.text)
		w.Close()
		b, err := ReadMatrixMarket(&z)
		require.NoError(t, err, name)
		requireSame(t, a, b)
	}
	for text, dims := range map[string][2]int{
		"%%MatrixMarket matrix coordinate real general\n0 0 0\n":                {0, 0},
		"%%MatrixMarket matrix coordinate real general\n5 0 0\n":                {5, 0},
		"%%MatrixMarket matrix coordinate real general\n0 2147483647 0\n":       {0, math.MaxInt32},
		"%%MatrixMarket matrix array real general\n0 2147483647\n":              {0, math.MaxInt32},
		"%%MatrixMarket matrix coordinate real symmetric\n1 1 1\n1 1 3\n":       {1, 1},
		"%%MatrixMarket matrix array integer general\n1 1\n3\n":                 {1, 1},
		"%%MatrixMarket matrix array real skew-symmetric\n1 1\n":                {1, 1},
		"%%MatrixMarket matrix coordinate real general\n1000000 1 1\n9 1 1.5\n": {1000000, 1},
	} {
		a, err := ReadMatrixMarket(strings.NewReader(text))
		require.NoError(t, err, text)
		assert.Equal(t, dims, [2]int{a.rows, a.cols}, text)
	}
}

func TestReadMatrixMarketErrors(t *testing.T) {
	array := "%%MatrixMarket matrix array real general\n"
	symmetricHeader := "%%MatrixMarket matrix coordinate real symmetric\n"
	for _, c := range []struct {
		text string
		line int
		err  error
		say  string
	}{
		{"", 1, io.ErrUnexpectedEOF, "empty"},
		{"hello\n", 1, ErrInput, "header"},
		{"%MatrixMarket matrix coordinate real general\n1 1 0\n", 1, ErrInput, "header"},
		{"%%MatrixMarket matrix coordinate real\n1 1 0\n", 1, ErrInput, "header"},
		{"%%MatrixMarket vector coordinate real general\n1 1 0\n", 1, ErrInput, "object"},
		{"%%MatrixMarket matrix sparse real general\n1 1 0\n", 1, ErrInput, "format"},
		{"%%MatrixMarket matrix coordinate quaternion general\n1 1 0\n", 1, ErrInput, "field"},
		{"%%MatrixMarket matrix coordinate real triangular\n1 1 0\n", 1, ErrInput, "symmetry"},
		{"%%MatrixMarket matrix coordinate real hermitian\n1 1 0\n", 1, ErrInput, "hermitian"},
		{"%%MatrixMarket matrix array pattern general\n1 1\n", 1, ErrInput, "pattern"},
		{"%%MatrixMarket matrix coordinate pattern skew-symmetric\n1 1 0\n", 1, ErrInput, "pattern"},
		{header, 1, io.ErrUnexpectedEOF, "dimensions"},
		{header + "%\n%\n\n", 4, io.ErrUnexpectedEOF, "dimensions"},
		{header + "3 3\n", 2, ErrInput, "entries"},
		{header + "3 x 1\n", 2, ErrInput, "columns"},
		{header + "-3 3 1\n", 2, ErrInput, "rows"},
		{header + "3 3 -1\n", 2, ErrInput, "entries"},
		{header + "3 3 1 1\n", 2, ErrInput, "after"},
		{header + "3.0 3 1\n", 2, ErrInput, "rows"},
		{header + "3 99999999999 1\n1 1 1\n", 2, ErrShape, "dimensions"},
		{header + "3 9999999999999999999999 1\n1 1 1\n", 2, ErrInput, "columns"},
		{header + "2147483647 2147483647 1\n1 1 1\n", 2, ErrShape, "rows with 1 entries"},
		{symmetricHeader + "3 4 0\n", 2, ErrShape, "square"},
		{header + "3 3 2\n1 1 1\n", 3, io.ErrUnexpectedEOF, "after 1 entries, want 2"},
		{header + "3 3 999999999999\n1 1 1\n", 3, io.ErrUnexpectedEOF, "after 1 entries"},
		{header + "3 3 1\n1 1 1\n%\n2 2 2\n", 5, ErrInput, "entry 2, want 1"},
		{header + "3 3 1\n4 1 1\n", 3, ErrShape, "row index is 4"},
		{header + "3 3 1\n1 4 1\n", 3, ErrShape, "column index is 4"},
		{header + "3 3 1\n0 1 1\n", 3, ErrShape, "row index is 0"},
		{header + "3 3 1\n1 -1 1\n", 3, ErrShape, "column index is -1"},
		{header + "3 3 1\n1 1\n", 3, ErrInput, "value"},
		{header + "3 3 1\n1\n", 3, ErrInput, "column index"},
		{header + "3 3 1\n1.5 1 1\n", 3, ErrInput, "row index"},
		{header + "3 3 1\n1 1 one\n", 3, ErrInput, "value"},
		{header + "3 3 1\n1 1 0x10\n", 3, ErrInput, "value"},
		{header + "3 3 1\n1 1 1_0\n", 3, ErrInput, "value"},
		{header + "3 3 1\n1 1 1 2\n", 3, ErrInput, "after the value"},
		{header + "3 3 1\n1 1 NaN\n", 3, ErrNotFinite, "NaN"},
		{header + "3 3 1\n1 1 -inf\n", 3, ErrNotFinite, "-inf"},
		{header + "3 3 1\n1 1 Infinity\n", 3, ErrNotFinite, "Infinity"},
		{header + "3 3 1\n1 1 1e309\n", 3, ErrNotFinite, "1e309"},
		{"%%MatrixMarket matrix coordinate integer general\n3 3 1\n1 1 1.5\n", 3, ErrInput, "integer"},
		{"%%MatrixMarket matrix coordinate pattern general\n3 3 1\n1 1 1\n", 3, ErrInput, "pattern"},
		{"%%MatrixMarket matrix coordinate complex general\n3 3 1\n1 1 1\n", 3, ErrInput, "imaginary"},
		{"%%MatrixMarket matrix coordinate complex general\n3 3 1\n1 1 1 2\n", 3, ErrInput, "imaginary part is \"2\""},
		{"%%MatrixMarket matrix coordinate complex general\n3 3 1\n1 1 1 nan\n", 3, ErrNotFinite, "imaginary"},
		{"%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 1\n1 1 1\n", 3, ErrInput, "diagonal"},
		{symmetricHeader + "3 3 3\n3 3 1\n2 1 1\n1 2 1\n", 5, ErrInput, "(1, 2) and (2, 1)"},
		{array + "2 2\n1\n2\n3\n", 5, io.ErrUnexpectedEOF, "entry (2, 2)"},
		{array + "2 2\n1\n2\n3\n4\n5\n", 7, ErrInput, "after the last entry"},
		{array + "2 2\n1 2\n3\n4\n", 3, ErrInput, "after the value"},
		{array + "2147483647 2147483647\n1\n", 3, io.ErrUnexpectedEOF, "entry (2, 1)"},
		{array + "2147483647 0\n", 2, ErrShape, "rows"},
		{header + "3 3 1\n1 1 " + strings.Repeat("1", maxLine) + "\n", 3, ErrInput, "longer"},
	} {
		a, err := ReadMatrixMarket(strings.NewReader(c.text))
		name := fmt.Sprintf("%.80q", c.text)
		assert.Nil(t, a, name)
		var parse *ParseError
		if !assert.ErrorAs(t, err, &parse, name) {
			continue
		}
		assert.Equal(t, c.line, parse.Line, name)
		assert.ErrorIs(t, err, c.err, name)
		assert.ErrorIs(t, err, ErrInput, name)
		assert.ErrorContains(t, err, c.say, name)
	}
}

func TestLongCommentsAndReaders(t *testing.T) {
	text := header + "%" + strings.Repeat("x", 3*maxLine) + "\n3 3 1\n1 1 1\n"
	a, err := ReadMatrixMarket(strings.NewReader(text))
	require.NoError(t, err)
	assert.Equal(t, 1, a.NNZ())
	a, err = ReadMatrixMarket(&oneByte{strings.NewReader(text)})
	require.NoError(t, err)
	assert.Equal(t, 1, a.NNZ())

	broken := errors.New("disk on fire")
	_, err = ReadMatrixMarket(io.MultiReader(strings.NewReader(header+"3 3 1\n"), failing{broken}))
	assert.ErrorIs(t, err, broken)
	assert.NotErrorIs(t, err, ErrInput)

	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	io.WriteString(w, text)
	w.Close()
	for cut := range z.Len() {
		_, err := ReadMatrixMarket(bytes.NewReader(z.Bytes()[:cut]))
		require.ErrorIs(t, err, ErrInput, "a compressed file of %d bytes cut to %d", z.Len(), cut)
	}
	damaged := bytes.Clone(z.Bytes())
	damaged[len(damaged)-6]++ // the checksum
	_, err = ReadMatrixMarket(bytes.NewReader(damaged))
	assert.ErrorIs(t, err, ErrInput)
	damaged[2] = 99 // the method
	_, err = ReadMatrixMarket(bytes.NewReader(damaged))
	assert.ErrorIs(t, err, ErrInput)
}

type oneByte struct{ r io.Reader }

func (o *oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestRoundTripIsBitExact(t *testing.T) {
	check := func(t *testing.T, a *CSR) {
		t.Helper()
		var buf bytes.Buffer
		require.NoError(t, WriteMatrixMarket(&buf, a))
		b, err := ReadMatrixMarket(&buf)
		require.NoError(t, err)
		requireSame(t, a, b)
		for k, v := range a.val {
			require.Equal(t, math.Float64bits(v), math.Float64bits(b.val[k]))
		}
	}
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		val := a.val
		for k := range val { // values of all sizes and both zeros
			switch r.IntN(8) {
			case 0:
				val[k] = math.Copysign(0, val[k])
			case 1:
				val[k] *= math.SmallestNonzeroFloat64 * 1e3
			default:
				for v := math.NaN(); ; v = math.Float64frombits(r.Uint64()) {
					if !math.IsNaN(v) && !math.IsInf(v, 0) {
						val[k] = v
						break
					}
				}
			}
		}
		check(t, a)
		if a.rows == a.cols {
			s, err := Add(0.5, a, 0.5, a.Transpose())
			require.NoError(t, err)
			check(t, s)
		}
	})
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "matrices", "*.mtx*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		check(t, read(t, filepath.Base(f)))
	}
	var buf bytes.Buffer
	require.NoError(t, WriteMatrixMarket(&buf, read(t, "1138_bus.mtx")))
	assert.Contains(t, buf.String()[:80], "symmetric\n1138 1138 2596\n")
	check(t, Diagonal([]float64{math.Copysign(0, -1), 1}))
	c := NewCOO(2, 2) // symmetric in value, not in bits
	c.Add(0, 1, 0)
	c.Add(1, 0, math.Copysign(0, -1))
	a, err := c.ToCSR()
	require.NoError(t, err)
	check(t, a)
}

func TestWriteMatrixMarketErrors(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		var buf bytes.Buffer
		assert.ErrorIs(t, WriteMatrixMarket(&buf, Diagonal([]float64{1, v})), ErrNotFinite)
		assert.Zero(t, buf.Len())
	}
	full := errors.New("disk full")
	assert.ErrorIs(t, WriteMatrixMarket(failing{full}, Identity(3)), full)
	assert.ErrorIs(t, WriteMatrixMarket(failing{full}, Identity(100000)), full)
}

func FuzzReadMatrixMarket(f *testing.F) {
	for _, s := range []string{
		"", header, header + "3 3 2\n1 1 1.5\n3 2 -2e0\n", header + "2147483647 2147483647 999999999999\n1 1 1\n",
		"%%MatrixMarket matrix array real symmetric\n2 2\n1\n-2\n3\n",
		"%%MatrixMarket matrix coordinate pattern symmetric\r\n3 3 1\r\n% c\r\n2 1\r\n",
		"%%MatrixMarket matrix coordinate complex hermitian\n2 2 1\n2 1 4 0\n",
		"%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 4\n",
		header + "1 1 6\n1 1 1e300\n1 1 -1e300\n1 1 5e-324\n1 1 NaN\n1 1 Inf\n1 1 1.5D-3\n",
		"\x1f\x8b\x08\x00", "\x1f\x8b\bA0000007",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ReadMatrixMarket(bytes.NewReader(text))
		checkRead(t, text, a, err)
		if err != nil || a.rows > 1<<16 {
			return
		}
		for _, v := range a.val {
			if math.IsNaN(v) || math.IsInf(v, 0) { // duplicates may add up to that
				return
			}
		}
		var buf bytes.Buffer
		require.NoError(t, WriteMatrixMarket(&buf, a))
		b, err := ReadMatrixMarket(&buf)
		require.NoError(t, err)
		requireSame(t, a, b)
	})
}

// checkRead checks what every reader promises.
func checkRead(t *testing.T, text []byte, a *CSR, err error) {
	t.Helper()
	if err != nil {
		require.Nil(t, a)
		require.ErrorIs(t, err, ErrInput)
		return
	}
	requireValid(t, a)
	if !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) { // memory grows with the text
		require.LessOrEqual(t, a.rows, firstAlloc+2*rowsPer*len(text))
		require.LessOrEqual(t, a.NNZ(), firstAlloc+2*rowsPer*len(text))
	}
}

func FuzzReadHarwellBoeing(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "matrices", "bcsstk01.rsa"))
	require.NoError(f, err)
	f.Add(text)
	for _, c := range harwellCases {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ReadHarwellBoeing(bytes.NewReader(text))
		checkRead(t, text, a, err)
	})
}
