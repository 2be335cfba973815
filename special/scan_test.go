package special

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/relaxnum/relax/internal/bigfun"
)

func TestScanSmall(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var ti, tk, tt tally
	for range 3000 {
		v, x := 20*r.Float64(), 20*r.Float64()
		switch r.IntN(3) {
		case 0:
			x = 0.5 * r.Float64()
			v = 2 * r.Float64()
		case 1:
			v = 3 * r.Float64()
			x = 3 * r.Float64()
		}
		if math.Hypot(v, x) >= 20 {
			continue
		}
		bv, bx := bigfun.Float(v), bigfun.Float(x)
		ti.add(mixed(LogBesselI(v, x), bigfun.LogBesselI(bv, bx), false), v, x)
		e := mixed(LogBesselK(v, x), bigfun.LogBesselK(bv, bx), false)
		if x < temmeBelow {
			tt.add(e, v, x)
		} else {
			tk.add(e, v, x)
		}
	}
	for _, s := range []*tally{&ti, &tk, &tt} {
		t.Logf("%d %.2f %v median %.3f", len(s.errors), s.worst, s.at, s.median())
	}
}

func TestScanPrecise(t *testing.T) {
	// every zero-curve point off by some ulps
	for _, r := range readRows(t, "bessel_log_nearzero.csv", "bessel_log.csv") {
		if a, _ := r.i.Float64(); math.Abs(a) < 1 {
			if e := mixed(LogBesselIPrecise(r.v, r.x), r.i, true); e > 2 {
				t.Log("I", r.set, r.v, r.x, a, e)
			}
		}
		if a, _ := r.k.Float64(); math.Abs(a) < 1 {
			if e := mixed(LogBesselKPrecise(r.v, r.x), r.k, true); e > 2 {
				t.Log("K", r.set, r.v, r.x, a, e)
			}
		}
	}
}
