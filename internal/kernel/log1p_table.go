// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the functions that are made of log(1+x), besides those of the
// logarithm.
const (
	log1pLeast = -0x1.fffffffffffffp-1 // the number after -1
	log1pMost  = 0x1p1000              // from here on the 1 is out of sight
	log1mLeast = -700                  // below, exp(x) might not be normal
	log1mMost  = -0x1p-1000            // above, 1 - exp(x) might not be normal
	logitLeast = 0x1p-1000             // below, logit x = log x
	logitMost  = 0x1.fffffffffffffp-1
	invLn2     = 0x1.71547652b82fep+0
	invLn2Lo   = 0x1.777d0ffda0d24p-56
)

// log1pTable hands the constants to the assembly, in the order that its
// generator knows (_asm/log1p.go): those of logTable first. It is never written.
//
//lint:ignore U1000 read by the assembly
var log1pTable = [...]float64{logTwo52, logBias, logScale, logBiasS, logTiny, 1, -0.5, expLn2Hi, expLn2Lo,
	logC0, logC1, logC2, logC3, logC4, logC5, logC6, logC7, logC8, logC9, logC10, logC11, logC12, logC13, logC14, logC15,
	logC16, logC17, logC18,
	log1pLeast, log1pMost, log1mLeast, log1mMost, logitLeast, logitMost, invLn2, invLn2Lo}
