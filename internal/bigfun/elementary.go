// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package bigfun

import (
	"math"
	"math/big"
	"sync"
)

// Prec is the precision of all results, in bits.
const Prec = 256

// Float returns x.
func Float(x float64) *big.Float { return fresh(Prec).SetFloat64(x) }

func fresh(prec uint) *big.Float { return new(big.Float).SetPrec(prec) }

// at returns x at prec bits.
func at(prec uint, x float64) *big.Float { return fresh(prec).SetFloat64(x) }

// Ratio returns a/b as a float64, or 0 if both are 0.
func Ratio(a, b *big.Float) float64 {
	if a.Sign() == 0 && b.Sign() == 0 {
		return 0
	}
	f, _ := fresh(Prec).Quo(a, b).Float64()
	return f
}

// A constant is computed once, with more bits than any caller has asked for.
type constant struct {
	mu    sync.Mutex
	value *big.Float
	make  func(prec uint) *big.Float
}

func (c *constant) at(prec uint) *big.Float {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.value == nil || c.value.Prec() < prec+32 {
		c.value = c.make(prec + 64)
	}
	return fresh(prec).Set(c.value)
}

// atanInverse returns atan(1/n), or atanh(1/n), by Taylor's series.
func atanInverse(prec uint, n int64, hyperbolic bool) *big.Float {
	power := fresh(prec).Quo(at(prec, 1), fresh(prec).SetInt64(n))
	square := fresh(prec).Mul(power, power)
	sum := fresh(prec).Set(power)
	for k := int64(3); ; k += 2 {
		power.Mul(power, square)
		if !hyperbolic {
			power.Neg(power)
		}
		term := fresh(prec).Quo(power, fresh(prec).SetInt64(k))
		if term.MantExp(nil) < sum.MantExp(nil)-int(prec) {
			return sum
		}
		sum.Add(sum, term)
	}
}

var pi = constant{make: func(prec uint) *big.Float { // Machin
	a := fresh(prec).Mul(at(prec, 16), atanInverse(prec, 5, false))
	return a.Sub(a, fresh(prec).Mul(at(prec, 4), atanInverse(prec, 239, false)))
}}

var ln2 = constant{make: func(prec uint) *big.Float { // log 2 = 2 atanh(1/3)
	a := atanInverse(prec, 3, true)
	return a.Add(a, a)
}}

// Pi returns π.
func Pi() *big.Float { return pi.at(Prec) }

// Exp returns e^x for |x| < 2^40.
func Exp(x *big.Float) *big.Float { return exp(Prec, x) }

func exp(prec uint, x *big.Float) *big.Float {
	work := prec + 64
	f, _ := x.Float64()
	k := math.Round(f / math.Ln2)
	r := fresh(work).Sub(fresh(work).Set(x), fresh(work).Mul(at(work, k), ln2.at(work)))
	const halvings = 16
	y := expm1Small(work, r.SetMantExp(r, -halvings))
	for range halvings { // (1+y)² - 1 = y (2+y)
		y.Mul(y, fresh(work).Add(y, at(work, 2)))
	}
	y.Add(y, at(work, 1))
	return fresh(prec).SetMantExp(y, int(k))
}

// expm1Small returns e^r - 1 for small r by Taylor's series.
func expm1Small(prec uint, r *big.Float) *big.Float {
	sum, term := fresh(prec).Set(r), fresh(prec).Set(r)
	for n := int64(2); r.Sign() != 0; n++ {
		term.Mul(term, r)
		term.Quo(term, fresh(prec).SetInt64(n))
		if term.MantExp(nil) < sum.MantExp(nil)-int(prec) {
			break
		}
		sum.Add(sum, term)
	}
	return sum
}

// Log returns the natural logarithm of x > 0, good to Prec bits also near 1.
func Log(x *big.Float) *big.Float { return log(Prec, x) }

func log(prec uint, x *big.Float) *big.Float {
	work := prec + 64
	m := fresh(work)
	e := x.MantExp(m) // m in [1/2, 1)
	m.Set(fresh(work).Set(m))
	if f, _ := m.Float64(); f < math.Sqrt2/2 {
		m.SetMantExp(m, 1)
		e--
	}
	one := at(work, 1)
	d := fresh(work).Sub(m, one)
	if e == 0 && d.Sign() != 0 && d.MantExp(nil) < -8 {
		return fresh(prec).Set(log1pSmall(work, d))
	}
	// Newton: y <- y + 2 (m - e^y)/(m + e^y), which triples the digits.
	f, _ := m.Float64()
	y := at(work, math.Log(f))
	for digits := uint(50); digits < work; digits *= 3 {
		ey := exp(work, y)
		num := fresh(work).Sub(m, ey)
		y.Add(y, num.Quo(num.Add(num, num), ey.Add(ey, m)))
	}
	return fresh(prec).Add(y, fresh(work).Mul(at(work, float64(e)), ln2.at(work)))
}

// log1pSmall returns log(1+d) = 2 atanh(d/(2+d)) for small d.
func log1pSmall(prec uint, d *big.Float) *big.Float {
	u := fresh(prec).Quo(d, fresh(prec).Add(d, at(prec, 2)))
	square := fresh(prec).Mul(u, u)
	sum, power := fresh(prec).Set(u), fresh(prec).Set(u)
	for k := int64(3); ; k += 2 {
		power.Mul(power, square)
		term := fresh(prec).Quo(power, fresh(prec).SetInt64(k))
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-int(prec) {
			return sum.Add(sum, sum)
		}
		sum.Add(sum, term)
	}
}

// Log1p returns log(1+x) for x > -1, good to Prec bits also near 0.
func Log1p(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return Float(0)
	}
	if x.MantExp(nil) < -8 {
		return fresh(Prec).Set(log1pSmall(Prec+64, x))
	}
	return Log(fresh(Prec+64).Add(x, at(Prec, 1)))
}

// Sqrt returns the square root of x.
func Sqrt(x *big.Float) *big.Float { return fresh(Prec).Sqrt(x) }

// SinPi returns sin(π x).
func SinPi(x *big.Float) *big.Float { return sinPi(Prec, x) }

func sinPi(prec uint, x *big.Float) *big.Float {
	work := prec + 64
	n, _ := fresh(work).Add(x, at(work, math.Copysign(0.5, float64(x.Sign())))).Int(nil) // round to nearest
	r := fresh(work).Sub(x, fresh(work).SetInt(n))
	r.Mul(r, pi.at(work))
	square := fresh(work).Mul(r, r)
	sum, term := fresh(work).Set(r), fresh(work).Set(r)
	for k := int64(2); term.Sign() != 0; k += 2 {
		term.Mul(term, square)
		term.Quo(term, fresh(work).SetInt64(-k*(k+1)))
		if term.MantExp(nil) < sum.MantExp(nil)-int(work) {
			break
		}
		sum.Add(sum, term)
	}
	if n.Bit(0) == 1 {
		sum.Neg(sum)
	}
	return fresh(prec).Set(sum)
}
