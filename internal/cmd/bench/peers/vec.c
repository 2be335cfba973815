// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Functions of SLEEF, those with an error of at most 1.0 ulp (erfc: 1.5), on
// 4096 elements; request: the name. The arguments are within [-5, 5], of
// logarithms and powers within [0.01, 10.01]. Vectors as wide as the compiler's
// target has them.
#include "peer.h"
#include <immintrin.h>
#include <sleef.h>

#define N 4096
static double x[N], positive[N], y[N];

#ifdef __AVX512F__
#define NAME "SLEEF, AVX-512"
#define D(f, u) Sleef_##f##d8_##u##avx512f
#define V(op) _mm512_##op##_pd
#define W 8
#else
#define NAME "SLEEF, AVX2"
#define D(f, u) Sleef_##f##d4_##u##avx2
#define V(op) _mm256_##op##_pd
#define W 4
#endif

#define FUNCTION(f, u) \
	static void run_##f(void *arg) { \
		const double *in = arg; \
		for (int i = 0; i < N; i += W) \
			V(storeu)(y + i, D(f, u)(V(loadu)(in + i))); \
	}
FUNCTION(exp, u10)
FUNCTION(exp2, u10)
FUNCTION(expm1, u10)
FUNCTION(log, u10)
FUNCTION(log2, u10)
FUNCTION(log1p, u10)
FUNCTION(sinh, u10)
FUNCTION(cosh, u10)
FUNCTION(tanh, u10)
FUNCTION(erf, u10)
FUNCTION(erfc, u15)

static void run_pow(void *arg) {
	const double *in = arg;
	for (int i = 0; i < N; i += W)
		V(storeu)(y + i, D(pow, u10)(V(loadu)(in + i), V(set1)(1.0 / 3)));
}

static peer_run find(const char *request, void **arg) {
	static const struct {
		const char *name;
		peer_run run;
		double *arg;
	} all[] = {
		{"exp", run_exp, x}, {"exp2", run_exp2, x}, {"expm1", run_expm1, x},
		{"log", run_log, positive}, {"log2", run_log2, positive}, {"log1p", run_log1p, positive},
		{"sinh", run_sinh, x}, {"cosh", run_cosh, x}, {"tanh", run_tanh, x},
		{"erf", run_erf, x}, {"erfc", run_erfc, x}, {"pow", run_pow, positive},
	};
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(request, all[i].name)) {
			*arg = all[i].arg;
			return all[i].run;
		}
	return NULL;
}

int main(void) {
	for (int i = 0; i < N; i++) {
		// 1237 is odd: all multiples of 1/4096 in an irregular order
		double u = (1237 * i % N) / (double)N;
		x[i] = 10 * u - 5;
		positive[i] = 10 * u + 0.01;
	}
	return peer_serve(NAME, find);
}
