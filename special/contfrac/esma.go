// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/relaxnum/relax/internal/parallel"
)

// ESMA is the enumeration of sign patterns with the algorithm of Berlekamp and
// Massey on each: every constant is expanded with every pattern of signs, and a
// short linear recurrence that the terms obey is a conjecture about the
// constant. It needs no guess of what the fraction looks like.
//
// A recurrence is accepted when it is short (MaxLength), when it predicts as
// many further terms as it was found on, and when the predicted terms carry at
// least MinBits of information about the constant. The last condition throws
// out runs of equal terms, which the pattern (−) makes out of one large term of
// the ordinary fraction: 84 twos stand for a single 84 in that of π.
//
// Cost for each constant and pattern: Terms big divisions and Terms²/2
// multiplications modulo a prime; a few tenths of a millisecond for the
// defaults.
//
// I. Cohen et al. (the Ramanujan Machine group), Enumerated Signed-continued-
// fraction Massey Approve, arXiv:2212.09470.
type ESMA struct {
	// MaxPattern is the largest length of the sign patterns; zero means 3, and
	// 16 is the limit. Patterns that repeat a shorter one are left out, and of
	// those that are rotations of each other the greatest alone is tried
	// unless Rotations is set: (+), (−), (+,−), (+,+,−), (+,−,−) up to 3.
	MaxPattern int
	// Rotations tries all rotations of every pattern.
	Rotations bool
	// Patterns, when not nil, are tried instead.
	Patterns [][]int
	// Terms is the number of terms that a recurrence is sought on; zero means
	// 80. As many more are computed to check it.
	Terms int
	// Skip is the number of terms at the beginning that need not obey the
	// recurrence; nil means 4.
	Skip *int
	// MaxLength is the largest length of a recurrence; zero means
	// (Terms−Skip)/2 − 14, but at least 1: 24 with the other defaults. A
	// sequence without any pattern has (Terms−Skip)/2.
	MaxLength int
	// MinBits is the least information in the predicted terms; zero means 64.
	MinBits float64
}

// Settings hold what does not belong to a method. The zero value and a nil
// pointer mean the defaults.
type Settings struct {
	// Workers is the number of goroutines; zero means GOMAXPROCS. Results do
	// not depend on it.
	Workers int
	// Recorder is called after every few dozen pairs of constant and pattern;
	// an error that it returns ends the search with that error.
	Recorder func(p Progress) error
}

// Progress is what the Recorder of a search sees.
type Progress struct {
	// Tried of Total pairs of constant and pattern are done, with so many
	// conjectures.
	Tried, Total, Conjectures int
}

// A Conjecture is a recurrence that the terms of a signed continued fraction of
// a constant seem to obey.
type Conjecture struct {
	// Constant is the Name of the constant.
	Constant string
	// Signs is the pattern of signs and Terms are the computed terms, those
	// that confirmed the recurrence included.
	Signs []int
	Terms []*big.Int
	// Skip is the number of terms before the first that the recurrence is
	// about.
	Skip int
	// Recurrence holds for Terms[Skip:].
	Recurrence Recurrence
	// Predicted is the number of terms that the recurrence gives from those
	// before, and PredictedBits the information about the constant in them.
	Predicted     int
	PredictedBits float64
	// BitsPerTerm is the rate of convergence: the mean number of bits by which
	// a term brings the convergents closer to the constant.
	BitsPerTerm float64
}

// A Result holds the conjectures of a search.
type Result struct {
	// Conjectures are sorted by the length of the recurrence, and those of the
	// same length by the rate of convergence, the fastest first.
	Conjectures []Conjecture
	// Tried counts the pairs of constant and pattern that were done. Rational
	// of them had an expansion that ended, and Short were not known precisely
	// enough for all terms.
	Tried, Rational, Short int
	// Status says why the search ended.
	Status Status
}

// Search looks for recurrences in the signed continued fractions of the
// constants. A nil method means the defaults of [ESMA]. When all pairs of
// constant and pattern were tried the status is Budget and the error nil, also
// if nothing was found.
func Search(ctx context.Context, constants []Constant, method *ESMA, s *Settings) (*Result, error) {
	if ctx == nil {
		return nil, fmt.Errorf("contfrac: ctx is nil, want a context: %w", ErrInput)
	}
	var m ESMA
	if method != nil {
		m = *method
	}
	var set Settings
	if s != nil {
		set = *s
	}
	if len(constants) == 0 {
		return nil, fmt.Errorf("contfrac: constants is empty, want at least one: %w", ErrInput)
	}
	for i, c := range constants {
		if c.Value == nil {
			return nil, fmt.Errorf("contfrac: constants[%d].Value (%q) is nil, want a function: %w", i, c.Name, ErrInput)
		}
	}
	if set.Workers < 0 {
		return nil, fmt.Errorf("contfrac: Settings.Workers is %d, want ≥ 0: %w", set.Workers, ErrInput)
	}
	if err := m.fill(); err != nil {
		return nil, err
	}
	total := len(constants) * len(m.Patterns)
	res := &Result{}
	const chunk = 64
	outcomes := make([]outcome, chunk)
	for lo := 0; lo < total; lo += chunk {
		n := min(chunk, total-lo)
		parallel.Blocks(set.Workers, n, 1, func(i, _, _ int) {
			outcomes[i] = outcome{err: ctx.Err()}
			if outcomes[i].err == nil {
				k := lo + i
				outcomes[i] = m.try(constants[k/len(m.Patterns)], m.Patterns[k%len(m.Patterns)])
			}
		})
		for _, o := range outcomes[:n] {
			if o.err != nil {
				if err := ctx.Err(); err != nil {
					res.Status = Canceled
					res.sort()
					return res, err
				}
				return nil, o.err
			}
			res.Tried++
			switch {
			case o.found != nil:
				res.Conjectures = append(res.Conjectures, *o.found)
			case o.rational:
				res.Rational++
			case o.short:
				res.Short++
			}
		}
		if set.Recorder != nil {
			if err := set.Recorder(Progress{res.Tried, total, len(res.Conjectures)}); err != nil {
				res.Status = Stopped
				res.sort()
				return res, err
			}
		}
	}
	res.Status = Budget
	res.sort()
	return res, nil
}

func (r *Result) sort() {
	slices.SortStableFunc(r.Conjectures, func(a, b Conjecture) int {
		return cmp.Or(cmp.Compare(a.Recurrence.Len(), b.Recurrence.Len()), cmp.Compare(b.BitsPerTerm, a.BitsPerTerm))
	})
}

// fill puts the defaults in.
func (m *ESMA) fill() error {
	bad := func(field string, got any, want string) error {
		return fmt.Errorf("contfrac: ESMA.%s is %v, want %s: %w", field, got, want, ErrInput)
	}
	if m.MaxPattern < 0 || m.MaxPattern > 16 {
		return bad("MaxPattern", m.MaxPattern, "0 for 3, or 1 to 16")
	}
	if m.MaxPattern == 0 {
		m.MaxPattern = 3
	}
	if m.Patterns == nil {
		m.Patterns = patterns(m.MaxPattern, m.Rotations)
	}
	if len(m.Patterns) == 0 {
		return bad("Patterns", "empty", "nil or at least one pattern")
	}
	for i, p := range m.Patterns {
		if err := checkSigns(p); err != nil {
			return fmt.Errorf("contfrac: ESMA.Patterns[%d]: %w", i, err)
		}
	}
	if m.Terms < 0 || m.Terms > 1<<16 {
		return bad("Terms", m.Terms, "0 for 80, or up to 65536")
	}
	if m.Terms == 0 {
		m.Terms = 80
	}
	if m.Skip == nil {
		m.Skip = new(4)
	}
	if *m.Skip < 0 || *m.Skip > m.Terms-4 {
		return bad("Skip", *m.Skip, fmt.Sprintf("0 to Terms−4 = %d", m.Terms-4))
	}
	half := (m.Terms - *m.Skip) / 2
	if m.MaxLength < 0 || m.MaxLength >= half {
		return bad("MaxLength", m.MaxLength, fmt.Sprintf("0 or a length below (Terms−Skip)/2 = %d", half))
	}
	if m.MaxLength == 0 {
		m.MaxLength = max(1, half-14)
	}
	if !(m.MinBits >= 0) || math.IsInf(m.MinBits, 1) {
		return bad("MinBits", m.MinBits, "0 for 64, or a positive number")
	}
	if m.MinBits == 0 {
		m.MinBits = 64
	}
	return nil
}

// patterns returns the primitive sign patterns of length up to m, in order of
// length, then with + before −.
func patterns(m int, rotations bool) [][]int {
	var all [][]int
	for n := 1; n <= m; n++ {
		for code := range 1 << n {
			// Bit n−1 is the first sign, 0 means +.
			primitive, least := true, true
			for k := 1; k < n; k++ {
				turned := (code<<k | code>>(n-k)) & (1<<n - 1)
				primitive = primitive && turned != code
				least = least && turned >= code
			}
			if !primitive || !least && !rotations {
				continue
			}
			p := make([]int, n)
			for i := range p {
				p[i] = 1 - 2*(code>>(n-1-i)&1)
			}
			all = append(all, p)
		}
	}
	return all
}

// An outcome is what trying one pattern on one constant gave.
type outcome struct {
	found           *Conjecture
	rational, short bool
	err             error
}

func (m *ESMA) try(c Constant, signs []int) outcome {
	head, o := m.expand(c, signs, m.Terms)
	if head == nil {
		return o
	}
	r, err := FindRecurrence(head.Terms[*m.Skip:], m.MaxLength)
	if r == nil {
		return outcome{err: err}
	}
	e, o := m.expand(c, signs, 2*m.Terms)
	if e == nil {
		return o
	}
	seq := e.Terms[*m.Skip:]
	if r.Holds(seq) < len(seq) {
		return outcome{}
	}
	// The recurrence was determined by 2L terms; the others were predicted.
	// |x − p/q| is about q^−2, so q tells how much is known.
	first := *m.Skip + 2*r.Len()
	bits := e.denominatorBits()
	last := len(bits) - 1
	predicted := 2 * (bits[last] - bits[first-1])
	if !(predicted >= m.MinBits) {
		return outcome{}
	}
	return outcome{found: &Conjecture{
		Constant: c.Name, Signs: e.Signs, Terms: e.Terms,
		Skip: *m.Skip, Recurrence: r,
		Predicted: len(e.Terms) - first, PredictedBits: predicted,
		BitsPerTerm: 2 * bits[last] / float64(len(e.Terms)),
	}}
}

// expand returns nil and the outcome if there are fewer than n terms.
func (m *ESMA) expand(c Constant, signs []int, n int) (*Expansion, outcome) {
	e, err := Expand(c, signs, n)
	switch {
	case e == nil:
		return nil, outcome{err: err}
	case e.Exact:
		return nil, outcome{rational: true}
	case err != nil:
		return nil, outcome{short: true}
	}
	return e, outcome{}
}

// denominatorBits returns the binary logarithms of the denominators of the
// convergents.
func (e *Expansion) denominatorBits() []float64 {
	w := newRational(e.Terms[0])
	all := make([]float64, len(e.Terms))
	for i, a := range e.Terms[1:] {
		w.step(e.sign(i+1), a)
		f := new(big.Float).SetInt(w.b)
		mant := new(big.Float)
		exp := f.MantExp(mant)
		m, _ := mant.Float64()
		all[i+1] = float64(exp) + math.Log2(math.Abs(m))
	}
	return all
}

// Predict returns the first n terms of the fraction: the computed ones, and
// from there on what the recurrence says. It stops short where that is not an
// integer.
func (c *Conjecture) Predict(n int) []*big.Int {
	terms := slices.Clone(c.Terms[:min(max(n, 0), len(c.Terms))])
	for len(terms) < n {
		a, ok := c.Recurrence.next(terms)
		if !ok {
			break
		}
		terms = append(terms, a)
	}
	return terms
}

// Expansion returns the first n terms as an expansion, whose convergents tend
// to the constant if the conjecture is true.
func (c *Conjecture) Expansion(n int) *Expansion {
	return &Expansion{Signs: slices.Clone(c.Signs), Terms: c.Predict(n)}
}

// String shows the constant, the signs, the first terms and the recurrence.
func (c *Conjecture) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (", c.Constant)
	for _, s := range c.Signs {
		b.WriteByte("+-"[(1-s)/2])
	}
	b.WriteString(") [")
	for i, a := range c.Terms[:min(12, len(c.Terms))] {
		switch i {
		case 0:
		case 1:
			b.WriteString("; ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(a.String())
	}
	fmt.Fprintf(&b, ", ...] recurrence %v", c.Recurrence)
	return b.String()
}
