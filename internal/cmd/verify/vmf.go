// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special/vmf"
)

func init() { areas["vmf"] = verifyVMF }

func verifyVMF(v *measure.Verify) {
	verifyVMFTable(v)
	verifyVMFLarge(v)
	verifyVMFSample(v)
	verifyVMFBias(v)
}

const vmfEps = 0x1p-52

// verifyVMFTable compares with values of 22 digits at p from 2 to 1e6 and mean
// lengths from 1e-6 to 0.999999.
func verifyVMFTable(v *measure.Verify) {
	rows, err := vmfTable("special", "vmf", "testdata", "vmf.csv")
	if err != nil {
		v.Row("vmf: reference table", err.Error(), false)
		return
	}
	var kappa, target, logC, entropy float64
	steps := 0
	for _, row := range rows {
		p, r := int(row[0]), row[1]
		k, iter, err := vmf.KappaMLE(p, r)
		if err != nil {
			v.Row(fmt.Sprintf("vmf p=%d, R=%v: kappa %v", p, r, row[3]), err.Error(), false)
			continue
		}
		steps = max(steps, iter)
		e := math.Abs(k-row[3]) / row[3] / vmfEps
		kappa, target = max(kappa, e), max(target, e/(1+1/(1-r)))
		logC = max(logC, math.Abs(vmf.LogNormalizer(p, row[3])-row[4])/max(math.Abs(row[4]), 1)/vmfEps)
		mu := make([]float64, p)
		mu[0] = 1
		d, err := vmf.New(mu, row[3], nil)
		if err != nil {
			v.Row(fmt.Sprintf("vmf p=%d, R=%v: New", p, r), err.Error(), false)
			continue
		}
		entropy = max(entropy, math.Abs(d.Entropy()-row[5])/max(math.Abs(row[5]), 1)/vmfEps)
	}
	n := len(rows)
	v.Row(fmt.Sprintf("vmf kappa, %d values: relative error <= 4 eps (1 + 1/(1-R))", n), fmt.Sprintf("%.2g eps (1 + 1/(1-R)), %.2g eps", target, kappa), target <= 4)
	v.Row(fmt.Sprintf("vmf kappa, %d values: at most 5 steps", n), fmt.Sprintf("%d steps", steps), steps <= 5)
	v.Row(fmt.Sprintf("vmf log C, %d values: error <= 8 eps max(|log C|, 1)", n), fmt.Sprintf("%.2g eps", logC), logC <= 8)
	v.Row(fmt.Sprintf("vmf entropy, %d values: error <= 8 eps max(|H|, 1)", n), fmt.Sprintf("%.2g eps", entropy), entropy <= 8)
}

func verifyVMFLarge(v *measure.Verify) {
	for _, c := range []struct {
		p           int
		kappa, logC float64
	}{
		{2048, 1365.066741707689, 4510.404679055415},
		{8192, 5461.066685419230, 23728.60369543080},
		{32768, 21845.06667135433, 117638.2644755439},
	} {
		k, _, err := vmf.KappaMLE(c.p, 0.5)
		l := vmf.LogNormalizer(c.p, k)
		ok := err == nil && math.Abs(k-c.kappa) <= 4*vmfEps*c.kappa && math.Abs(l-c.logC) <= 8*vmfEps*c.logC
		v.Row(fmt.Sprintf("vmf p=%d, R=1/2: kappa %.16g, log C %.16g", c.p, c.kappa, c.logC), fmt.Sprintf("%.16g, %.16g", k, l), ok)
	}
}

// verifyVMFSample draws 2000 vectors in 32768 dimensions and fits them again.
func verifyVMFSample(v *measure.Verify) {
	const p, n, kappa = 32768, 2000, 21845.07
	rnd := rand.New(rand.NewPCG(1, 1))
	mu := make([]float64, p)
	for i := range mu {
		mu[i] = rnd.NormFloat64()
	}
	kernel.Scale(mu, 1/kernel.Nrm2(mu))
	d, err := vmf.New(mu, kappa, rnd)
	if err != nil {
		v.Row("vmf sample", err.Error(), false)
		return
	}
	x := mat.NewDense(n, p, nil)
	mean := 0.0
	for i := range n {
		mean += kernel.Dot(mu, d.Rand(x.RawRowView(i))) / n
	}
	res, err := vmf.Fit(context.Background(), x, nil, nil)
	if err != nil {
		v.Row("vmf fit", err.Error(), false)
		return
	}
	name := fmt.Sprintf("vmf %d vectors, p=%d, kappa=%v: ", n, p, kappa)
	a := vmf.MeanResultant(p, kappa)
	se := 1 / (res.StdErr * n) // √(A′/n)
	z := (mean - a) / se
	v.Row(name+fmt.Sprintf("mean of mu.x %.6f within 4 standard errors", a), fmt.Sprintf("%.6f, off by %.1f", mean, z), math.Abs(z) <= 4)

	z = (res.KappaCorrected - kappa) / res.StdErr
	v.Row(name+"corrected kappa within 4 standard errors", fmt.Sprintf("%.1f, off by %.1f", res.KappaCorrected, z), math.Abs(z) <= 4)

	// R² has mean A² + (1−A²)/n: the maximum of the likelihood lies there.
	want, _, err := vmf.KappaMLE(p, math.Sqrt(a*a+(1-a)*(1+a)/n))
	z = (res.Kappa - want) / res.StdErr
	v.Row(name+fmt.Sprintf("maximum-likelihood kappa within 4 standard errors of its mean, %.1f", want), fmt.Sprintf("%.1f, off by %.1f", res.Kappa, z), err == nil && math.Abs(z) <= 4)

	// The angle of the mean direction has variance (p−1)/(nκA).
	angle := math.Acos(min(kernel.Dot(mu, res.Dist.Mu(nil)), 1))
	typical := math.Sqrt((p - 1) / (n * kappa * a))
	v.Row(name+fmt.Sprintf("mean direction off by tan⁻¹ %.4f ± 2%%", typical), fmt.Sprintf("tan⁻¹ %.4f", math.Tan(angle)), math.Abs(math.Tan(angle)/typical-1) <= 0.02)
}

// verifyVMFBias fits many small samples: maximum likelihood is high, the
// correction is not, and the standard error is what the fits vary by.
func verifyVMFBias(v *measure.Verify) {
	const p, n, kappa, times = 100, 40, 60.0, 4000
	mu := make([]float64, p)
	mu[1] = 1
	d, err := vmf.New(mu, kappa, rand.NewPCG(1, 2))
	if err != nil {
		v.Row("vmf bias", err.Error(), false)
		return
	}
	x := mat.NewDense(n, p, nil)
	var plain, mean, m2, se float64
	for i := range times {
		for j := range n {
			d.Rand(x.RawRowView(j))
		}
		res, err := vmf.Fit(context.Background(), x, nil, nil)
		if err != nil {
			v.Row("vmf bias", err.Error(), false)
			return
		}
		plain += res.Kappa / times
		se += res.StdErr / times
		e := res.KappaCorrected - mean
		mean += e / float64(i+1)
		m2 += e * (res.KappaCorrected - mean)
	}
	sd := math.Sqrt(m2 / times)
	name := fmt.Sprintf("vmf %d samples of %d, p=%d, kappa=%v: ", times, n, p, kappa)
	v.Row(name+"mean corrected kappa within 1%", fmt.Sprintf("%.2f (uncorrected %.2f)", mean, plain), math.Abs(mean/kappa-1) <= 0.01)
	v.Row(name+"standard error within 20% of the standard deviation", fmt.Sprintf("%.2f, %.2f", se, sd), math.Abs(se/sd-1) <= 0.2)
}

// vmfTable reads a file of numbers below one line of names, by its path from
// the root of the module.
func vmfTable(path ...string) ([][]float64, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil, fmt.Errorf("no go.mod at or above the current folder")
		}
		dir = parent
	}
	f, err := os.Open(filepath.Join(append([]string{dir}, path...)...))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows [][]float64
	for _, line := range lines[1:] {
		row := make([]float64, len(line))
		for i, field := range line {
			if row[i], err = strconv.ParseFloat(field, 64); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
