// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Products of Eigen's CSR matrices with a vector. A request is "eigen PATH".

#include "matrix.h"
#include "peer.h"

#include <Eigen/Sparse>
#include <map>
#include <memory>
#include <string>

typedef Eigen::SparseMatrix<double, Eigen::RowMajor, int> Matrix;

struct Case {
	MatrixFile file;
	std::unique_ptr<Eigen::Map<const Matrix>> a;
	Eigen::VectorXd x, y;
};

static std::unique_ptr<Case> load(const char *path) {
	std::unique_ptr<Case> c(new Case);
	if (!c->file.read(path))
		return nullptr;
	c->a.reset(new Eigen::Map<const Matrix>(c->file.head[0], c->file.head[0], c->file.head[1], c->file.ptr.data(), c->file.ind.data(), c->file.val.data()));
	c->x = Eigen::VectorXd::Random(c->file.head[0]);
	c->y.resize(c->file.head[0]);
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
