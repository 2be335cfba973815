// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// layers says, from the top of the list down, what the packages of a folder may
// import of this module. A pattern ending in /... names a folder and all below
// it; the first layer whose pattern matches a package counts.
var layers = []struct {
	pattern string
	may     []string
}{
	{"internal/cmd/...", []string{"..."}}, // the programs of make bench and make verify
	{"internal/...", []string{"internal/..."}},
	{"linsolve/dense", []string{"internal/..."}},
	{"linsolve/sparse", []string{"linsolve/dense", "internal/..."}},
	{"linsolve/precond", []string{"linsolve/sparse", "linsolve/dense", "internal/..."}},
	{"linsolve", []string{"linsolve/dense", "linsolve/sparse", "linsolve/precond", "internal/..."}},
	{"linsolve/...", []string{"linsolve/...", "internal/..."}},
	{"special/...", []string{"special/...", "linsolve/dense", "internal/..."}},
	{"optimize", []string{"linsolve/...", "internal/..."}},
	{"optimize/...", []string{"optimize/...", "linsolve/...", "internal/..."}},
	{"zeroorder/...", []string{"zeroorder/...", "optimize", "linsolve/...", "internal/..."}},
	{"cbo/...", []string{"cbo/...", "optimize", "linsolve/...", "internal/..."}},
	{"sinkhorn/...", []string{"sinkhorn/...", "linsolve/...", "optimize", "internal/..."}},
	{"ode/...", []string{"ode/...", "linsolve/...", "internal/..."}},
	{"diffusion/...", []string{"diffusion/...", "ode/...", "optimize/...", "linsolve/...", "internal/..."}},
	{"attention/...", []string{"attention/...", "special/...", "linsolve/...", "internal/..."}},
	{"examples/...", []string{"..."}},
	{"", nil}, // the root package is documentation
}

func matches(pattern, pkg string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "..."); ok {
		return strings.HasPrefix(pkg+"/", prefix)
	}
	return pkg == pattern
}

// external says which packages of other modules a file may import.
func external(s source, imp string) bool {
	switch {
	case matches("gonum.org/v1/plot/...", imp):
		return matches("examples/...", s.folder)
	case matches("gonum.org/v1/gonum/...", imp):
		return true
	case matches("github.com/stretchr/testify/...", imp):
		return s.test
	case imp == "golang.org/x/sys/unix":
		return s.test || s.folder == "internal/cmd/bench" // the clock of a thread
	case imp == "golang.org/x/sys/cpu":
		return matches("internal/...", s.folder)
	case imp == "golang.org/x/exp/constraints":
		return true
	}
	return false
}

func TestPackagesImportDownwards(t *testing.T) {
	uses := map[[2]string]bool{}
	for _, s := range sources(t) {
		for _, spec := range s.file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			first, _, _ := strings.Cut(imp, "/")
			if !strings.Contains(first, ".") {
				continue // the standard library
			}
			to, ours := strings.CutPrefix(imp, module)
			if !ours {
				assert.True(t, external(s, imp), "%s may not import %s", s.path, imp)
				continue
			}
			to = strings.TrimPrefix(to, "/")
			if s.test || to == s.folder {
				continue // tests may look upwards; the compiler forbids cycles
			}
			uses[[2]string{s.folder, to}] = true
			allowed := false
			for _, l := range layers {
				if matches(l.pattern, s.folder) {
					for _, m := range l.may {
						allowed = allowed || matches(m, to)
					}
					break
				}
			}
			assert.True(t, allowed, "%s: %q may not import %q", s.path, s.folder, to)
		}
	}
	// A part imports its parent or is imported by it, never both, also at one remove.
	reach := closure(uses)
	for e := range reach {
		assert.False(t, reach[[2]string{e[1], e[0]}], "%s and %s import each other", e[0], e[1])
	}
}

// closure returns the transitive closure of a relation.
func closure(r map[[2]string]bool) map[[2]string]bool {
	all := map[[2]string]bool{}
	next := map[string][]string{}
	for e := range r {
		next[e[0]] = append(next[e[0]], e[1])
	}
	var walk func(from, at string)
	walk = func(from, at string) {
		for _, to := range next[at] {
			if e := [2]string{from, to}; !all[e] {
				all[e] = true
				walk(from, to)
			}
		}
	}
	for from := range next {
		walk(from, from)
	}
	return all
}

// Every top-level folder that holds code belongs to a layer.
func TestEveryPackageHasALayer(t *testing.T) {
	for _, s := range sources(t) {
		found := false
		for _, l := range layers {
			found = found || matches(l.pattern, s.folder)
		}
		assert.True(t, found, "%s lies in no layer of imports_test.go", s.path)
	}
}

// The README gives a reason for every module that go.mod requires directly.
func TestDependenciesHaveReasons(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	direct := regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) v\S+$`).FindAllSubmatch(data, -1)
	require.NotEmpty(t, direct)
	for _, m := range direct {
		assert.Contains(t, string(readme), "`"+string(m[1])+"`", "dependency table of README.md")
	}
}
