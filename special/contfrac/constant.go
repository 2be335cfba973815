// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"fmt"
	"math/big"
)

// A Constant is a real number known to any precision.
type Constant struct {
	// Name is what results call it.
	Name string
	// Value returns a number within 2^−prec·max(1, |x|) of the constant x. It
	// must be safe to call from several goroutines. A nil *big.Float says that
	// there is no such number.
	Value func(prec uint) *big.Float
}

// interval returns the ends of an interval that contains the constant.
func (c Constant) interval(prec uint) (lo, hi *big.Rat, err error) {
	v := c.Value(prec)
	if v == nil || v.IsInf() {
		return nil, nil, fmt.Errorf("contfrac: Constant.Value of %q gave no finite number: %w", c.Name, ErrDomain)
	}
	// |x| ≤ |v|(1 + 2^−prec) + 2^−prec < 2^(exponent+1) or 2
	shift := max(0, v.MantExp(nil)+1)
	if v.Sign() == 0 {
		shift = 1
	}
	if v.MantExp(nil) < -(1<<20) || shift > 1<<20 {
		return nil, nil, fmt.Errorf("contfrac: Constant.Value of %q is of the order 2^%d, want an exponent within ±2^20: %w", c.Name, v.MantExp(nil), ErrDomain)
	}
	mid, _ := v.Rat(nil)
	width := new(big.Rat)
	if e := int(prec) - shift; e >= 0 {
		width.SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(e)))
	} else {
		width.SetInt(new(big.Int).Lsh(big.NewInt(1), uint(-e)))
	}
	return new(big.Rat).Sub(mid, width), new(big.Rat).Add(mid, width), nil
}

// fixed wraps a series in fixed-point arithmetic as a Constant: f returns the
// number times 2^w, with an error of less than 2^32 units for w bits.
func fixed(name string, f func(w uint) *big.Int) Constant {
	return Constant{Name: name, Value: func(prec uint) *big.Float {
		w := prec + 40
		v := f(w)
		if v == nil {
			return nil
		}
		x := new(big.Float).SetPrec(max(64, uint(v.BitLen()))).SetInt(v)
		return x.SetMantExp(x, -int(w))
	}}
}

// E returns the base of natural logarithms.
func E() Constant {
	c := Exp(big.NewRat(1, 1))
	c.Name = "e"
	return c
}

// Exp returns eˣ for |x| ≤ 1024.
func Exp(x *big.Rat) Constant {
	return fixed("exp("+name(x)+")", func(w uint) *big.Int {
		if tooLarge(x) {
			return nil
		}
		return expFixed(x, w)
	})
}

// Tan returns tan x for |x| ≤ 1024. A rational number is never a pole.
func Tan(x *big.Rat) Constant {
	return fixed("tan("+name(x)+")", func(w uint) *big.Int {
		if tooLarge(x) {
			return nil
		}
		return quotient(w, func(g uint) (num, den *big.Int) { return evenOdd(x, g, -1) })
	})
}

// Tanh returns tanh x for |x| ≤ 1024.
func Tanh(x *big.Rat) Constant {
	return fixed("tanh("+name(x)+")", func(w uint) *big.Int {
		if tooLarge(x) {
			return nil
		}
		return quotient(w, func(g uint) (num, den *big.Int) { return evenOdd(x, g, 1) })
	})
}

// Coth returns coth x for 0 < |x| ≤ 1024.
func Coth(x *big.Rat) Constant {
	return fixed("coth("+name(x)+")", func(w uint) *big.Int {
		if tooLarge(x) || x.Sign() == 0 {
			return nil
		}
		return quotient(w, func(g uint) (num, den *big.Int) {
			s, c := evenOdd(x, g, 1)
			return c, s
		})
	})
}

// BesselIRatio returns I₍ᵥ₊₁₎(x)/I₍ᵥ₎(x), the ratio of modified Bessel functions
// of the first kind, for a rational order v ≥ 0 and |x| ≤ 1024.
func BesselIRatio(v, x *big.Rat) Constant {
	return fixed(fmt.Sprintf("I_%s(%s)/I_%s(%s)", name(plus(v, 1)), name(x), name(v), name(x)), func(w uint) *big.Int {
		if tooLarge(v) || tooLarge(x) || v.Sign() < 0 {
			return nil
		}
		return quotient(w, func(g uint) (num, den *big.Int) { return besselFixed(v, x, g) })
	})
}

// Reciprocal returns 1/c for a nonzero constant c.
func Reciprocal(c Constant) Constant {
	return Constant{Name: "1/(" + c.Name + ")", Value: func(prec uint) *big.Float {
		if c.Value == nil {
			return nil
		}
		// Ask for more bits until the leading ones are certain.
		for extra := uint(8); extra <= 1<<16; extra *= 2 {
			v := c.Value(prec + extra)
			if v == nil || v.IsInf() {
				return nil
			}
			if e := v.MantExp(nil); v.Sign() != 0 && 2*e+int(extra) >= 4 {
				return new(big.Float).SetPrec(prec+extra+64).Quo(big.NewFloat(1), v)
			}
		}
		return nil
	}}
}

// Sqrt returns the square root of x ≥ 0 whose numerator and denominator have at
// most 65536 bits.
func Sqrt(x *big.Rat) Constant {
	return fixed("sqrt("+name(x)+")", func(w uint) *big.Int {
		if x == nil || x.Sign() < 0 || max(x.Num().BitLen(), x.Denom().BitLen()) > 1<<16 {
			return nil
		}
		v := new(big.Int).Lsh(x.Num(), 2*w)
		return v.Sqrt(v.Div(v, x.Denom()))
	})
}

// Golden returns the golden ratio (1 + √5)/2.
func Golden() Constant {
	return fixed("phi", func(w uint) *big.Int {
		v := new(big.Int).Lsh(big.NewInt(5), 2*w)
		v.Sqrt(v)
		v.Add(v, new(big.Int).Lsh(big.NewInt(1), w))
		return v.Rsh(v, 1)
	})
}

// Pi returns π.
func Pi() Constant { return fixed("pi", piFixed) }

// Log returns the natural logarithm of x for x > 0 whose numerator and
// denominator have at most 1024 bits.
func Log(x *big.Rat) Constant {
	return fixed("log("+name(x)+")", func(w uint) *big.Int {
		if x == nil || x.Sign() <= 0 || max(x.Num().BitLen(), x.Denom().BitLen()) > 1024 {
			return nil
		}
		return logFixed(x, w)
	})
}

// Zeta3 returns Apéry's constant ζ(3).
func Zeta3() Constant { return fixed("zeta(3)", zeta3Fixed) }

// Catalan returns Catalan's constant 1 − 1/9 + 1/25 − ….
func Catalan() Constant { return fixed("Catalan", catalanFixed) }

// EulerGamma returns Euler's constant γ.
func EulerGamma() Constant { return fixed("gamma", gammaFixed) }

func name(x *big.Rat) string {
	if x == nil {
		return "nil"
	}
	return x.RatString()
}

func plus(x *big.Rat, n int64) *big.Rat {
	if x == nil {
		return nil
	}
	return new(big.Rat).Add(x, big.NewRat(n, 1))
}

// tooLarge reports whether x is nil, above 1024 in absolute value, or so long
// that the series would not end in reasonable time.
func tooLarge(x *big.Rat) bool {
	return x == nil || x.Num().BitLen() > 1<<16 || x.Denom().BitLen() > 1<<16 ||
		new(big.Rat).Abs(x).Cmp(big.NewRat(1024, 1)) > 0
}
