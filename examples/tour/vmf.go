// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/relaxnum/relax/examples/internal/show"
	"github.com/relaxnum/relax/special/vmf"
)

// digitKinds fits mixtures of von Mises–Fisher distributions to images of
// handwritten digits, which scaled to unit length are directions in ℝ⁶⁴. The
// labels are not used but to say what the components turned out to be.
func digitKinds(ctx context.Context, t *tour) error {
	x, labels, err := readDigits(filepath.Join(t.data, "digits", "digits.csv.gz"))
	if err != nil {
		return err
	}
	n, p := x.Dims()
	fmt.Fprintf(t, "digits.csv.gz: %d images of %d pixels, scaled to unit length; 4 starts of EM each\n", n, p)
	fmt.Fprintf(t, "  %4s %12s %12s %12s %11s %14s %10s\n", "k", "status", "log-lik.", "BIC", "iterations", "same digit", "time")
	const shown = 20 // components in the picture
	var loglik, bic plotter.XYs
	var kinds *vmf.MixtureResult
	for _, k := range []int{1, 2, 5, 10, shown, 40, 80, 160} {
		line := show.NewProgress(fmt.Sprintf("%d components", k))
		began := time.Now()
		res, err := vmf.FitMixture(ctx, x, k, nil, &vmf.MixtureSettings{
			Tol: 1e-6,
			FitSettings: vmf.FitSettings{Normalize: true, Recorder: func(p vmf.Progress) error {
				line.Update("start %d, iteration %d, log-likelihood %.1f", p.Start+1, p.Iter, p.LogLikelihood)
				return nil
			}},
		})
		took := time.Since(began)
		line.Done()
		if err != nil {
			return fmt.Errorf("k = %d: %w", k, err)
		}
		_, same := majority(res, labels)
		fmt.Fprintf(t, "  %4d %12v %12.0f %12.0f %11d %13.1f%% %10s\n", k, res.Status, res.LogLikelihood, res.BIC,
			res.Iterations, 100*same, took.Round(100*time.Microsecond))
		loglik = append(loglik, plotter.XY{X: float64(k), Y: res.LogLikelihood / float64(n)})
		bic = append(bic, plotter.XY{X: float64(k), Y: -res.BIC / 2 / float64(n)})
		if k == shown {
			kinds = res
		}
	}
	fmt.Fprintln(t, "  same digit: share of images whose likeliest component mostly holds their digit")

	curve, err := likelihoods(loglik, bic)
	if err != nil {
		return err
	}
	digits, _ := majority(kinds, labels)
	gallery, err := components(kinds, digits)
	if err != nil {
		return err
	}
	const name = "vmf.png"
	if err := show.Save(filepath.Join(t.out, name), []*plot.Plot{curve, gallery}); err != nil {
		return err
	}
	t.wrote(name)
	return nil
}

// readDigits reads a file of 64 pixels and a label a line.
func readDigits(name string) (x *mat.Dense, labels []int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	lines, err := csv.NewReader(z).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	const pixels = 64
	x = mat.NewDense(len(lines), pixels, nil)
	labels = make([]int, len(lines))
	for i, line := range lines {
		if len(line) != pixels+1 {
			return nil, nil, fmt.Errorf("%s: line %d has %d numbers, want %d", name, i+1, len(line), pixels+1)
		}
		for j, field := range line {
			v, err := strconv.Atoi(field)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: line %d: %w", name, i+1, err)
			}
			if j < pixels {
				x.Set(i, j, float64(v))
			} else if labels[i] = v; v < 0 || v > 9 {
				return nil, nil, fmt.Errorf("%s: line %d: label %d, want a digit", name, i+1, v)
			}
		}
	}
	return x, labels, nil
}

// majority returns the commonest digit of every component, and the share of
// images whose digit is that of their likeliest component.
func majority(res *vmf.MixtureResult, labels []int) (digits []int, same float64) {
	counts := make([][10]int, len(res.Components))
	for i, label := range labels {
		best := 0
		for j := range counts {
			if res.Resp.At(i, j) > res.Resp.At(i, best) {
				best = j
			}
		}
		counts[best][label]++
	}
	for _, c := range counts {
		top := 0
		for d, n := range c {
			if n > c[top] {
				top = d
			}
		}
		digits = append(digits, top)
		same += float64(c[top]) / float64(len(labels))
	}
	return digits, same
}

// likelihoods draws what more components bring, and what is left of it after
// the price that BIC puts on their parameters.
func likelihoods(loglik, bic plotter.XYs) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = "What a component more is worth"
	p.X.Label.Text = "components"
	p.Y.Label.Text = "nats an image"
	p.X.Scale = plot.LogScale{}
	p.X.Tick.Marker = counts(loglik)
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	p.Add(plotter.NewGrid())
	for i, c := range []struct {
		name   string
		points plotter.XYs
	}{{"log-likelihood", loglik}, {"less the price of parameters, −BIC/2", bic}} {
		line, dots, err := plotter.NewLinePoints(c.points)
		if err != nil {
			return nil, err
		}
		line.Color, dots.Color = plotutil.Color(i), plotutil.Color(i)
		line.Width = vg.Points(1)
		dots.Shape = plotutil.Shape(i)
		p.Add(line, dots)
		p.Legend.Add(c.name, line, dots)
	}
	return p, nil
}

// counts marks the points that were computed.
type counts plotter.XYs

func (c counts) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for _, p := range c {
		if lo <= p.X && p.X <= hi {
			ticks = append(ticks, plot.Tick{Value: p.X, Label: strconv.Itoa(int(p.X))})
		}
	}
	return ticks
}

// components draws the mean directions as images, each with the digit that it
// mostly holds, its weight and its concentration.
func components(res *vmf.MixtureResult, digits []int) (*plot.Plot, error) {
	const (
		side, zoom = 8, 10
		tile       = side * zoom
		gapX, gapY = 20, 58
		columns    = 7
	)
	rows := (len(digits) + columns - 1) / columns
	width, height := columns*(tile+gapX), rows*(tile+gapY)
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	var captions plotter.XYLabels
	for j, c := range res.Components {
		mu := c.Mu(nil)
		top := 0.0
		for _, v := range mu {
			top = max(top, v)
		}
		x0, y0 := j%columns*(tile+gapX)+gapX/2, j/columns*(tile+gapY)+gapY
		for y := range tile {
			for x := range tile {
				ink := max(mu[y/zoom*side+x/zoom], 0) / top
				img.SetGray(x0+x, y0+y, color.Gray{Y: uint8(255 * (1 - ink))})
			}
		}
		captions.XYs = append(captions.XYs, plotter.XY{X: float64(x0 + tile/2), Y: float64(height - y0 + 3)})
		captions.Labels = append(captions.Labels, fmt.Sprintf("%d: %.1f%%, κ %.0f", digits[j], 100*res.Weights[j], c.Kappa()))
	}
	p := plot.New()
	p.Title.Text = fmt.Sprintf("%d kinds of digits: mean image, commonest digit, weight, κ", len(digits))
	p.HideAxes()
	labels, err := plotter.NewLabels(captions)
	if err != nil {
		return nil, err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i].Font.Size = vg.Points(6)
		labels.TextStyle[i].XAlign = text.XCenter
	}
	p.Add(plotter.NewImage(img, 0, 0, float64(width), float64(height)), labels)
	return p, nil
}
