// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// log I_v(x) and log K_v(x) by GSL and by Boost.Math.
//
//	points N v0 v1 x0 x1 q0 q1   draws the points that the next requests use
//	value LIB FN v x             answers with the value
//	time LIB FN                  answers with the seconds of one pass over the points
#define PEER_CLOCK CLOCK_PROCESS_CPUTIME_ID
#include "peer.h"
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_version.h>
#include <string>
#include <vector>

static double gsl_i(double v, double x) {
	gsl_sf_result r;
	int s = gsl_sf_bessel_Inu_scaled_e(v, x, &r);
	return s && s != GSL_EUNDRFLW ? NAN : std::log(r.val) + x;
}

static double gsl_k(double v, double x) {
	gsl_sf_result r;
	return gsl_sf_bessel_lnKnu_e(v, x, &r) ? NAN : r.val;
}

static double boost_i(double v, double x) {
	try {
		return std::log(boost::math::cyl_bessel_i(v, x));
	} catch (...) {
		return NAN;
	}
}

static double boost_k(double v, double x) {
	try {
		return std::log(boost::math::cyl_bessel_k(v, x));
	} catch (...) {
		return NAN;
	}
}

typedef double (*function)(double, double);
static const struct {
	const char *lib, *name;
	function f;
} functions[] = {{"gsl", "I", gsl_i}, {"gsl", "K", gsl_k}, {"boost", "I", boost_i}, {"boost", "K", boost_k}};

static std::vector<double> orders, arguments;
static volatile double total;

static void pass(void *f) {
	double s = 0;
	for (size_t i = 0; i < orders.size(); i++)
		s += ((function)f)(orders[i], arguments[i]);
	total = s;
}

// The points are those of the program: steps of two irrational numbers, those
// whose quotient x/v lies between q0 and q1 left out.
static void draw(int n, double v0, double v1, double x0, double x1, double q0, double q1) {
	orders.clear();
	arguments.clear();
	double a = 0, b = 0;
	while ((int)orders.size() < n) {
		a += 0.6180339887498949;
		a -= a >= 1;
		b += 0.7548776662466927;
		b -= b >= 1;
		double v = v0 + (v1 - v0) * a, x = x0 + (x1 - x0) * b;
		if (x > q0 * v && x < q1 * v)
			continue;
		orders.push_back(v);
		arguments.push_back(x);
	}
}

int main() {
	gsl_set_error_handler_off();
	printf("GSL %s, Boost %d.%d\n", gsl_version, BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000);
	fflush(stdout);
	char line[256], lib[16], name[16];
	std::string last;
	int calls = 1, n;
	double v, x, v1, x1, q0, q1;
	while (fgets(line, sizeof line, stdin)) {
		function f = NULL;
		if (sscanf(line, "points %d %lf %lf %lf %lf %lf %lf", &n, &v, &v1, &x, &x1, &q0, &q1) == 7) {
			draw(n, v, v1, x, x1, q0, q1);
			last.clear();
			printf("0\n");
		} else if (sscanf(line, "value %15s %15s %lf %lf", lib, name, &v, &x) == 4 || sscanf(line, "time %15s %15s", lib, name) == 2) {
			for (auto &c : functions)
				if (!strcmp(c.lib, lib) && !strcmp(c.name, name))
					f = c.f;
			if (!f) {
				printf("error: unknown function\n");
			} else if (line[0] == 'v') {
				printf("%.17g\n", f(v, x));
			} else {
				if (last != line) {
					pass((void *)f);
					for (calls = 1; peer_span(pass, (void *)f, calls) < 2e-3;)
						calls *= 2;
					last = line;
				}
				printf("%.9g\n", peer_span(pass, (void *)f, calls) / calls);
			}
		} else {
			printf("error: unknown request\n");
		}
		fflush(stdout);
	}
}
