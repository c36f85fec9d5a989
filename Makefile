PYTHON ?= python3
BIN := .venv/bin
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet

.PHONY: help demo test test-slow test-all lint format lock evaluate bench artifact clean

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The sets are stamped, so that a second `make` installs nothing.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "otklik needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/python requirements/dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run

demo: .venv/run  ## set everything up and run the demonstration season into ./demo
	$(BIN)/otklik demo demo

test: .venv/dev  ## set everything up and run the tests, PostgreSQL included
	$(BIN)/pytest -n auto -m "not slow"

test-slow: .venv/dev  ## only the slow tests: kills, volumes, whole processes
	$(BIN)/pytest -n auto -m slow

test-all: test test-slow  ## all tests

lint: .venv/dev  ## ruff (lint and format) and mypy --strict
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/dev  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

evaluate: .venv/dev  ## measure the classifier and the addresses on the labelled sets
	$(BIN)/python -m scripts.evaluate

bench: .venv/dev  ## speeds as ratios against peers in the same run
	for part in $(basename $(notdir $(wildcard scripts/bench_*.py))); do \
		$(BIN)/python -m scripts.$$part || exit 1; done

artifact: .venv/dev  ## train the shipped classifier anew; needs the labelled sets beside the project
	$(BIN)/python -m scripts.make_artifact

lock: .venv/python  ## pin every dependency anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) --all-extras --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) --all-extras --group build pyproject.toml -c requirements/dev.txt -o requirements/run.txt

clean:  ## remove the environment and what the demonstration made
	rm -rf .venv demo build dist
