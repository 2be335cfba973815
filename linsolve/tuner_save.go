// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"bytes"
	"encoding"
	"encoding/gob"
	"fmt"
	"math"
	"math/rand/v2"
)

// tunerFormat is what saved tuners begin with. It changes with the meaning of
// what follows.
const tunerFormat = "relax tuner 1"

// save writes the parts of the tuner of that name.
func (b *bandit) save(name string, state any) ([]byte, error) {
	var kind string
	switch b.src.(type) {
	case *rand.PCG:
		kind = "PCG"
	case *rand.ChaCha8:
		kind = "ChaCha8"
	default:
		return nil, fmt.Errorf("linsolve: the source of a tuner to be saved is a %T, want a *rand.PCG or *rand.ChaCha8: %w", b.src, ErrParam)
	}
	source, err := b.src.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	enc := gob.NewEncoder(&buf)
	for _, v := range []any{tunerFormat, name, kind, source, b, state} {
		if err := enc.Encode(v); err != nil {
			return nil, fmt.Errorf("linsolve: saving %s: %w", name, err)
		}
	}
	return buf.Bytes(), nil
}

// load reads what save wrote. Nothing is checked but the names; ok says what is
// wrong with state.
func (b *bandit) load(data []byte, name string, state any, contextual bool, ok func() bool) error {
	var format, got, kind string
	var source []byte
	dec := gob.NewDecoder(bytes.NewReader(data))
	for _, v := range []any{&format, &got, &kind, &source, b, state} {
		if err := dec.Decode(v); err != nil {
			return fmt.Errorf("linsolve: data is not a saved %s: %w: %w", name, err, ErrInput)
		}
		if format != tunerFormat {
			return fmt.Errorf("linsolve: data begins with %q, want %q: %w", format, tunerFormat, ErrInput)
		}
	}
	if got != name {
		return fmt.Errorf("linsolve: data is a saved %s, want a saved %s: %w", got, name, ErrInput)
	}
	var src encoding.BinaryUnmarshaler
	switch kind {
	case "PCG":
		p := new(rand.PCG)
		src, b.src = p, p
	case "ChaCha8":
		p := new(rand.ChaCha8)
		src, b.src = p, p
	default:
		return fmt.Errorf("linsolve: saved %s: source %q, want PCG or ChaCha8: %w", name, kind, ErrInput)
	}
	if err := src.UnmarshalBinary(source); err != nil {
		return fmt.Errorf("linsolve: saved %s: %w: %w", name, err, ErrInput)
	}
	if err := b.check(contextual); err != nil {
		return fmt.Errorf("linsolve: saved %s: %w", name, err)
	}
	if b.Arm < 0 || b.Arm >= len(b.Grid) || !ok() {
		return fmt.Errorf("linsolve: saved %s: its parts do not fit together: %w", name, ErrInput)
	}
	return nil
}

// allFinite reports whether no element of any x is NaN or infinite.
func allFinite(x ...[]float64) bool {
	for _, v := range x {
		for _, e := range v {
			if math.IsNaN(e) || math.IsInf(e, 0) {
				return false
			}
		}
	}
	return true
}
