// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package show_test

import (
	"fmt"

	"github.com/relaxnum/relax/examples/internal/show"
)

func ExampleDecades() {
	for _, tick := range (show.Decades{}).Ticks(1e-2, 1) {
		fmt.Println(tick.Label)
	}
	// Output:
	// 1e-2
	// 1e-1
	// 1e0
}
