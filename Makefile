# make run   start the app          make test   run every test
# make check lint and types         make bench  measure this machine
# make replicas  two processes behind nginx with one Redis, of which one of each is killed
# make soak  half an hour of a class: does memory grow, do files stay open?
# make nightly   ten thousand visitors who do what they like (EXPLORER_CASES), in about half an hour
PYTHON ?= python3
BIN := .venv/bin
# Where pip finds the CPU build of torch, if not in the default index: make run TORCH_INDEX=<address>
TORCH_INDEX ?=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

.PHONY: run test nightly replicas soak check bench clean

run: .venv/app
	$(BIN)/explorer

test: .venv/test
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --ignore tests/browser
	@# Two browsers: they wait more than they compute. What failed is tried once more, alone: so is a slow machine no fault.
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile tests/browser \
		|| $(BIN)/python -m pytest --last-failed --last-failed-no-failures none tests/browser

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy explorer

nightly: export EXPLORER_CASES ?= 10000
nightly: export EXPLORER_ROUNDS ?= 100
nightly: .venv/test
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup tests/fuzz tests/test_isolation.py

replicas: .venv/test
	$(BIN)/python benchmarks/replicas.py

bench: .venv/test
	$(BIN)/explorer bench

soak: .venv/test
	$(BIN)/python benchmarks/soak.py

clean:
	rm -rf .venv build dist *.egg-info

.venv/app: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Explorer needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing; the first time this takes a few minutes."
	$(PIP) --editable .
	-$(BIN)/explorer pack  # without it all works, with larger files
	touch $@

.venv/test: .venv/app
	$(PIP) --editable ".[test]"
	touch $@
