# Every target sets up what it needs; only Python 3.11 or later and make must be there.

PYTHON ?= python3
VENV ?= .venv

BIN := $(VENV)/bin
READY := $(VENV)/ready
BENCH_READY := $(VENV)/bench-ready

.PHONY: help demo test test-all check bench golden clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## Compare the embargo of 2010 with the export licences of 2025, into out/demo
	@$(BIN)/rarechain compare embargo-2010 licensing-2025 -n 20 --seed 1 --out out/demo

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -q -m "not slow"

test-all: $(READY) ## Run the slow tests
	@$(BIN)/python -m pytest -q -m slow || { code=$$?; [ $$code -eq 5 ] && echo "No slow tests yet."; }

check: $(READY) ## Check style, types and the order of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(BENCH_READY) ## Measure the speed against floors and peers, into docs/performance.md (BENCH_FULL=1 takes longer)
	@$(BIN)/python -m benchmarks

golden: $(READY) ## Refresh the stored results, after a change that is meant to change them
	@$(BIN)/python tests/golden/refresh.py

clean: ## Remove everything that the targets made
	@rm -rf $(VENV) out dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[test,notebooks,dask,sensitivity,calibration,discovery,parquet]'
	@touch $@

$(BENCH_READY): $(READY)
	@echo "Adding what is measured against ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
