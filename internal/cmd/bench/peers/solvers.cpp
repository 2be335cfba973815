// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Linear solves of Eigen to a residual of 1e-8, preconditioners made in the
// time. A request is "METHOD PC PATH".

#define PEER_LONG
#include "matrix.h"
#include "peer.h"

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/Sparse>
#include <map>
#include <memory>
#include <string>

typedef Eigen::SparseMatrix<double, Eigen::RowMajor, int> Rows;

struct Case {
	std::string what;
	MatrixFile file;
	std::unique_ptr<Eigen::Map<const Rows>> a;
	Eigen::VectorXd x, b;
};

static std::unique_ptr<Case> load(const char *path) {
	std::unique_ptr<Case> c(new Case);
	if (!c->file.read(path))
		return nullptr;
	c->a.reset(new Eigen::Map<const Rows>(c->file.head[0], c->file.head[0], c->file.head[1], c->file.ptr.data(), c->file.ind.data(), c->file.val.data()));
	c->b = Eigen::VectorXd::Ones(c->file.head[0]);
	return c;
}

template <class Solver> static void solve(Case *c, Solver &s) {
	s.setTolerance(1e-8);
	s.setMaxIterations(20000);
	s.compute(*c->a);
	c->x = s.solve(c->b);
}

static void run(void *arg) {
	Case *c = static_cast<Case *>(arg);
	using namespace Eigen;
	if (c->what == "cg none") {
		ConjugateGradient<Rows, Lower | Upper, IdentityPreconditioner> s;
		solve(c, s);
	} else if (c->what == "cg ic") {
		ConjugateGradient<Rows, Lower | Upper, IncompleteCholesky<double>> s;
		solve(c, s);
	} else if (c->what == "bicgstab ilut") {
		BiCGSTAB<Rows, IncompleteLUT<double>> s;
		s.preconditioner().setDroptol(1e-3);
		s.preconditioner().setFillfactor(5);
		solve(c, s);
	}
}

static std::map<std::string, std::unique_ptr<Case>> cases;

static peer_run find(const char *request, void **arg) {
	std::unique_ptr<Case> &c = cases[request];
	if (!c) {
		std::string r(request);
		size_t cut = r.rfind(' ');
		c = load(r.substr(cut + 1).c_str());
		if (c)
			c->what = r.substr(0, cut);
	}
	*arg = c.get();
	return c ? run : nullptr;
}

int main() {
	char name[64];
	snprintf(name, sizeof name, "Eigen %d.%d.%d", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
	return peer_serve(name, find);
}
