# demo and test need Go and nothing else. ci installs what else it needs.
.DELETE_ON_ERROR:
.PHONY: demo test test-long ci bench verify generate ci-format ci-lint ci-race ci-levels ci-cross ci-fuzz ci-api

GO          ?= go
STATICCHECK  = honnef.co/go/tools/cmd/staticcheck@v0.8.2
# packages that hold assembly or stand directly on it
FAST         = ./internal/... ./linsolve/...
# packages that start goroutines, or whose functions are called from several
CONCURRENT   = ./internal/parallel ./internal/rng ./internal/hugepage ./linsolve/... ./special/... ./examples/...

demo: ## run the tour: real problems, tables on the terminal, pictures in examples/out
	$(GO) run ./examples/tour

test: ## run the tests, without the long ones
	$(GO) test -short ./...

test-long: ## run every test
	$(GO) test ./...

bench: ## print target | ours | peer | ratio, peers measured in the same run
	$(GO) run ./internal/cmd/bench

verify: ## long accuracy and statistical studies: reference | ours | ok
	$(GO) run ./internal/cmd/verify

generate: ## write generated code again
	$(GO) generate ./...

# In the order that fails fastest.
ci: ci-format ci-lint test ci-race ci-levels ci-cross ci-fuzz ci-api
	@echo "ci: all green"

ci-format:
	@out=$$(gofmt -s -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt -s would change: $$out"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) -C internal/kernel/_asm vet ./...
	@out=$$($(GO) fix -diff ./... 2>&1); test -z "$$out" || { echo "$$out"; exit 1; }

ci-lint:
	$(GO) run $(STATICCHECK) -checks inherit,ST1000 ./...

ci-race: # the detector does not see assembly; the goroutines around it are what it checks
	$(GO) test -race -short -cpu 4 $(CONCURRENT)

ci-levels: # every dispatch level, and the compiler's own fused multiply-add
	$(GO) test -run Fresh ./internal/kernel
	$(GO) test -short -tags noasm $(FAST)
	! grep -qs avx512f /proc/cpuinfo || GODEBUG=cpu.avx512f=off $(GO) test -short $(FAST)
	GOAMD64=v3 $(GO) test -short $(FAST) ./special/...

ci-cross: # other processors: build, vet, and run the tests where qemu-user is or can be installed
	GOARCH=arm64 $(GO) vet ./...
	GOARCH=386 $(GO) vet ./...
	GOOS=windows $(GO) build ./...
	GOOS=darwin GOARCH=arm64 $(GO) build ./...
	@.ci/qemu

ci-fuzz: # a fixed number of executions each
	@.ci/fuzz 2000x

ci-api:
	@.ci/api
