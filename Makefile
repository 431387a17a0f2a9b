# Everything is done through these targets; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

TOOLS := .cache/tools
ADDR  ?= 127.0.0.1:7480
DATA  ?= writ-data
PKGS   = $(shell go list ./... | grep -v /e2e)
# What `make verify` runs once more under the race detector: everything that
# shares memory between goroutines and is quick enough to.
RACE  := . ./api/... ./app/... ./auth/... ./blob/... ./explorer/... ./ingest/... ./inputtable/... ./live/... ./store/... ./vault/... ./warehouse ./warehouse/postgres/... ./warehouse/mysql/... ./internal/...

## help: list the targets
help:
	@sed -n 's/^## \([a-z0-9-]*\): /\1 /p' Makefile | while read -r name what; do printf '  %-9s %s\n' "$$name" "$$what"; done

## run: build and start Writ with the embedded warehouse and sample data
run: bin/writ
	@exec bin/writ serve --data $(DATA) --addr $(ADDR)

## dev: start the server and the web app's development server beside it
dev: bin/writ web/node_modules
	@.ci/need node
	@trap 'kill 0' EXIT; bin/writ serve --data $(DATA) --addr $(ADDR) & cd web && WRIT_URL=http://$(ADDR) npm run dev

## ui: rebuild the committed web app (web/dist) and its API types
ui: bin/writ web/node_modules
	bin/writ openapi > web/src/api/openapi.json
	cd web && npm run --silent gen && npm run --silent build

## test: run every test but the journeys; starts the engines it needs
test: $(TOOLS)/gotestsum
	@.ci/need go cc postgres mysql
	@go run ./internal/testrun -- $(TOOLS)/gotestsum --format pkgname-and-test-fails --jsonfile .cache/test.json -- $(TESTFLAGS) $(PKGS)

## engines: rewrite docs/engines.md from the results of the last `make test`
engines:
	@go run ./internal/evidence

## lint: formatting, static checks, the dependency rule, the web app's lint and types
lint: $(TOOLS)/golangci-lint web/node_modules
	@.ci/need go cc node
	$(TOOLS)/golangci-lint run ./...
	go test ./internal/arrows
	cd web && npm run --silent lint && npm run --silent check

## verify: what is committed is what the sources say; unit tests of the web app; race detector
verify: $(TOOLS)/gotestsum web/node_modules
	@.ci/need go cc node postgres mysql
	go mod tidy -diff
	cd web && npm test --silent
	$(MAKE) --no-print-directory ui
	git diff --exit-code --stat -- web/dist web/src/api
	go run ./internal/testrun -- $(TOOLS)/gotestsum --format pkgname-and-test-fails -- -race $(RACE)

## e2e: journeys on the built binary: command line, and a real browser
e2e: bin/writ $(TOOLS)/gotestsum web/node_modules
	@.ci/need go cc node postgres mysql chromium
	@go run ./internal/testrun -- $(TOOLS)/gotestsum --format testname -- -count=1 -timeout 20m ./e2e/...

## bench: ratios against the raw engines, one line each: name ratio value limit
bench:
	@.ci/need go cc postgres mysql
	@go run ./internal/testrun -- go run ./bench $(BENCH)

## bench-web: how fast the grid is in a real browser over a million rows
bench-web: bin/writ web/node_modules
	@.ci/need node chromium postgres
	cd web && go run ../internal/testrun -- npm run --silent bench

## corpus: run outside test material through the real program: make corpus CORPUS=folder [SUITES="-v designed"]
corpus: bin/writ
	@test -n "$(CORPUS)" || { echo "say which folder: make corpus CORPUS=folder"; exit 2; }
	@.ci/need go cc postgres mysql
	@go run ./corpus -dir "$(CORPUS)" $(SUITES)

## crash: kill servers, or their PostgreSQL, again and again: make crash SUITE=uploads|imports|checks|backups|keys|nodes|leaders|metadata N=50
SUITE ?= uploads
N ?= 20
crash: bin/writ
	@.ci/need go cc postgres mysql
	@WRIT_CRASH_ROUNDS=$(N) go run ./internal/testrun -- go test -count=1 -timeout 3h -v -run 'TestCrash/$(SUITE)' ./e2e

## prove: the long campaigns: fuzzing, crashes, everything under the race detector
FUZZTIME ?= 60s
prove: $(TOOLS)/gotestsum
	@.ci/need go cc postgres mysql
	@for f in $$(grep -rl --include='*_test.go' '^func Fuzz' . | grep -v node_modules); do \
	  for n in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$f); do \
	    echo "fuzz $$(dirname $$f) $$n"; go test -run='^$$' -fuzz="^$$n$$" -fuzztime=$(FUZZTIME) ./$$(dirname $$f) || exit 1; done; done
	WRIT_HISTORIES=10000 go test -count=1 -timeout 1h -run 'RandomHistories|EntryByEntry' ./editlog
	$(MAKE) --no-print-directory crash SUITE=uploads N=200
	$(MAKE) --no-print-directory crash SUITE=imports N=1000
	$(MAKE) --no-print-directory crash SUITE=checks N=200
	$(MAKE) --no-print-directory crash SUITE=nodes N=20
	$(MAKE) --no-print-directory crash SUITE=leaders N=20
	$(MAKE) --no-print-directory crash SUITE=metadata N=20
	$(MAKE) --no-print-directory crash SUITE=backups N=50
	$(MAKE) --no-print-directory crash SUITE=keys N=50
	go run ./internal/testrun -- $(TOOLS)/gotestsum --format pkgname-and-test-fails -- -race $(PKGS)

bin/writ: FORCE
	@.ci/need go cc
	@go build -o bin/writ ./cmd/writ

$(TOOLS)/gotestsum: tools/go.sum
	@.ci/need go
	go build -C tools -o ../$(TOOLS)/ gotest.tools/gotestsum

$(TOOLS)/golangci-lint: tools/go.sum
	@.ci/need go
	go build -C tools -o ../$(TOOLS)/ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

web/node_modules: web/package-lock.json
	@.ci/need node
	cd web && npm ci --no-audit --no-fund --silent
	@touch web/node_modules

FORCE:
# Says whether docs/engines.md is what the last `make test` showed.
engines-check:
	@go run ./internal/evidence -check

.PHONY: help run dev ui test engines engines-check lint verify e2e bench bench-web corpus crash prove FORCE
