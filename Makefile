# Two commands for a newcomer: `make run` and `make test`. Each sets up its own .venv from the pinned lock file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ACCORD ?= us-mexico-2019
OUT ?= out/$(ACCORD)

.PHONY: help run test lint bench clean
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.python: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "suasion needs Python 3.11 or newer. Name one: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { echo 'Python came without venv. Install it (Debian, Ubuntu: apt install python3-venv)'; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements.lock
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.lock
	$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

run: $(VENV)/.runtime ## Was the deal on track? Runs the 2019 accord and writes a report
	$(BIN)/suasion run $(ACCORD) --out $(OUT)

test: $(VENV)/.development ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(VENV)/.development ## Format, style, types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.development ## Measure accuracy, time and memory beside the peers
	$(BIN)/python benchmarks/forecast.py
	$(BIN)/python benchmarks/first_run.py
	$(BIN)/python benchmarks/movement.py
	$(BIN)/python benchmarks/trade.py
	$(BIN)/python benchmarks/asylum_rules.py

clean: ## Remove the environment, caches and output
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
