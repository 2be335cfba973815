// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math"
)

// KLDivergence returns the Kullback–Leibler divergence from l to r,
//
//	∫ l log(l/r) = log C_l − log C_r + A(κ_l) (κ_l − κ_r μ_l·μ_r),
//
// in nats. It is never negative and exactly 0 for equal parameters; its small
// values are as accurate, relatively, as its large ones. It panics if the
// dimensions differ.
func KLDivergence(l, r *Dist) float64 {
	if len(l.mu) != len(r.mu) {
		panic(fmt.Sprintf("vmf: distributions in dimensions %d and %d", len(l.mu), len(r.mu)))
	}
	p := len(l.mu)
	turn := 0.0
	if r.kappa > 0 && l.kappa > 0 {
		a, _, _ := moments(order(p), l.kappa)
		turn = r.kappa * a * versine(l.mu, r.mu)
	}
	return divergence(p, l.kappa, r.kappa) + turn
}

// divergence returns the divergence from concentration k to concentration l
// about one mean direction, which is the Bregman divergence of φ = −log C:
//
//	φ(l) − φ(k) − A(k)(l − k) = ∫ₖˡ (l−t) A′(t) dt.
func divergence(p int, k, l float64) float64 {
	nu := order(p)
	r, s := math.Hypot(nu+1, k), math.Hypot(nu+1, l)
	if r <= 1.5*s && s <= 1.5*r {
		// The singularities of A′ lie on the imaginary axis beyond ±(ν+1)i: on
		// an interval this short the rule is exact to rounding, and all it
		// adds is positive.
		m, h := k/2+l/2, l/2-k/2
		if h == 0 {
			return 0
		}
		sum := 0.0
		for _, g := range gauss {
			for _, x := range [2]float64{-g.x, g.x} {
				_, _, da := moments(nu, m+h*x)
				sum += g.w * (1 - x) * da
			}
		}
		return h * h * sum
	}
	// −H(k) + [φ(l) − l] + l(1 − A(k)): with the entropy H and the height of
	// the peak, no term grows with k or l as φ does.
	c := 1.0
	if k > 0 {
		_, c, _ = moments(nu, k)
	}
	return l*c - logPeak(p, l) - entropy(p, k)
}

// gauss holds the positive nodes and the weights of Gauss's rule with 16 nodes
// on [−1, 1].
var gauss = [...]struct{ x, w float64 }{
	{0.095012509837637440185, 0.18945061045506849629},
	{0.28160355077925891323, 0.18260341504492358887},
	{0.45801677765722738634, 0.16915651939500253819},
	{0.61787624440264374845, 0.14959598881657673208},
	{0.7554044083550030339, 0.12462897125553387205},
	{0.86563120238783174388, 0.09515851168249278481},
	{0.94457502307323257608, 0.062253523938647892863},
	{0.9894009349916499326, 0.027152459411754094852},
}
