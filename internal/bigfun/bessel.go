// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package bigfun

import "math/big"

// LogBesselI returns log I_v(x) for v > -1 and x > 0.
func LogBesselI(v, x *big.Float) *big.Float { return fresh(Prec).Set(logI(Prec+32, v, x)) }

// LogBesselK returns log K_v(x) for any v and x > 0.
func LogBesselK(v, x *big.Float) *big.Float { return fresh(Prec).Set(logK(Prec+32, v, x)) }

// BesselIRatio returns I_{v+1}(x) / I_v(x).
func BesselIRatio(v, x *big.Float) *big.Float { return ratio(logI, v, x) }

// BesselKRatio returns K_{v+1}(x) / K_v(x).
func BesselKRatio(v, x *big.Float) *big.Float { return ratio(logK, v, x) }

// LogBesselIDeriv returns the derivatives of log I_v(x) in v and in x, to 150
// bits or more.
func LogBesselIDeriv(v, x *big.Float) (dv, dx *big.Float) {
	dv = derivative(v, func(v *big.Float) *big.Float { return logI(Prec+128, v, x) })
	dx = fresh(Prec).Quo(v, x)
	return dv, dx.Add(dx, ratio(logI, v, x))
}

// LogBesselKDeriv returns the derivatives of log K_v(x) in v and in x, to 150
// bits or more.
func LogBesselKDeriv(v, x *big.Float) (dv, dx *big.Float) {
	dv = derivative(v, func(v *big.Float) *big.Float { return logK(Prec+128, v, x) })
	dx = fresh(Prec).Quo(v, x)
	return dv, dx.Sub(dx, ratio(logK, v, x))
}

// ratio returns exp(f(v+1,x) - f(v,x)) with as many extra bits as the
// difference loses.
func ratio(f func(uint, *big.Float, *big.Float) *big.Float, v, x *big.Float) *big.Float {
	prec := uint(Prec + 64 + min(4096, max(0, 2*v.MantExp(nil), 2*x.MantExp(nil))))
	next := fresh(prec).Add(v, at(prec, 1))
	return Exp(fresh(prec).Sub(f(prec, next, x), f(prec, v, x)))
}

// large reports whether the Debye series serves.
func large(v, x *big.Float) bool {
	r := fresh(64).Add(fresh(64).Mul(v, v), fresh(64).Mul(x, x))
	return r.Cmp(at(64, 100*100)) >= 0
}

func logI(prec uint, v, x *big.Float) *big.Float {
	if large(v, x) {
		l, _ := debye(prec, v, x)
		return l
	}
	work := prec + 64
	f := log(work, fresh(work).Quo(x, at(work, 2)))
	f.Mul(f, v)
	f.Sub(f, lgamma1p(work, v))
	q := series(work, v, x)
	one := at(work, 1)
	if q.MantExp(nil) < -8 {
		f.Add(f, log1pSmall(work, q))
	} else {
		f.Add(f, log(work, q.Add(q, one)))
	}
	return fresh(prec).Set(f)
}

// series returns Σ_{k>=1} y^k / (k! (v+1)_k), y = x²/4.
func series(prec uint, v, x *big.Float) *big.Float {
	y := fresh(prec).Mul(x, x)
	y.Quo(y, at(prec, 4))
	sum, term := fresh(prec), at(prec, 1)
	for k := 1.0; ; k++ {
		d := fresh(prec).Add(v, at(prec, k))
		term.Mul(term, y)
		term.Quo(term, d.Mul(d, at(prec, k)))
		sum.Add(sum, term)
		if d.Sign() > 0 && term.MantExp(nil) < sum.MantExp(nil)-int(prec)-8 && d.Cmp(y) > 0 {
			return sum
		}
	}
}

func logK(prec uint, v, x *big.Float) *big.Float {
	v = fresh(v.Prec()).Abs(v)
	switch {
	case large(v, x):
		_, l := debye(prec, v, x)
		return l
	case x.Cmp(at(64, 4)) > 0:
		return logKIntegral(prec, v, x)
	default:
		return logKReflection(prec, v, x)
	}
}

// logKIntegral is the trapezoidal rule on
//
//	K_v(x) = ½ e^{-φ} ∫ exp(-r (cosh u - 1) - v (sinh u - u)) du,
//
// which is the integral of exp(-x cosh t + v t) shifted to the saddle point
// t = asinh(v/x), where nothing cancels.
func logKIntegral(prec uint, v, x *big.Float) *big.Float {
	work := prec + 64
	r := fresh(work).Add(fresh(work).Mul(v, v), fresh(work).Mul(x, x))
	r.Sqrt(r)
	rf, _ := r.Float64()
	// The rule's error is (cos y)^-r exp(-2πy/h) for any y < π/2; here y = 1.2.
	h := at(work, 0.125)
	for hf := 0.125; 7.5/hf-1.02*rf < 0.7*float64(work); hf /= 2 {
		h.SetFloat64(hf / 2)
	}
	sum := at(work, 1)
	one := at(work, 1)
	step := exp(work+32, h)
	for _, sign := range []float64{1, -1} {
		e := at(work+32, 1)
		if sign < 0 {
			step.Quo(one, step)
		}
		for k := 1.0; ; k++ {
			u := fresh(work).Mul(h, at(work, sign*k))
			e.Mul(e, step)
			inverse := fresh(work).Quo(one, e)
			c := fresh(work).Add(e, inverse)
			c.Quo(c, at(work, 2))
			c.Sub(c, one)
			s := fresh(work).Sub(e, inverse)
			s.Quo(s, at(work, 2))
			s.Sub(s, u)
			a := c.Mul(c, r)
			a.Add(a, s.Mul(s, v))
			if a.Cmp(at(work, 0.7*float64(work))) > 0 {
				break
			}
			sum.Add(sum, exp(work, a.Neg(a)))
		}
	}
	sum.Mul(sum, h)
	l := log(work, sum.Quo(sum, at(work, 2)))
	return fresh(prec).Sub(l, phase(work, v, x, r))
}

// logKReflection is K_v = π/2 (I_{-v} - I_v) / sin(πv), with the order moved
// off the integers by 2^-140 to either side; the mean of the two errs by the
// square of that.
func logKReflection(prec uint, v, x *big.Float) *big.Float {
	work := prec + 512
	delta := fresh(work).SetMantExp(at(work, 1), -140)
	sum := fresh(work)
	for _, d := range []*big.Float{delta, fresh(work).Neg(delta)} {
		o := fresh(work).Add(fresh(work).Set(v), d)
		o.Abs(o)
		// Γ(v) (x/2)^-v Σ y^k/(k! (1-v)_k) / 2, in which Γ(v) = Γ(1+v)/v
		one := at(work, 1)
		g := exp(work, lgamma(work, fresh(work).Add(o, one)))
		power := fresh(work).Mul(o, log(work, fresh(work).Quo(x, at(work, 2))))
		p := exp(work, power)
		first := fresh(work).Quo(g, fresh(work).Mul(o, p))
		first.Mul(first, fresh(work).Add(one, series(work, fresh(work).Neg(o), x)))
		// π/(sin(πv) Γ(1+v)) (x/2)^v Σ y^k/(k! (1+v)_k) / 2
		second := fresh(work).Quo(pi.at(work), fresh(work).Mul(sinPi(work, o), g))
		second.Mul(second, p)
		second.Mul(second, fresh(work).Add(one, series(work, o, x)))
		sum.Add(sum, first.Sub(first, second))
	}
	return fresh(prec).Set(log(work, sum.Quo(sum, at(work, 4))))
}
