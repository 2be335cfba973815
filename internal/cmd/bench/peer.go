// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"bufio"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/relaxnum/relax/internal/measure"
)

// peerFiles holds the sources of the peers.
//
//go:embed peers
var peerFiles embed.FS

// patience is how long a peer may take to start or to time one round.
const patience = 5 * time.Minute

// A peer is a contestant in a process of its own. It says one line when it is
// ready, which names what it is, and then answers each line that it reads, a
// request, with the seconds that one run of the request took, or with a line
// that starts with "error". It does nothing between requests, so its rounds
// interleave with ours.
type peer struct {
	name   string // what it says it is
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors bytes.Buffer
	dir    string // to be removed in the end
}

// startPeer runs command as a peer. Unless the command has an environment, its
// libraries are held to one thread.
func startPeer(command *exec.Cmd) (*peer, error) {
	if command.Env == nil {
		command.Env = peerEnv(1)
	}
	p := &peer{cmd: command}
	command.Stderr = &p.errors
	var err error
	if p.in, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := command.Start(); err != nil {
		return nil, err
	}
	if p.name, err = p.answer(); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// peerEnv returns this process's environment with numerical libraries held to
// the given number of threads and without the variables that make OpenBLAS take
// the machine for another.
func peerEnv(threads int) []string {
	var env []string
	for _, e := range os.Environ() {
		switch name, _, _ := strings.Cut(e, "="); name {
		case "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS":
		default:
			env = append(env, e)
		}
	}
	n := strconv.Itoa(threads)
	return append(env, "OPENBLAS_NUM_THREADS="+n, "OMP_NUM_THREADS="+n, "MKL_NUM_THREADS="+n)
}

// startPython runs peers/script in the first Python of the path that has the
// modules. The script stands behind peers/peer.py, whose functions it uses.
func startPython(script string, threads int, modules ...string) (*peer, error) {
	source, err := peerSource("peer.py", script)
	if err != nil {
		return nil, err
	}
	probe := "import " + strings.Join(append(modules, "sys"), ", ")
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		python := filepath.Join(dir, "python3")
		if exec.Command(python, "-c", probe).Run() != nil {
			continue
		}
		command := exec.Command(python, "-c", source)
		command.Env = peerEnv(threads)
		return startPeer(command)
	}
	return nil, fmt.Errorf("no python3 with %s", strings.Join(modules, ", "))
}

// startCompiled compiles peers/source, a C file with the extension .c or a C++
// file with the extension .cpp, and runs it. Sources include "peer.h". The
// flags follow the source, so that they may name libraries.
func startCompiled(source string, threads int, flags ...string) (*peer, error) {
	compiler := "cc"
	if filepath.Ext(source) == ".cpp" {
		compiler = "c++"
	}
	if _, err := exec.LookPath(compiler); err != nil {
		return nil, fmt.Errorf("no %s", compiler)
	}
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		return nil, err
	}
	p, err := compileAndStart(dir, compiler, source, threads, flags)
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	p.dir = dir
	return p, nil
}

func compileAndStart(dir, compiler, source string, threads int, flags []string) (*peer, error) {
	for _, name := range []string{"peer.h", "matrix.h", source} {
		text, err := peerSource(name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	args := append([]string{"-O3", "-march=native", "-o", "peer", source}, flags...)
	compile := exec.Command(compiler, args...)
	compile.Dir = dir
	if out, err := compile.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s does not compile: %s", source, lastLine(out))
	}
	command := exec.Command(filepath.Join(dir, "peer"))
	command.Env = peerEnv(threads)
	return startPeer(command)
}

// peerSource returns files of the folder peers, one after the other.
func peerSource(names ...string) (string, error) {
	var all strings.Builder
	for _, name := range names {
		text, err := peerFiles.ReadFile("peers/" + name)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

// timer returns a Timer that asks the peer to time request.
func (p *peer) timer(request string) measure.Timer {
	return func() (float64, error) {
		if _, err := io.WriteString(p.in, request+"\n"); err != nil {
			return 0, err
		}
		line, err := p.answer()
		if err != nil {
			return 0, err
		}
		return strconv.ParseFloat(line, 64)
	}
}

// answer reads a line, and kills a peer that does not give one.
func (p *peer) answer() (string, error) {
	watch := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer watch.Stop()
	line, err := p.out.ReadString('\n')
	line = strings.TrimSpace(line)
	if err != nil {
		p.cmd.Wait() // so that its messages have arrived
		if last := lastLine(p.errors.Bytes()); last != "" {
			return "", errors.New(last)
		}
		return "", fmt.Errorf("%s: %w", filepath.Base(p.cmd.Path), err)
	}
	if strings.HasPrefix(line, "error") {
		return "", errors.New(line)
	}
	return line, nil
}

// close ends the peer.
func (p *peer) close() {
	p.in.Close()
	watch := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	p.cmd.Wait()
	watch.Stop()
	if p.dir != "" {
		os.RemoveAll(p.dir)
	}
}

// lastLine returns the last line of a program's messages, which is where most
// programs say what went wrong.
func lastLine(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(b[bytes.LastIndexByte(b, '\n')+1:])
}
