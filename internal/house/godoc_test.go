// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package house

import (
	"go/ast"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Every exported name of every package but the programs has a doc comment.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		missing := func(n ast.Node, name string) {
			p := s.fset.Position(n.Pos())
			t.Errorf("%s:%d: %s has no doc comment", s.path, p.Line, name)
		}
		for _, decl := range s.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && receiver(d) != "" {
					missing(d, receiver(d)+d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch n := spec.(type) {
					case *ast.TypeSpec:
						if n.Name.IsExported() && d.Doc == nil && n.Doc == nil {
							missing(n, n.Name.Name)
						}
					case *ast.ValueSpec:
						for _, name := range n.Names {
							if name.IsExported() && d.Doc == nil && n.Doc == nil && n.Comment == nil {
								missing(n, name.Name)
							}
						}
					}
				}
			}
		}
	}
}

// receiver returns "func " for a function, "T." for a method of an exported
// type T, and "" for a method of an unexported one.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return "func "
	}
	name := ""
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return true
	})
	if !ast.IsExported(name) {
		return ""
	}
	return name + "."
}

// Every package has a doc.go with its comment, and every package that others
// can import has an Example whose output is checked.
func TestPackagesHaveDocAndExample(t *testing.T) {
	doc, example, packages := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		switch {
		case s.file.Name.Name == "main":
			continue
		case s.test:
			for _, decl := range s.file.Decls {
				f, ok := decl.(*ast.FuncDecl)
				if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Example") {
					continue
				}
				for _, c := range s.file.Comments {
					if f.Body.Pos() < c.Pos() && c.End() < f.Body.End() && strings.HasPrefix(c.Text(), "Output:") {
						example[s.folder] = true
					}
				}
			}
		default:
			packages[s.folder] = true
			if strings.HasSuffix("/"+s.path, "/doc.go") && s.file.Doc != nil {
				doc[s.folder] = true
			}
		}
	}
	for folder := range packages {
		assert.True(t, doc[folder], "%q has no doc.go with a package comment", folder)
		if folder != "" && !strings.HasPrefix(folder, "internal/") {
			assert.True(t, example[folder], "%q has no Example with checked output", folder)
		}
	}
}

// A test that hands its *testing.T to nobody and reports nothing cannot fail.
func TestEveryTestCanFail(t *testing.T) {
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !s.test || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") || f.Name.Name == "TestMain" {
				continue
			}
			params := f.Type.Params.List
			if len(params) != 1 || len(params[0].Names) != 1 {
				continue
			}
			name, can := params[0].Names[0].Name, false
			ast.Inspect(f.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
					if id, ok := sel.X.(*ast.Ident); ok && id.Name == name {
						switch sel.Sel.Name {
						case "Error", "Errorf", "Fatal", "Fatalf", "Fail", "FailNow", "Run":
							can = true
						}
					}
				}
				for _, arg := range call.Args {
					if id, ok := arg.(*ast.Ident); ok && id.Name == name {
						can = true
					}
				}
				return true
			})
			assert.True(t, can, "%s: %s reports nothing", s.path, f.Name.Name)
		}
	}
}
