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

func phaseLog(v, x, y float64) float64 {
	if level >= AVX2 {
		return phaseLogAVX2(v, x, y, &dd.LogTable[0].Inverse)
	}
	return phaseLogGo(v, x, y)
}

func phaseLogs(dst, v, x, y []float64) {
	switch level {
	case AVX512:
		phaseLogsAVX512(dst, v, x, y, &dd.LogTable[0].Inverse)
	case AVX2:
		phaseLogsAVX2(dst, v, x, y, &dd.LogTable[0].Inverse)
	default:
		phaseLogsGo(dst, v, x, y)
	}
}

func powerLog(v, a, b, c, cLow float64) float64 {
	if level >= AVX2 {
		return powerLogAVX2(v, a, b, c, cLow, &dd.LogTable[0].Inverse)
	}
	return powerLogGo(v, a, b, c, cLow)
}

func powerLogs(dst, v, a, b, c, cLow []float64) {
	switch level {
	case AVX512:
		powerLogsAVX512(dst, v, a, b, c, cLow, &dd.LogTable[0].Inverse)
	case AVX2:
		powerLogsAVX2(dst, v, a, b, c, cLow, &dd.LogTable[0].Inverse)
	default:
		powerLogsGo(dst, v, a, b, c, cLow)
	}
}
