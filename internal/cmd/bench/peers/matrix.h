// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// What the peers with sparse matrices share: the file that the program writes.
#pragma once
#include <cstdint>
#include <cstdio>
#include <vector>

struct MatrixFile {
	std::vector<int64_t> head; // rows, entries
	std::vector<int32_t> ptr, ind;
	std::vector<double> val;

	bool read(const char *path) {
		FILE *f = fopen(path, "rb");
		if (!f)
			return false;
		bool ok = part(f, head, 2) && part(f, ptr, head[0] + 1) && part(f, ind, head[1]) && part(f, val, head[1]);
		fclose(f);
		return ok;
	}

	template <class T> static bool part(FILE *f, std::vector<T> &v, size_t n) {
		v.resize(n);
		return fread(v.data(), sizeof(T), n, f) == n;
	}
};
