// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain makes a peer of the test binary when a test asks for one.
func TestMain(m *testing.M) {
	if os.Getenv("BENCH_TEST_PEER") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("BENCH_TEST_PEER") == "dies" {
		fmt.Fprintln(os.Stderr, "first\nno such library")
		os.Exit(1)
	}
	fmt.Println("echo", os.Getenv("OPENBLAS_NUM_THREADS"), os.Getenv("OPENBLAS_CORETYPE"))
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(in.Text())
	}
}

func testPeer(t *testing.T, kind string) *exec.Cmd {
	t.Setenv("BENCH_TEST_PEER", kind)
	t.Setenv("OPENBLAS_CORETYPE", "Prescott")
	return exec.Command(os.Args[0])
}

func TestPeerAnswersRequests(t *testing.T) {
	p, err := startPeer(testPeer(t, "echo"))
	require.NoError(t, err)
	defer p.close()
	assert.Equal(t, "echo 1", p.name)
	for _, want := range []float64{1, 2.5e-9} {
		s, err := p.timer(fmt.Sprint(want))()
		assert.NoError(t, err)
		assert.Equal(t, want, s)
	}
	_, err = p.timer("error: no such case")()
	assert.ErrorContains(t, err, "no such case")
	s, err := p.timer("3")()
	assert.NoError(t, err)
	assert.Equal(t, 3.0, s)
}

func TestPeerThatDiesSaysWhy(t *testing.T) {
	_, err := startPeer(testPeer(t, "dies"))
	assert.EqualError(t, err, "no such library")
}

func TestPythonPrelude(t *testing.T) {
	source, err := peerSource("peer.py")
	require.NoError(t, err)
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3")
	}
	p, err := startPeer(exec.Command("python3", "-c", source+`
import math
serve("prelude", lambda request: (lambda: math.sqrt(float(request))))
`))
	require.NoError(t, err)
	defer p.close()
	assert.Equal(t, "prelude", p.name)
	s, err := p.timer("2")()
	assert.NoError(t, err)
	assert.Greater(t, s, 0.0)
	assert.Less(t, s, 1e-3) // a call of sqrt
	_, err = p.timer("two")()
	assert.ErrorContains(t, err, "ValueError")
}

func TestCompiledPrelude(t *testing.T) {
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("no cc")
	}
	header, err := peerSource("peer.h")
	require.NoError(t, err)
	dir := t.TempDir()
	source := `
#include "peer.h"
#include <math.h>
static volatile double x = 2;
static void root(void *arg) { x = sqrt(x); }
static peer_run find(const char *request, void **arg) { return strcmp(request, "sqrt") ? NULL : root; }
int main(void) { return peer_serve("prelude", find); }
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "peer.h"), []byte(header), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p.c"), []byte(source), 0o600))
	compile := exec.Command("cc", "-Wall", "-o", "p", "p.c", "-lm")
	compile.Dir = dir
	out, err := compile.CombinedOutput()
	require.NoError(t, err, "%s", out)
	p, err := startPeer(exec.Command(filepath.Join(dir, "p")))
	require.NoError(t, err)
	defer p.close()
	s, err := p.timer("sqrt")()
	assert.NoError(t, err)
	assert.Greater(t, s, 0.0)
	assert.Less(t, s, 1e-4) // a square root
	_, err = p.timer("cube")()
	assert.ErrorContains(t, err, "unknown request cube")
}
