// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/relaxnum/relax"

// A source is one parsed Go file of the module.
type source struct {
	path   string // from the module's root, with slashes
	folder string // "" is the root
	test   bool   // name ends in _test.go
	fset   *token.FileSet
	file   *ast.File
}

// root is the module's root as seen from this package's folder.
var root = filepath.Join("..", "..")

// files calls f for every file of the module outside of hidden folders,
// testdata, and nested modules.
func files(t *testing.T, f func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := path.Base(name)
			if name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "out" || base == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		f(name)
		return nil
	})
	require.NoError(t, err)
}

// nested reports whether a slash-separated path lies in the generator's module.
func nested(name string) bool { return strings.Contains(name, "/_asm/") }

// sources parses every Go file of the module that is not generated.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	files(t, func(name string) {
		if !strings.HasSuffix(name, ".go") || nested(name) {
			return
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(root, filepath.FromSlash(name)), nil, parser.ParseComments)
		require.NoError(t, err)
		if ast.IsGenerated(file) {
			return
		}
		folder := path.Dir(name)
		if folder == "." {
			folder = ""
		}
		all = append(all, source{name, folder, strings.HasSuffix(name, "_test.go"), fset, file})
	})
	require.NotEmpty(t, all)
	return all
}
