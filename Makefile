# What a person types here. `make help` lists it. POSIX sh; works with GNU make 3.81 (macOS) and later.

HOST ?= 127.0.0.1
PORT ?= 8050
# Further options of `pharos serve` (make run ARGS="--workers 2") or of pytest (make test ARGS="-k url").
ARGS ?=
# The interpreter to build .venv with. Unset: python3, or a newer python3.N where that one is too old.
PYTHON ?=

VENV := .venv
BIN := $(VENV)/bin
BOOTSTRAP := "$$python" tools/bootstrap.py
FIND_PYTHON := python="$$(sh tools/python.sh "$(PYTHON)")"
CHROMIUM := PHAROS_CHROMIUM="$$(cat $(VENV)/chromium-path)"
PYTEST := $(CHROMIUM) $(BIN)/python -m pytest
# One process has the browser, the others share out the rest; ARGS="-n 0" is one after another.
SHARED := -n auto --maxprocesses 4 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help run venv venv-dev chromium test test-long bench check format lock basemap clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: venv ## start the dashboard on http://127.0.0.1:8050 (HOST=, PORT=, ARGS=)
	@exec $(BIN)/pharos serve --host $(HOST) --port $(PORT) $(ARGS)

venv: ## make or refresh .venv with what the dashboard needs
	@$(FIND_PYTHON) && $(BOOTSTRAP) venv

venv-dev: ## the same, with the tools of the tests
	@$(FIND_PYTHON) && $(BOOTSTRAP) venv --dev

chromium: venv-dev ## find a Chromium for the browser tests, or install one
	@$(BIN)/python tools/bootstrap.py chromium

test: chromium ## run the tests (ARGS= goes to pytest)
	@$(PYTEST) $(SHARED) $(ARGS)

test-long: chromium ## run every test, the slow ones too
	@$(PYTEST) -m "" $(ARGS)

bench: venv-dev chromium ## run the benchmarks, ratios side by side
	@$(CHROMIUM) $(BIN)/pharos bench $(ARGS)

check: chromium ## formatting, lint, types, import contracts, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(PYTEST) $(SHARED) $(ARGS)

format: venv-dev ## let ruff lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The locks name versions and hashes and nothing else: no host, no path, no command line.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --group build
lock: ## resolve the two lock files again (needs uv; ARGS=--upgrade for new versions)
	$(LOCK) $(ARGS) pyproject.toml -o requirements.lock
	$(LOCK) $(ARGS) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

basemap: venv-dev ## build the basemap in assets/ again from its sources
	$(BIN)/python tools/build_basemap.py $(ARGS)

clean: ## remove .venv and everything that was made here
	rm -rf $(VENV) build dist test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
