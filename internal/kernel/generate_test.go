// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The committed assembly is what the generator writes, byte for byte.
func TestGeneratedCodeIsFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the generator module")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "gen")
	build := exec.Command("go", "build", "-o", bin, ".")
	build.Dir = "_asm"
	build.Env = append(os.Environ(), "GOOS=", "GOARCH=", "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("the generator's modules cannot be had here: %v\n%s", err, out)
	}
	if out, err := exec.Command(bin, "-dir", dir).CombinedOutput(); err != nil {
		t.Fatalf("generator: %v\n%s", err, out)
	}
	fresh, err := filepath.Glob(filepath.Join(dir, "*_amd64.*"))
	if err != nil || len(fresh) == 0 {
		t.Fatalf("generator wrote nothing (%v)", err)
	}
	for _, name := range fresh {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Base(name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the generator writes (%v): run go generate", filepath.Base(name), err)
		}
	}
}
