// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

// FitSettings hold what the methods of [Fit] share. The zero value and a nil
// pointer mean the defaults.
type FitSettings struct {
	// Normalize divides every row by its length, whatever it is. Without it a row
	// whose length is not within 1e-8 of 1 is an error, and one that is, but not
	// to rounding, is still divided by it. FitMixture, which reads the rows many
	// times, works on a copy as soon as one has to be divided.
	Normalize bool
	// Weights holds one number ≥ 0 a row; nil means 1 for all. A row of weight 2
	// counts as two rows, so the standard error and BIC take the sum of the
	// weights for the number of observations.
	Weights []float64
	// Recorder is called after every iteration, on the goroutine of the caller;
	// an error that it returns ends the fit with that error and the best result
	// so far. The methods without iterations, all but Newton and EM, do not call
	// it.
	Recorder func(p Progress) error
	// Workers is the number of goroutines; zero means GOMAXPROCS. The result
	// has the same bits for any number.
	Workers int
}

// Progress is what a Recorder sees.
type Progress struct {
	// Start counts the starts of FitMixture from 0, and Iter the iterations of
	// this start from 1.
	Start, Iter int
	// Kappa is the concentration that Fit has reached, and Residual the mean
	// resultant length less A(κ) at the one before it.
	Kappa, Residual float64
	// LogLikelihood is what FitMixture has reached: that of the mixture, or of
	// the assignment with EM.Hard.
	LogLikelihood float64
}
