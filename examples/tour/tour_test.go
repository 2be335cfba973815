// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/testfunc"
)

// The stop itself fails when the learned factors do not beat the best fixed one, or a
// recycling method its like that forgets; this holds the table to what it says.
func TestHeatSteps(t *testing.T) {
	if testfunc.Slow() {
		t.Skip("takes a minute under the race detector or an emulator")
	}
	var text bytes.Buffer
	out := t.TempDir()
	require.NoError(t, heatSteps(t.Context(), &tour{Writer: &text, out: out}, heatSizes{40, 700, 41, 20}))

	f, err := os.Open(filepath.Join(out, "heat.png"))
	require.NoError(t, err)
	defer f.Close()
	_, err = png.Decode(f)
	require.NoError(t, err)

	t.Log(text.String())
	rows := regexp.MustCompile(`(?m)^  (\S.*?)  +(\d+) +(\d+) +(\d\.\d+e-\d+) `).FindAllStringSubmatch(text.String(), -1)
	require.Len(t, rows, 11, text.String())
	for _, row := range rows {
		iter, err := strconv.Atoi(row[2])
		require.NoError(t, err)
		products, err := strconv.Atoi(row[3])
		require.NoError(t, err)
		require.Greater(t, products, iter, row[1]) // a product at least proves each solution
		residual, err := strconv.ParseFloat(row[4], 64)
		require.NoError(t, err)
		require.LessOrEqual(t, residual, 1e-8, row[1]) // the default tolerance
	}
}
