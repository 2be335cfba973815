// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac_test

import (
	"context"
	"fmt"
	"math/big"

	"github.com/relaxnum/relax/special/contfrac"
)

// The tangent by Lambert's fraction x/(1 − x²/(3 − x²/(5 − …))).
func ExampleEvaluate() {
	x := 1.0
	f := contfrac.Fraction[float64]{Term: func(n int) (a, b float64) {
		if n == 1 {
			return x, 1
		}
		return -x * x, float64(2*n - 1)
	}}
	res, err := contfrac.Evaluate(context.Background(), f, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("tan 1 = %.12f, error below 1e-14: %v\n", res.Value, res.ErrEst < 1e-14)
	// Output: tan 1 = 1.557407724655, error below 1e-14: true
}

func ExampleSearch() {
	constants := []contfrac.Constant{contfrac.E(), contfrac.Coth(big.NewRat(1, 1)), contfrac.Pi()}
	res, err := contfrac.Search(context.Background(), constants, &contfrac.ESMA{MaxPattern: 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range res.Conjectures {
		fmt.Println(&c)
	}
	// Output:
	// coth(1) (+) [1; 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, ...] recurrence [1 -2 1]
	// e (+-) [2; 2, 1, 2, 2, 5, 2, 7, 2, 9, 2, 11, ...] recurrence [1 0 -2 0 1]
	// coth(1) (+-) [1; 4, 1, 5, 1, 7, 1, 9, 1, 11, 1, 13, ...] recurrence [1 0 -2 0 1]
	// e (+) [2; 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, ...] recurrence [1 0 0 -2 0 0 1]
}

func ExampleExpand() {
	e, err := contfrac.Expand(contfrac.Pi(), []int{1}, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Terms)
	fmt.Println(e.Convergent(3))
	// Output:
	// [3 7 15 1 292 1]
	// 355/113
}

// The even part of a fraction converges twice as fast per term.
func ExampleEven() {
	f := contfrac.Fraction[float64]{B0: 1, Term: func(int) (a, b float64) { return 1, 1 }}
	slow, fast := contfrac.NewIterator(f, nil), contfrac.NewIterator(contfrac.Even(f), nil)
	for range 5 {
		slow.Next()
		fast.Next()
	}
	fmt.Printf("%.6f %.6f\n", slow.Value(), fast.Value())
	// Output: 1.625000 1.617978
}
