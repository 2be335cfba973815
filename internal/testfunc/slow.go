// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package testfunc

import "os"

// Slow says whether instructions cost many times what they should: under the race
// detector, or on an emulated processor, of which the environment variable
// RELAX_EMULATED tells. Long tests then do with less.
func Slow() bool { return Race || os.Getenv("RELAX_EMULATED") != "" }
