// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A job is one call of For or Blocks that is being shared out. Jobs are reused,
// and the function that its goroutines run is made once, so that a call
// allocates nothing beyond what the caller's own closure costs.
type job struct {
	n, size, count int
	ranges         func(lo, hi int)    // set by For
	blocks         func(b, lo, hi int) // set by Blocks

	next   atomic.Int64
	failed atomic.Bool
	wg     sync.WaitGroup
	helper func() // work, then wg.Done

	mu    sync.Mutex
	first failure // of the lowest task, when failed
}

// A failure is how a task ended that did not return.
type failure struct {
	task  int
	value any // nil: runtime.Goexit
}

var jobs = sync.Pool{New: func() any {
	j := new(job)
	j.helper = func() {
		defer j.wg.Done()
		j.work()
	}
	return j
}}

func newJob(n, size int) *job {
	j := jobs.Get().(*job)
	j.n, j.size, j.count = n, size, (n+size-1)/size
	return j
}

// fork runs the tasks on w goroutines, the caller's among them. A task that
// fails stops the handing out of further tasks; those under way finish. Since
// tasks are handed out in order, the failing task of the lowest number is among
// the started ones, so the failure reported does not depend on w.
func (j *job) fork(w int) {
	j.wg.Add(w - 1)
	for range w - 1 {
		go j.helper()
	}
	j.share()
	failed, first := j.failed.Load(), j.first
	j.ranges, j.blocks, j.first = nil, nil, failure{}
	j.next.Store(0)
	j.failed.Store(false)
	jobs.Put(j)
	if failed {
		if first.value == nil {
			runtime.Goexit()
		}
		panic(first.value)
	}
}

// share does the caller's part and waits for the others, also when a task
// calls Goexit on the caller's goroutine.
func (j *job) share() {
	defer j.wg.Wait()
	j.work()
}

func (j *job) work() {
	task, done := -1, false
	defer func() {
		if !done {
			j.fail(failure{task, recover()})
		}
	}()
	for !j.failed.Load() {
		if task = int(j.next.Add(1)) - 1; task >= j.count {
			break
		}
		lo, hi := task*j.size, min((task+1)*j.size, j.n)
		if j.ranges != nil {
			j.ranges(lo, hi)
		} else {
			j.blocks(task, lo, hi)
		}
	}
	done = true
}

func (j *job) fail(f failure) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.failed.Swap(true) || f.task < j.first.task {
		j.first = f
	}
}
