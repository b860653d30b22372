# Fermata's everyday work. `make help` lists the targets; what a target does at length is in scripts/.
#
# One build configuration serves run and test (release, with -enable-testing), so that nothing compiles twice.

ARGS ?=
SEEDS ?= 2000
SEED ?=
CONFIGURATION := release
BUILD := swift build -c $(CONFIGURATION) -Xswiftc -enable-testing
FERMATA := .build/$(CONFIGURATION)/fermata
SWIFT_FOLDERS := $(wildcard Sources Tests Benchmarks Fuzzing/Sources Package.swift)

export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help setup setup-test build run test lint format bench simulate power-cuts faults tsan story fuzz-jsonata tsan-jsonata clean

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building and running need (apt where root, a Python venv)
	@scripts/setup run

setup-test:
	@scripts/setup test

build: setup ## build the release binary, .build/release/fermata
	$(BUILD) --product fermata

run: build ## start the server with the pizzeria sample and send one order; ARGS=--once ends after it
	$(FERMATA) demo examples/pizzeria $(ARGS)

test: setup-test ## all tests: Swift, end to end, conformance
	@scripts/test

lint: ## check the format, as CI does
	swift format lint --strict --recursive $(SWIFT_FOLDERS)

format: ## format all Swift sources
	swift format format --in-place --recursive $(SWIFT_FOLDERS)

bench: build ## the works beside their bars, the peers and the machine (ARGS=--help)
	@scripts/bench $(ARGS)

story: build ## the pizzeria's nine stages and what each costs
	@scripts/story $(ARGS)

simulate: setup ## the engine against simulated crashes and disks: SEEDS=20000, or SEED=7 for one seed's story
	@scripts/simulate $(if $(SEED),1 $(SEED),$(SEEDS))

power-cuts: build setup-test ## kill -9 against the real server: ARGS="500 SEED"
	@scripts/power-cuts $(ARGS)

faults: build setup-test ## full disks, damage, locks, overload against the real server: one line each
	@scripts/faults $(ARGS)

tsan: setup ## the engine's tests under the thread sanitizer
	@scripts/thread-sanitizer

fuzz-jsonata: setup ## generated and mutated expressions for ARGS seconds (600); a crash leaves last-case.json
	swift run --package-path Fuzzing -c release JSONataFuzz $(or $(ARGS),600)

tsan-jsonata: setup ## eight threads on the same JSONata expressions, under the thread sanitizer
	swift run --package-path Fuzzing --scratch-path Fuzzing/.build/tsan --sanitize=thread JSONataThreads

clean: ## remove what was built (not the data of a server)
	rm -rf .build .venv
