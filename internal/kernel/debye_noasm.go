// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func debyeLog(v, x float64) (logI, logK float64) { return debyeLogGo(v, x) }

func debyeLogs(logI, logK, v, x []float64) { debyeLogsGo(logI, logK, v, x) }

func phaseLog(v, x, y float64) float64 { return phaseLogGo(v, x, y) }

func phaseLogs(dst, v, x, y []float64) { phaseLogsGo(dst, v, x, y) }

func powerLog(v, a, b, c, cLow float64) float64 { return powerLogGo(v, a, b, c, cLow) }

func powerLogs(dst, v, a, b, c, cLow []float64) { powerLogsGo(dst, v, a, b, c, cLow) }
