// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special_test

import (
	"fmt"

	"github.com/relaxnum/relax/special"
)

func ExampleLogBesselI() {
	// I_0(1), and a value far beyond the largest float64
	fmt.Printf("%.6f %.4f\n", special.LogBesselI(0, 1), special.LogBesselI(10, 5000))
	// Output:
	// 0.235914 4994.8125
}

func ExampleLogBesselIK() {
	logI, logK := special.LogBesselIK(0.5, 2)
	fmt.Printf("%.6f %.6f\n", logI, logK)
	// Output:
	// 0.716002 -2.120782
}

func ExampleBesselIRatio() {
	// the mean resultant length of a von Mises distribution with kappa = 2
	fmt.Printf("%.6f\n", special.BesselIRatio(0, 2))
	// Output:
	// 0.697775
}
