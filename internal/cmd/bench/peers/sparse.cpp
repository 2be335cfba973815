// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Products of Eigen's CSR matrices with a vector. A request is "eigen PATH".

#include "peer.h"

#include <Eigen/Sparse>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

typedef Eigen::SparseMatrix<double, Eigen::RowMajor, int> Matrix;

struct Case {
	std::vector<int32_t> ptr, ind;
	std::vector<double> val;
	std::unique_ptr<Eigen::Map<const Matrix>> a;
	Eigen::VectorXd x, y;
};

template <class T> static bool read(FILE *f, std::vector<T> &v, size_t n) {
	v.resize(n);
	return fread(v.data(), sizeof(T), n, f) == n;
}

static std::unique_ptr<Case> load(const char *path) {
	std::unique_ptr<Case> c(new Case);
	FILE *f = fopen(path, "rb");
	if (!f)
		return nullptr;
	std::vector<int64_t> head;
	bool ok = read(f, head, 2) && read(f, c->ptr, head[0] + 1) && read(f, c->ind, head[1]) && read(f, c->val, head[1]);
	fclose(f);
	if (!ok)
		return nullptr;
	c->a.reset(new Eigen::Map<const Matrix>(head[0], head[0], head[1], c->ptr.data(), c->ind.data(), c->val.data()));
	c->x = Eigen::VectorXd::Random(head[0]);
	c->y.resize(head[0]);
	return c;
}

static void run(void *arg) {
	Case *c = static_cast<Case *>(arg);
	c->y.noalias() = *c->a * c->x;
}

static std::map<std::string, std::unique_ptr<Case>> cases;

static peer_run find(const char *request, void **arg) {
	if (strncmp(request, "eigen ", 6))
		return nullptr;
	std::unique_ptr<Case> &c = cases[request];
	if (!c)
		c = load(request + 6);
	*arg = c.get();
	return c ? run : nullptr;
}

int main() {
	char name[64];
	snprintf(name, sizeof name, "Eigen %d.%d.%d", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
	return peer_serve(name, find);
}
