// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

import "github.com/relaxnum/relax/internal/dd"

func debyeLog(v, x float64) (logI, logK float64) {
	if level >= AVX2 {
		return debyeLogAVX2(v, x, &dd.LogTable[0].Inverse)
	}
	return debyeLogGo(v, x)
}

func debyeLogs(logI, logK, v, x []float64) {
	switch level {
	case AVX512:
		debyeLogsAVX512(logI, logK, v, x, &dd.LogTable[0].Inverse)
	case AVX2:
		debyeLogsAVX2(logI, logK, v, x, &dd.LogTable[0].Inverse)
	default:
		debyeLogsGo(logI, logK, v, x)
	}
}
