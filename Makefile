# Every target sets up what it needs by itself; a second call starts at once.
.DEFAULT_GOAL := help
.PHONY: help setup run test coverage check interop differential faults fuzz edits mutation bench bench-scale fix lock
BIN := .venv/bin
CODE = $(wildcard app contexts credentials migrations tests wallet_api)
# One more than there are processors: some tests wait for a browser or a server.
WORKERS ?= $(shell n=$$(nproc); echo $$((n < 4 ? n + 1 : 4)))
# How long `make fuzz` follows each parser.
SECONDS ?= 60
# Whom `make differential` asks, and about which cases: all that are not in the ledger yet.
PARTNER ?= pyld
FROM ?= 0
# A part of the tests, without the coverage floor: make test ARGS="tests/unit -k parsing"
ARGS ?=
# Each worker rewrites four hundred test modules to start with, unless that can be kept.
unexport PYTHONDONTWRITEBYTECODE

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 13

setup: .venv/.ready ## install into .venv; then .venv/bin/skills-passport works
	@echo 'Ready: $(BIN)/skills-passport'

run: .venv/.ready ## start the service with example data
	@$(BIN)/skills-passport demo

test: .venv/.ready ## all tests, with a real database and browser; the library's coverage
	@tools/need chromium
	$(BIN)/pytest -n $(WORKERS) $(or $(ARGS),--cov=credentials --cov-report=)
	$(if $(ARGS),,$(BIN)/coverage report --include='credentials/*' --fail-under=100)

coverage: .venv/.ready ## which lines of everything else the unit tests do not reach
	$(BIN)/pytest -n $(WORKERS) tests/unit -m 'not postgres and not slow' --cov --cov-report=
	$(BIN)/coverage report --fail-under=90

check: .venv/.ready ## format, lint, types and import rules; no browser, no network
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy --strict $(CODE)
	$(BIN)/lint-imports --no-cache

interop: .venv/.ready tests/interop/node_modules/.ready tests/interop/python/.venv/.ready ## tests with other implementations
	$(BIN)/pytest -m interop tests/interop tests/differential $(ARGS)

differential: .venv/.ready $(if $(filter jsonld.js,$(PARTNER)),tests/interop/node_modules/.ready) ## compare with PyLD or PARTNER=jsonld.js, FROM= TO=, going on where the ledger ends
	$(BIN)/python -m tests.differential --partner $(PARTNER) --from $(FROM) $(if $(TO),--to $(TO)) $(if $(RECHECK),--recheck)

faults: .venv/.ready ## tests that kill, stop and fill up, and new random examples; SHORT=1: the short form
	$(if $(SHORT),,$(BIN)/pytest -n $(WORKERS) -m hypothesis --hypothesis-profile searching $(ARGS))
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(if $(SHORT),tests/faults -m 'not faults',-m faults) $(ARGS)

fuzz: .venv/.ready .venv/fuzz/.ready ## look for input that a parser or an address cannot bear
	PYTHONPATH=.venv/fuzz $(BIN)/pytest -m fuzz tests/fuzz $(ARGS)
	PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz --seconds $(SECONDS)

edits: .venv/.ready ## edit signed documents 100,000 times for each suite (ARGS=names)
	$(BIN)/python -m tests.properties $(ARGS)

mutation: .venv/.ready ## take checks away one by one, to see whether a test notices (ARGS=folders)
	$(BIN)/python -m tests.mutation $(ARGS)

bench: .venv/.ready tests/interop/node_modules/.ready tests/interop/python/.venv/.ready ## how fast it is beside other implementations; writes docs/bench.json
	@$(BIN)/python -m tests.bench $(ARGS)

bench-scale: .venv/.ready ## what ten million certificates cost beside ten thousand; writes docs/scale.json
	@$(BIN)/python -m tests.scale --keep $(ARGS)

fix: .venv/.ready ## mend what the linter can mend, then format
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: .venv/.ready ## pin the newest versions, with hashes
	$(BIN)/uv pip compile --no-config --quiet --upgrade --python-version 3.11 --extra test --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --no-config --quiet --upgrade --python-version 3.11 -c requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -o tests/fuzz/requirements.lock tests/fuzz/requirements.in

.venv/.ready: requirements.lock
	@tools/need venv
	@touch $@

.venv/fuzz/.ready: tests/fuzz/requirements.lock .venv/.ready
	@tools/need fuzz
	@touch $@

tests/interop/node_modules/.ready: tests/interop/package-lock.json .venv/.ready
	@tools/need node
	@touch $@

tests/interop/python/.venv/.ready: tests/interop/python/requirements.lock .venv/.ready
	@tools/need partners
	@touch $@
