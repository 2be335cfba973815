// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package house

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// Every hand-written Go, assembly, C and Python file opens with the licence, in
// its language's comment; generated ones say that they are.
func TestEveryFileSaysItsLicence(t *testing.T) {
	notice := []string{
		"Copyright 2026 The relax Authors. All rights reserved.",
		"Use of this source code is governed by a BSD-style",
		"license that can be found in the LICENSE file.",
	}
	mark := map[string]string{".go": "// ", ".s": "// ", ".c": "// ", ".cpp": "// ", ".py": "# "}
	files(t, func(name string) {
		m, ok := mark[filepath.Ext(name)]
		if !ok {
			return
		}
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		require.NoError(t, err)
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		if generated.Match(data) {
			return
		}
		if bytes.HasPrefix(data, []byte("#!")) {
			_, data, _ = bytes.Cut(data, []byte("\n"))
		}
		want := m + strings.Join(notice, "\n"+m) + "\n"
		assert.True(t, bytes.HasPrefix(data, []byte(want)), "%s lacks the licence header", name)
	})
}

// Files stay short enough to have one subject. The number is a ceiling, not an
// aim: DESIGN asks for 500 lines.
func TestFilesHaveOneSubject(t *testing.T) {
	const ceiling = 700
	for _, s := range sources(t) {
		lines := s.fset.File(s.file.FileStart).LineCount()
		assert.LessOrEqual(t, lines, ceiling, "%s: split it by subject", s.path)
	}
}
