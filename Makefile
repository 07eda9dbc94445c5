# Nyala: everything a user or contributor does, one target each. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

NYALA_HOME  ?= $(CURDIR)/.nyala
LISTEN      ?= 127.0.0.1:8080
PREFIX      ?= /usr/local
TYPE        ?= continuous
TEMPLATE    ?= bash
BUILD       := .build/debug
SWIFT_FLAGS ?=
# Speaking TLS costs a BoringSSL to compile: what is released has it; the tests of it have a build beside the developer's.
TLS         := --traits TLS
TLS_BUILD   := .build/tls
# Tests at a time: each end-to-end test has a host with jobs of its own.
TEST_WIDTH  ?= 4
BENCH_FLAGS ?=

.PHONY: help deps build run test check format bench screenshots new-job release install clean

help: ## show this list
	@echo "Nyala: background jobs on any Linux machine, deployed by git push."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run      NYALA_HOME=./.nyala LISTEN=127.0.0.1:8080"
	@echo "  make bench    BENCH_FLAGS='--only trigger,list,edit,push,zip,scale,schedule,start,restart,minute,crash,history,lines,fleet'"
	@echo "  make new-job  NAME=mailer TYPE=continuous|triggered TEMPLATE=bash|python|node|php|ruby|swift [DIR=site folder]"
	@echo "  make install  PREFIX=/usr/local [DESTDIR=]"

deps: ## install what is missing from the system (apt); says what to run when not root
	@packaging/deps.sh

build: deps ## compile the programs for development
	@swift build --product nyala $(SWIFT_FLAGS)
	@swift build --product nyala-hook $(SWIFT_FLAGS)
	@swift build --product nyala-keeper $(SWIFT_FLAGS)

run: build ## start Nyala here with the example site pushed and its jobs running
	@packaging/run.sh "$(BUILD)" "$(NYALA_HOME)" "$(LISTEN)"

test: deps ## everything CI runs: format, architecture, unit and end-to-end tests
	@packaging/deps.sh test
	@$(MAKE) --no-print-directory check
	@swift build --product nyala $(SWIFT_FLAGS)
	@swift build --product nyala-hook $(SWIFT_FLAGS)
	@swift build --product nyala-keeper $(SWIFT_FLAGS)
	@swift build --product nyala $(TLS) --scratch-path $(TLS_BUILD) $(SWIFT_FLAGS)
	@swift build --product nyala-hook $(TLS) --scratch-path $(TLS_BUILD) $(SWIFT_FLAGS)
	@swift build --product nyala-keeper $(TLS) --scratch-path $(TLS_BUILD) $(SWIFT_FLAGS)
	@NYALA_TEST_TLS_PROGRAM="$(CURDIR)/$(TLS_BUILD)/debug/nyala" \
	 SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(TEST_WIDTH) packaging/suite.sh $(SWIFT_FLAGS)

check: ## lint the format of all Swift sources
	@swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources templates

format: ## rewrite all Swift sources in the one format
	@swift format --in-place --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

bench: release ## measure Nyala beside bare system calls, in one run
	@packaging/deps.sh bench
	@cd Benchmarks && swift run -c release nyala-bench --program "$(CURDIR)/.build/release/nyala" $(BENCH_FLAGS)

screenshots: build ## take the pictures of the dashboard that the README shows anew; ALL=FOLDER for all pages
	@packaging/deps.sh test
	@packaging/screenshots.sh "$(BUILD)" $(ALL)

new-job: ## make a new job from a template: NAME=… TYPE=… TEMPLATE=… [DIR=…]
	@packaging/new-job.sh "$(BUILD)" "$(NAME)" "$(TYPE)" "$(TEMPLATE)" "$(DIR)" "$(NYALA_HOME)"

release: deps ## compile the optimised programs
	@swift build -c release --product nyala $(TLS) $(SWIFT_FLAGS)
	@swift build -c release --product nyala-hook $(TLS) $(SWIFT_FLAGS)
	@swift build -c release --product nyala-keeper $(TLS) $(SWIFT_FLAGS)

install: release ## install the programs and templates below PREFIX
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/nyala"
	install -m 755 .build/release/nyala .build/release/nyala-hook .build/release/nyala-keeper "$(DESTDIR)$(PREFIX)/bin/"
	cp -R templates "$(DESTDIR)$(PREFIX)/share/nyala/"
	install -d "$(DESTDIR)$(PREFIX)/lib/systemd/system"
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|g' packaging/nyala.service > "$(DESTDIR)$(PREFIX)/lib/systemd/system/nyala.service"

clean: ## remove what was built (never the home folder)
	rm -rf .build Benchmarks/.build
