# Fermata's everyday work. `make help` lists the targets; what a target does at length is in scripts/.
#
# One build configuration serves run and test (release, with -enable-testing), so that nothing compiles twice.

ARGS ?=
CONFIGURATION := release
BUILD := swift build -c $(CONFIGURATION) -Xswiftc -enable-testing
FERMATA := .build/$(CONFIGURATION)/fermata
SWIFT_FOLDERS := $(wildcard Sources Tests Benchmarks Fuzzing/Sources Package.swift)

export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help setup setup-test build run test lint format bench simulate story clean

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

simulate: ## power cuts against the real server, seeded: ARGS=SEED
	@scripts/simulate $(ARGS)

clean: ## remove what was built (not the data of a server)
	rm -rf .build .venv
