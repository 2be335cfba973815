// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"github.com/relaxnum/relax/internal/parallel"
)

// Talbot inverts the Laplace transform along Talbot's contour, which bends to
// the left so that e^(st) makes the integrand vanish.
//
// The integral for L converges only to the right of the decay rate of E₀, and
// the contour goes far beyond. There sL(s) is continued along circles: as a
// function of the angle it is known between −90° and 90°, or some more, and
// analytic up to 180° or not much less, when E₀ is analytic; a polynomial in the
// angle that interpolates the known part extrapolates it, losing digits no
// faster than e^(st) makes them superfluous. A covariance that is not analytic for t > 0
// gives wrong results: [Euler] and [Renewal] do not mind.
//
// The contour is stretched upwards by two, to hold poles of the transform off
// the real axis that the common one leaves out (Talbot's parameter ν). The
// result is compared with that of a smaller contour with fewer nodes, and
// ErrNotConverged reports a difference above Settings.Tol. The default gives
// 1e-10.
//
// A. Talbot, The accurate numerical inversion of Laplace transforms, J. Inst.
// Maths. Applics. 23 (1979) 97. J. Abate and P. P. Valkó, Multi-precision Laplace transform inversion, Int. J.
// Numer. Meth. Engng. 60 (2004) 979.
type Talbot struct {
	// Terms is the number of nodes on the upper half of the contour; zero
	// means 40. Between 8 and 60: rounding errors grow like e^(Terms/4).
	Terms int
}

func (m *Talbot) terms() int {
	if m.Terms == 0 {
		return 40
	}
	return m.Terms
}

func (m *Talbot) check() error {
	if n := m.terms(); n < 8 || n > 60 {
		return fmt.Errorf("persist: Talbot.Terms is %d, want 8 to 60, or zero for 40: %w", m.Terms, ErrInput)
	}
	return nil
}

// contour holds the nodes st and the weights of a rule for the contour
//
//	st = r (φ cot φ + iνφ),  −π < φ < π.
type contour struct{ nodes, weights []complex128 }

func newContour(n int, r, nu float64) contour {
	c := contour{make([]complex128, n), make([]complex128, n)}
	for k := range n {
		phi := math.Pi * (float64(k) + 0.5) / float64(n)
		cot := 1 / math.Tan(phi)
		c.nodes[k] = complex(r*phi*cot, r*nu*phi)
		slope := complex(r*nu, -r*(cot-phi*(1+cot*cot))) // ds/dφ over i
		c.weights[k] = cmplx.Exp(c.nodes[k]) * slope / complex(float64(n), 0)
	}
	return c
}

func (m *Talbot) survive(ctx context.Context, dst, t []float64, tab *table, s Settings) error {
	n := m.terms()
	few := n * 9 / 10
	fine, coarse := newContour(n, float64(n)/4, 2), newContour(few, float64(few)/4, 1.8)
	theta := tab.tilt()
	left := max(0, tab.reach()-theta)
	diff := make([]float64, len(t))
	parallel.Blocks(s.Workers, len(t), 1, func(i, _, _ int) {
		if ctx.Err() != nil {
			return
		}
		// relative to e^(−θt)
		v := tab.invert(fine, t[i], theta, left)
		diff[i] = math.Abs(v - tab.invert(coarse, t[i], theta, left))
		dst[i] = v * math.Exp(-theta*t[i])
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, d := range diff {
		if !(d <= s.Tol) {
			return fmt.Errorf("persist: Talbot's method at t = %v: results with %d and %d terms differ by %.2g, want %.2g: %w", t[i], n, few, d, s.Tol, ErrNotConverged)
		}
	}
	return nil
}

// invert returns e^(θt)P(T > t). L(s−θ) can be had for Re s ≥ −left.
func (t *table) invert(c contour, time, theta, left float64) float64 {
	sum := 0.0
	for k, z := range c.nodes {
		s := z / complex(time, 0)
		var l complex128
		if real(s) >= -left {
			l = t.laplace(s - complex(theta, 0))
		} else {
			l = t.continued(s, theta, left)
		}
		sum += real(c.weights[k] * survivalTransform(s-complex(theta, 0), l))
	}
	return sum / time
}

// arc is the number of angles at which the transform is known. For −90° to 90°, a singularity at 180° leaves (2+√3)^−26 = 1e-15 to the polynomial.
const arc = 26

// continued returns L(s−θ) for Re s < −left.
func (t *table) continued(s complex128, theta, left float64) complex128 {
	radius, angle := cmplx.Polar(s)
	known := math.Acos(max(-0.95, -left/radius))
	var f [arc]complex128 // sL at Chebyshev points; conjugates of each other
	for i := range arc / 2 {
		phi := known * math.Cos(math.Pi*(float64(i)+0.5)/arc)
		z := cmplx.Rect(radius, phi)
		f[i] = z * t.laplace(z-complex(theta, 0))
		f[arc-1-i] = cmplx.Conj(f[i])
	}
	// Chebyshev coefficients and their sum at an angle beyond what is known.
	x := angle / known
	var sum complex128
	before, now := 1.0, x // T₀, T₁
	for k := range arc {
		var a complex128
		for i := range arc {
			a += f[i] * complex(math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/arc), 0)
		}
		if k == 0 {
			a /= 2
		}
		sum += a * complex(before*2/arc, 0)
		before, now = now, 2*x*now-before
	}
	return sum / s
}
