package special

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"
)

// reports min ns and min/median ratio against a reference loop of math.Log
func TestZZTime(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	ref := func(x []float64) {
		s := 0.0
		for _, a := range x {
			s += math.Log(a)
		}
		sink = s
	}
	for _, w := range workloads {
		v, x := w.draw(1024)
		for _, fn := range []struct {
			n string
			f func(v, x float64) float64
		}{{"I", LogBesselI}, {"K", LogBesselK}} {
			var tf, tr, q []float64
			for k := 0; k < 400; k++ {
				a := time.Now()
				s := 0.0
				for i := range x[:256] {
					s += fn.f(v[i], x[i])
				}
				sink = s
				b := time.Now()
				ref(x)
				ref(x)
				c := time.Now()
				tf = append(tf, float64(b.Sub(a))/256)
				tr = append(tr, float64(c.Sub(b))/2048)
				q = append(q, tf[k]/tr[k])
			}
			slices.Sort(tf)
			slices.Sort(tr)
			slices.Sort(q)
			var ts []float64
			g := LogBesselISlice
			if fn.n == "K" {
				g = LogBesselKSlice
			}
			dst := make([]float64, len(x))
			for k := 0; k < 100; k++ {
				a := time.Now()
				g(dst, v, x)
				ts = append(ts, float64(time.Since(a))/float64(len(x)))
			}
			slices.Sort(ts)
			fmt.Printf("slice min %6.1f med %6.1f ", ts[0], ts[50])
			fmt.Printf("%-10s %s  min %6.1f ns  med %6.1f   log min %5.2f  ratio med %5.1f\n", w.name, fn.n, tf[0], tf[200], tr[0], q[200])
		}
	}
}
