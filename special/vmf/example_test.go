// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/special/vmf"
)

func ExampleNew() {
	d, err := vmf.New([]float64{0, 0, 1}, 10, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("density at the pole %.4f, on the equator %.6f\n", d.Prob([]float64{0, 0, 1}), d.Prob([]float64{1, 0, 0}))
	fmt.Printf("mean %.4f, entropy %.4f\n", d.Mean(nil), d.Entropy())
	// Output:
	// density at the pole 1.5915, on the equator 0.000072
	// mean [0.0000 0.0000 0.9000], entropy 0.5353
}

// A fit to directions about the north pole, with what the concentration is
// known to.
func ExampleFit() {
	d, err := vmf.New([]float64{0, 0, 1}, 25, rand.NewPCG(1, 2))
	if err != nil {
		log.Fatal(err)
	}
	x := mat.NewDense(1000, d.Dim(), nil)
	for i := range 1000 {
		d.Rand(x.RawRowView(i))
	}
	res, err := vmf.Fit(context.Background(), x, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(res.Status, res.Dist.Dim())
	fmt.Printf("off by %.0f° and less than 3 standard errors: %v\n",
		math.Acos(res.Dist.Mu(nil)[2])*180/math.Pi, math.Abs(res.Kappa-25) < 3*res.StdErr)
	// Output:
	// Converged 3
	// off by 0° and less than 3 standard errors: true
}

// In 32768 dimensions a half of the full length still has its concentration.
func ExampleKappaMLE() {
	for _, p := range []int{2, 2048, 32768} {
		kappa, _, err := vmf.KappaMLE(p, 0.5)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%5d %12.6f %14.6f\n", p, kappa, vmf.LogNormalizer(p, kappa))
	}
	// Output:
	//     2     1.159320      -2.149256
	//  2048  1365.066742    4510.404679
	// 32768 21845.066671  117638.264476
}

func ExampleKLDivergence() {
	p, err := vmf.New([]float64{1, 0}, 2, nil)
	if err != nil {
		log.Fatal(err)
	}
	q, err := vmf.New([]float64{0, 1}, 2, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f %.4f\n", vmf.KLDivergence(p, q), vmf.KLDivergence(p, p))
	// Output:
	// 1.3955 0.0000
}

// Two clusters of directions in the plane, told apart without labels.
func ExampleFitMixture() {
	x := mat.NewDense(300, 2, nil)
	for i := range 300 {
		// 200 directions about 30°, 100 about 120°, each within some degrees
		angle := 30.0
		if i >= 200 {
			angle = 120
		}
		s, c := math.Sincos((angle + float64(i%21-10)) * math.Pi / 180)
		x.SetRow(i, []float64{c, s})
	}
	res, err := vmf.FitMixture(context.Background(), x, 2, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	for j, c := range res.Components {
		mu := c.Mu(nil)
		fmt.Printf("weight %.3f, direction %.0f°, kappa %.0f\n", res.Weights[j], math.Atan2(mu[1], mu[0])*180/math.Pi, c.Kappa())
	}
	// Output:
	// weight 0.667, direction 30°, kappa 90
	// weight 0.333, direction 120°, kappa 86
}
