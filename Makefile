# Two commands on a fresh machine with Python 3.11+, git and make: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement
SELF := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: run test check lint crash lock screenshots bench
run: .venv/run.done
	$(BIN)/hocvuso serve

# What runs the whole product is kept apart: the crash tests wait more than they work, and go two at a
# time; browsers want the machine for themselves. In the order of the files, since the longest ones have few tests and
# would else come last, one alone; by three, since half of the time they wait.
test: .venv/test.done
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --ignore tests/product --ignore tests/crash
	$(BIN)/pytest --numprocesses 2 --dist loadfile tests/crash
	$(BIN)/pytest tests/product

# Before each commit; under a minute on two cores.
check: lint
	$(BIN)/pytest --numprocesses auto --quiet --hypothesis-profile quick -m "not slow and not postgres and not browser" \
		--ignore tests/town --ignore tests/frontdoor --ignore tests/product --ignore tests/crash

lint: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

# `make crash ROUNDS=200` for a night: kill -9 at any moment, one line a round, a summary at the end.
ROUNDS ?= 200
crash: .venv/test.done
	HOCVUSO_CRASH_ROUNDS=$(ROUNDS) $(BIN)/pytest tests/crash/test_kill.py --capture no

lock: .venv/test.done
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --extra build --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --extra build --extra dev --output-file requirements-dev.lock

# A quarter of an hour on two cores that have nothing else to do; writes docs/performance.md.
bench: .venv/test.done
	$(BIN)/python -m bench

screenshots: .venv/test.done
	$(BIN)/python scripts/screenshots.py
	$(BIN)/python scripts/leader_pictures.py
	$(BIN)/python scripts/leader_guide.py

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
