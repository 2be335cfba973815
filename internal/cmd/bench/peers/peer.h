// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// What all C and C++ peers share.
#pragma once
#include <stdio.h>
#include <string.h>
#include <time.h>

// peer_run does the request once; arg is what peer_find gave for it.
typedef void (*peer_run)(void *arg);

// peer_find returns the work of a request and its argument, NULL if there is
// none. It is called for each line and must be quick the second time.
typedef peer_run (*peer_find)(const char *request, void **arg);

static double peer_now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double peer_span(peer_run run, void *arg, int calls) {
	double start = peer_now();
	for (int i = 0; i < calls; i++)
		run(arg);
	return peer_now() - start;
}

// peer_serve says name, then answers each request with the seconds of one run.
// A timing repeats the run until it spans two milliseconds.
static int peer_serve(const char *name, peer_find find) {
	char line[256], last[256] = "";
	int calls = 1;
	printf("%s\n", name);
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		void *arg = NULL;
		line[strcspn(line, "\n")] = 0;
		peer_run run = find(line, &arg);
		if (!run) {
			printf("error: unknown request %s\n", line);
		} else {
			if (strcmp(line, last)) {
				run(arg);
				for (calls = 1; peer_span(run, arg, calls) < 2e-3;)
					calls *= 2;
				strcpy(last, line);
			}
			printf("%.9g\n", peer_span(run, arg, calls) / calls);
		}
		fflush(stdout);
	}
	return 0;
}
