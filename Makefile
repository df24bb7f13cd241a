# Every target works on a bare Debian 12+ or Ubuntu 24.04+ host, as root or through sudo, and is safe to repeat.
.PHONY: help setup up down test check fix compat fuzz bench lock
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf 'make %-8s %s\n' "$$name" "$$text"; done

setup: ## install what a host needs, without starting anything
	@tools/setup host

up: ## from a bare host to a cloud with one running guest
	@./pileus up

down: ## stop Pileus; guests keep running
	@./pileus down

test: ## set up whatever the tests need and run all of them
	@tools/setup test
	@tools/check
	@PATH="$$PWD/.tools/node:$$PATH" npm --prefix ui run --silent --if-present test -- --passWithNoTests
	@.venv/bin/pytest

check: ## linters, types, import rules, sizes, generated files
	@tools/setup dev
	@tools/check

fix: ## repair what the linters can, regenerate generated files
	@tools/setup dev
	@tools/check --fix

compat: ## compare with CloudStack's interface, command by command: docs/compatibility.md
	@tools/setup dev
	@.venv/bin/python -m tools.compatibility

fuzz: ## send odd requests to every command: make fuzz REQUESTS=200000 SEED=1
	@tools/setup test
	@.venv/bin/python -m tests.fuzz $(or $(REQUESTS),200000) $(SEED)

bench: ## measure what is promised
	@tools/setup test
	@.venv/bin/python -m bench

lock: ## raise every dependency to its newest allowed version
	@tools/lock
