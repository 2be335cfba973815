// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import "math"

// LogBesselIDeriv returns the derivatives of log I_v(x) in v and in x, with an
// error below 1e-13 max(|d|, 1).
//
// They exist where [LogBesselI] is not NaN. Off the interior of its domain they
// are the limits:
//
//	LogBesselIDeriv(v, 0) = -Inf, +Inf for v > 0
//	LogBesselIDeriv(0, 0) = -Inf, 0
//	LogBesselIDeriv(v, +Inf) = 0, 1 for finite v
//	LogBesselIDeriv(+Inf, x) = -Inf, +Inf for finite x
func LogBesselIDeriv(v, x float64) (dv, dx float64) {
	switch {
	case math.IsNaN(v) || !(x >= 0) || math.IsInf(v, 0) && math.IsInf(x, 1) || v < 0 && (v != math.Floor(v) || math.IsInf(v, -1)):
		return math.NaN(), math.NaN()
	case v < 0:
		return reflectIDeriv(-v, x)
	case math.IsInf(x, 1):
		return 0, 1
	case math.IsInf(v, 1):
		return math.Inf(-1), math.Inf(1)
	case x == 0:
		if v == 0 {
			return math.Inf(-1), 0
		}
		return math.Inf(-1), math.Inf(1)
	case !isLarge(v, x):
		return seriesIDeriv(v, x)
	case v >= hugeRadius || x >= hugeRadius:
		return -hugeLog(v, x), hugeSlope(v, x)
	}
	// d/dv: -log((v+r)/x) - ½ v w² + v w² Σ w^k g_k; d/dx: r/x - x w² (½ + Σ w^k e_k)
	p := saddleAt(v, x)
	vw := v * p.w
	n := slopeTerms(p.r)
	odd, even := debyeOrders(n, p.w, vw*vw)
	dv = vw*p.w*(odd+even-0.5) - (p.l + p.lLow)
	odd, even = debyeSlopes(n, p.w, vw*vw)
	return dv, p.r/x - x*p.w*p.w*(0.5+(odd+even))
}

// LogBesselKDeriv returns the derivatives of log K_v(x) in v, an odd function of
// v, and in x, with an error below 1e-13 max(|d|, 1).
//
// They exist where [LogBesselK] is not NaN. Off the interior of its domain they
// are the limits:
//
//	LogBesselKDeriv(v, 0) = ±Inf, -Inf with the sign of v
//	LogBesselKDeriv(0, 0) = 0, -Inf
//	LogBesselKDeriv(v, +Inf) = 0, -1 for finite v
//	LogBesselKDeriv(±Inf, x) = ±Inf, -Inf for finite x
func LogBesselKDeriv(v, x float64) (dv, dx float64) {
	if math.Signbit(v) {
		dv, dx = LogBesselKDeriv(-v, x)
		return -dv, dx
	}
	switch {
	case math.IsNaN(v) || !(x >= 0) || math.IsInf(v, 0) && math.IsInf(x, 1):
		return math.NaN(), math.NaN()
	case math.IsInf(x, 1):
		return 0, -1
	case x == 0 || math.IsInf(v, 1):
		if v == 0 {
			return 0, math.Inf(-1)
		}
		return math.Inf(1), math.Inf(-1)
	case !isLarge(v, x):
		if x < temmeBelow {
			return temmeDeriv(v, x)
		}
		// The means of t = asinh(v/x) + u and of -cosh t.
		p := saddleAt(v, x)
		dv = p.l + (p.lLow + trapezoidShift(p.r, v))
		return dv, -(v/x + trapezoidGrowth(p.r, v, true)*(x/(v+p.r)))
	case v >= hugeRadius || x >= hugeRadius:
		return hugeLog(v, x), -hugeSlope(v, x)
	}
	// d/dv: log((v+r)/x) - ½ v w² + v w² Σ (-w)^k g_k; d/dx: -r/x - x w² (½ + Σ (-w)^k e_k)
	p := saddleAt(v, x)
	vw := v * p.w
	n := slopeTerms(p.r)
	odd, even := debyeOrders(n, p.w, vw*vw)
	dv = vw*p.w*(even-odd-0.5) + (p.l + p.lLow)
	odd, even = debyeSlopes(n, p.w, vw*vw)
	return dv, -p.r/x - x*p.w*p.w*(0.5+(even-odd))
}

// reflectIDeriv is LogBesselIDeriv(-n, x) for n = 1, 2, ...: the derivative of
// I_{-v} = I_v + (2/π) sin(πv) K_v at v = n.
func reflectIDeriv(n, x float64) (dv, dx float64) {
	dv, dx = LogBesselIDeriv(n, x)
	i, k := LogBesselIK(n, x)
	c := 2 * math.Exp(k-i)
	if math.Mod(n, 2) == 1 {
		c = -c
	}
	if x == 0 {
		return -c, dx // beside K/I, dv is nothing
	}
	return -(dv + c), dx
}

// hugeLog is log((v+r)/x) where v or x is at least hugeRadius.
func hugeLog(v, x float64) float64 {
	if q := hugeUp(v, x); q < 0x1p1000 {
		return math.Asinh(v / x)
	}
	return math.Log(v) - math.Log(x) + math.Ln2
}

// hugeSlope is r/x there.
func hugeSlope(v, x float64) float64 { return math.Hypot(0.25*v, 0.25*x) / (0.25 * x) }

// seriesIDeriv differentiates log I for hypot(v, x) < debyeMin term by term:
// d/dv log I = log(x/2) - ψ(1+v) + d/dv log(1+q), where the term y^k/(k! (v+1)_k)
// of q has the derivative -Σ_{j<=k} 1/(v+j) times itself.
func seriesIDeriv(v, x float64) (dv, dx float64) {
	h := 0.5 * x
	y := h * h
	q, dq := 0.0, 0.0
	for k := float64(seriesTerms[int(x)] + 2); k > 0; k-- {
		a := v + k
		c := y / (k * a)
		dq = c * (dq - (1+q)/a)
		q = c * (1 + q)
	}
	l, low := logHalf(x)
	return l + (low - digamma1p(v) + dq/(1+q)), seriesIRatio(v, x) + v/x
}

// digamma1p is ψ(1+v) for v >= 0.
func digamma1p(v float64) float64 {
	if v < stirlingFrom {
		m := int(v + 0.5)
		g := &gammaPieces[m]
		t := v - float64(m)
		// d/dt of t (slope + t p)
		p, dp := 0.0, 0.0
		for i := len(g.p) - 1; i >= 0; i-- {
			dp = dp*t + p
			p = p*t + g.p[i]
		}
		return g.slope + t*(2*p+t*dp)
	}
	// d/dv of (v+½) log v - v + S(1/v²)/v
	u := 1 / v
	z := u * u
	p, dp := 0.0, 0.0
	for i := len(gammaStirling) - 1; i >= 0; i-- {
		dp = dp*z + p
		p = p*z + gammaStirling[i]
	}
	return math.Log(v) + (0.5*u - z*(p+2*z*dp))
}

// temmeDeriv is LogBesselKDeriv for hypot(v, x) < debyeMin, x < temmeBelow:
// Temme's series and the recurrence, differentiated in μ.
func temmeDeriv(v, x float64) (dv, dx float64) {
	n := math.Floor(v + 0.5)
	mu := v - n
	l, low := logHalf(x)
	l = -(l + low)
	k, dk := temmeDerivPair(mu, x, l)
	h := 0.5 * x
	y := h * h
	// k[j] = (x/2)^j K_{μ+j}
	for j := 1.0; j < n; j++ {
		k[0], k[1] = k[1], (mu+j)*k[1]+y*k[0]
		dk[0], dk[1] = dk[1], k[0]+(mu+j)*dk[1]+y*dk[0]
	}
	up, down := temmeRatios(v, x)
	if n == 0 {
		if dx = v/x - up; math.IsNaN(dx) || math.IsInf(up, 1) {
			dx = math.Inf(-1)
		}
		return dk[0] / k[0], dx
	}
	return dk[1] / k[1], -(v/x + down)
}

// temmeDerivPair returns K_μ and (x/2) K_{μ+1}, and their derivatives in μ, for
// l = log(2/x).
func temmeDerivPair(mu, x, l float64) (k, dk [2]float64) {
	z := mu * mu
	g1, dg1 := polynomialDeriv(temmeGamma1[:], z)
	g2, dg2 := polynomialDeriv(temmeGamma2[:], z)
	dg1, dg2 = 2*mu*dg1, 2*mu*dg2
	plus, minus := g2-mu*g1, g2+mu*g1
	dPlus, dMinus := dg2-g1-mu*dg1, dg2+g1+mu*dg1
	s, ds := polynomialDeriv(temmeSine[:], z)
	sine, dSine := 1+z*s, 2*mu*(s+z*ds)

	sigma := mu * l
	e := math.Exp(sigma)
	i := 1 / e
	cosh, sinh := 0.5*(e+i), 0.5*(e-i)
	var sinhc, dSinhc float64 // sinh(σ)/σ and its derivative in σ
	if q := sigma * sigma; q < 1 {
		sinhc = 1 + q/6*(1+q/20*(1+q/42*(1+q/72*(1+q/110*(1+q/156*(1+q/210*(1+q/272)))))))
		dSinhc = sigma / 3 * (1 + q/10*(1+q/28*(1+q/54*(1+q/88*(1+q/130*(1+q/180*(1+q/238)))))))
	} else {
		sinhc = sinh / sigma
		dSinhc = (cosh - sinhc) / sigma
	}
	f := (g1*cosh + g2*l*sinhc) / sine
	df := (dg1*cosh + g1*l*sinh + l*(dg2*sinhc+g2*l*dSinhc) - f*dSine) / sine
	p, q := 0.5*e/plus, 0.5*i/minus
	dp, dq := p*(l-dPlus/plus), q*(-l-dMinus/minus)

	h := 0.5 * x
	y := h * h
	c := 1.0
	k, dk = [2]float64{f, p}, [2]float64{df, dp}
	for j := 1.0; ; j++ {
		a, b := j-mu, j+mu
		d := 1 / (a * b)
		f = (j*f + p + q) * d
		df = (j*df + dp + dq + 2*mu*f) * d
		p /= a
		dp = (dp + p) / a
		q /= b
		dq = (dq - q) / b
		c *= y / j
		k[0] += c * f
		k[1] += c * (p - j*f)
		dk[0] += c * df
		dk[1] += c * (dp - j*df)
		if c < 0x1p-60 {
			return k, dk
		}
	}
}

// polynomialDeriv returns the polynomial with coefficients c in ascending
// powers and its derivative.
func polynomialDeriv(c []float64, t float64) (p, dp float64) {
	for i := len(c) - 1; i >= 0; i-- {
		dp = dp*t + p
		p = p*t + c[i]
	}
	return p, dp
}
