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

// A peer that is compared by processor time defines the clock before it includes
// this file.
#ifndef PEER_CLOCK
#define PEER_CLOCK CLOCK_MONOTONIC
#endif

static double peer_now(void) {
	struct timespec t;
	clock_gettime(PEER_CLOCK, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double peer_span(peer_run run, void *arg, int calls) {
	double start = peer_now();
	for (int i = 0; i < calls; i++)
		run(arg);
	return peer_now() - start;
}

// peer_serve says name, then answers each request with the seconds of one run.
// A timing repeats the run until it spans five milliseconds; with PEER_LONG
// defined, for runs of seconds, there is one run and nothing is warmed up.
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
#ifdef PEER_LONG
			printf("%.9g\n", peer_span(run, arg, 1));
			fflush(stdout);
			continue;
#endif
			if (strcmp(line, last)) {
				run(arg);
				for (calls = 1; peer_span(run, arg, calls) < 5e-3;)
					calls *= 2;
				strcpy(last, line);
			}
			run(arg); // fetches what the other process has driven from the caches
			printf("%.9g\n", peer_span(run, arg, calls) / calls);
		}
		fflush(stdout);
	}
	return 0;
}
