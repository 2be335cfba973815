// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package show

import (
	"fmt"
	"os"
	"path/filepath"
)

// ModuleRoot returns the nearest folder at or above the current one that holds
// a go.mod.
func ModuleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod at or above the current folder: run it in the module, or name the folders by flags")
		}
		dir = parent
	}
}

// Relative returns a file's name as seen from the current folder, where there is such
// a name.
func Relative(name string) string {
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, name); err == nil {
			return rel
		}
	}
	return name
}
