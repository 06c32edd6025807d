# Two commands on a fresh machine with Python 3.11+, git and make: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement
SELF := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: run test check lock screenshots
run: .venv/run.done
	$(BIN)/hocvuso serve

test: .venv/test.done
	$(BIN)/pytest

check: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not slow and not postgres and not browser" -n 2 -q

lock: .venv/test.done
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --extra build --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --extra build --extra dev --output-file requirements-dev.lock

screenshots: .venv/test.done
	$(BIN)/python scripts/screenshots.py

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/run.done: .venv/bin/pip requirements.lock pyproject.toml
	$(LOCKED) requirements.lock
	$(SELF)
	touch $@

.venv/test.done: .venv/bin/pip requirements-dev.lock pyproject.toml
	$(LOCKED) requirements-dev.lock
	$(SELF)
	touch $@ .venv/run.done
