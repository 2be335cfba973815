// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special_test

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/special"
)

func ExampleLogBesselI() {
	// I_0(1), and values far beyond the largest float64 and below the least
	fmt.Printf("%.6f %.4f %.4f\n", special.LogBesselI(0, 1), special.LogBesselI(10, 5000), special.LogBesselI(1e6, 3e5))
	// Output:
	// 0.235914 4994.8125 -874873.6694
}

func ExampleLogBesselIK() {
	logI, logK := special.LogBesselIK(0.5, 2)
	fmt.Printf("%.6f %.6f\n", logI, logK)
	// Output:
	// 0.716002 -2.120782
}

// The Matérn covariance of smoothness 5/2 and unit length scale, in its general
// form: 2^(1-ν)/Γ(ν) z^ν K_ν(z) with z = √(2ν) d. For half-integers it is
// elementary.
func ExampleLogBesselKSlice() {
	const nu = 2.5
	distances := []float64{0.1, 1, 10}
	z := make([]float64, len(distances))
	for i, d := range distances {
		z[i] = math.Sqrt(2*nu) * d
	}
	logK := special.LogBesselKSlice(nil, []float64{nu}, z)
	for i, d := range distances {
		covariance := math.Exp((1-nu)*math.Ln2 - special.Lgamma1p(nu-1) + nu*math.Log(z[i]) + logK[i])
		fmt.Printf("d = %v: %.6g %.6g\n", d, covariance, (1+z[i]+z[i]*z[i]/3)*math.Exp(-z[i]))
	}
	// Output:
	// d = 0.1: 0.991759 0.991759
	// d = 1: 0.523994 0.523994
	// d = 10: 3.6957e-08 3.6957e-08
}

func ExampleLogBesselISign() {
	// I_{-3/2}(1) is negative: its logarithm is that of the absolute value.
	lg, sign := special.LogBesselISign(-1.5, 1)
	fmt.Printf("%.6f %d\n", lg, sign)
	fmt.Printf("%.6f\n", special.BesselI(-1.5, 1))
	// Output:
	// -1.225791 -1
	// -0.293525
}

func ExampleBesselIRatio() {
	// the mean resultant length of a von Mises distribution with kappa = 2
	fmt.Printf("%.6f\n", special.BesselIRatio(0, 2))
	// Output:
	// 0.697775
}

func ExampleBesselIScaled() {
	// e^-x I_0(x) ~ 1/√(2πx), where I_0(x) is beyond the range
	fmt.Printf("%.6g %v\n", special.BesselIScaled(0, 1000), special.BesselI(0, 1000))
	// Output:
	// 0.0126172 +Inf
}

func ExampleLogBesselKDeriv() {
	// The gradient of log K_v(x) at v = 1/2, where K is √(π/2x) e^-x: in x it is
	// -1 - 1/2x.
	dv, dx := special.LogBesselKDeriv(0.5, 2)
	fmt.Printf("%.6f %.6f\n", dv, dx)
	// Output:
	// 0.206346 -1.250000
}

func ExampleLogBesselIPrecise() {
	// At v = 1e6, log I_v changes its sign between two neighbouring float64. There
	// it is 16 orders of magnitude below the terms it is the difference of.
	const v = 1e6
	lo, hi := 6e5, 7e5
	for {
		mid := (lo + hi) / 2
		if mid == lo || mid == hi {
			break
		}
		if special.LogBesselIPrecise(v, mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	fmt.Println(hi == math.Nextafter(lo, hi))
	fmt.Printf("%.5e %.5e\n", special.LogBesselIPrecise(v, lo), special.LogBesselIPrecise(v, hi))
	// Output:
	// true
	// -1.06500e-10 1.04231e-10
}

func ExampleLgamma1p() {
	// math.Lgamma(1+x) sees 1 where x is below 2⁻⁵³.
	g, _ := math.Lgamma(1 + 1e-20)
	fmt.Printf("%.6g %v\n", special.Lgamma1p(1e-20), g)
	// Output:
	// -5.77216e-21 0
}

func ExampleLogAddExp() {
	fmt.Printf("%.6f\n", special.LogAddExp(-1000, -1000))
	// Output:
	// -999.306853
}
