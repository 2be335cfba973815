// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math/big"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special/contfrac"
)

func init() { areas["contfrac"] = verifyContfrac }

func verifyContfrac(v *measure.Verify) {
	ctx := context.Background()
	one, two, zero := big.NewRat(1, 1), big.NewRat(2, 1), new(big.Rat)
	for _, c := range []struct {
		c          contfrac.Constant
		signs      []int
		recurrence string
	}{
		{contfrac.E(), []int{1}, "[1 0 0 -2 0 0 1]"},
		{contfrac.E(), []int{1, -1}, "[1 0 -2 0 1]"},
		{contfrac.Exp(two), []int{1}, "[1 0 0 0 0 -2 0 0 0 0 1]"},
		{contfrac.Tan(one), []int{1}, "[1 0 -2 0 1]"},
		{contfrac.Tan(one), []int{1, 1, -1}, "[1 0 0 -2 0 0 1]"},
		{contfrac.BesselIRatio(zero, one), []int{1}, "[1 -2 1]"},
		{contfrac.Reciprocal(contfrac.BesselIRatio(zero, two)), []int{1}, "[1 -2 1]"},
	} {
		res, err := contfrac.Search(ctx, []contfrac.Constant{c.c}, &contfrac.ESMA{Patterns: [][]int{c.signs}}, nil)
		ours := "none"
		switch {
		case err != nil:
			ours = err.Error()
		case len(res.Conjectures) == 1:
			ours = fmt.Sprint(res.Conjectures[0].Recurrence)
		}
		v.Row(fmt.Sprintf("contfrac %s %v: recurrence %s", c.c.Name, c.signs, c.recurrence), ours, ours == c.recurrence)
	}
	for _, m := range []contfrac.ESMA{{Terms: 90}, {MaxPattern: 10, Rotations: true}} {
		constants := []contfrac.Constant{contfrac.Pi(), contfrac.Zeta3(), contfrac.Catalan(), contfrac.EulerGamma(), contfrac.Log(two)}
		res, err := contfrac.Search(ctx, constants, &m, nil)
		ours, ok := "", false
		if err != nil {
			ours = err.Error()
		} else {
			ours, ok = fmt.Sprintf("%d of %d", len(res.Conjectures), res.Tried), len(res.Conjectures) == 0
		}
		v.Row("contfrac pi, zeta(3), Catalan, gamma, log 2: no recurrence", ours, ok)
	}
}
