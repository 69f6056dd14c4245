# The commands of a developer; continuous integration calls the same ones.
# 'make demo' and 'make test' need nothing but Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench bench-check bench-ratios chaos fuzz schemas golden clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(READY) ## the main job on the embedded sandbox: validate, plan, apply, plan again, drift
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/demo

# What reaches all of the engine without luck; the other tests run without being measured, and faster.
MEASURED := $(addprefix tests/,apply audit campaigns cli contract core render target_group)

test: $(READY) ## all tests, with coverage of the engine
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n 2 -rs $(ARGS) $(MEASURED)
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --include='reconciler/core/*,reconciler/target_group/*' --fail-under=100 --skip-covered --show-missing
	@$(BIN)/pytest -n 2 -rs $(ARGS) tests $(addprefix --ignore=,$(MEASURED))

check: $(READY) ## formatter, linter, types, layers, dependencies, schemas, campaigns, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/reconciler schema --check
	$(BIN)/reconciler validate
	$(BIN)/reconciler fmt --check
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/actionlint
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

fmt: $(READY) ## format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: N ?= 2000
bench: ROUNDS ?= 3
bench: $(READY) ## time whole commands with N campaigns (2000), ROUNDS times (3), against a small script; quote ratios
	@$(BIN)/python -m tests.bench --campaigns $(N) --rounds $(ROUNDS)

bench-check: $(READY) ## fail if a command takes 15 % more, for each second of that script, than is committed
	@$(BIN)/python -m tests.bench check

bench-ratios: $(READY) ## measure the ratios that are to be committed
	@$(BIN)/python -m tests.bench ratios

chaos: N ?= 10000
chaos: KILLS ?= 200
chaos: $(READY) ## N schedules of faults and KILLS killed processes, drawn from SEED; no law may break
	@$(BIN)/python -m tests.chaos --schedules $(N) --kills $(KILLS) --seed "$(SEED)" --first $(or $(FIRST),0)

SECONDS_OF_FUZZING ?= 60
fuzz: $(READY) ## feed drawn bytes to all readers for SECONDS_OF_FUZZING, guided by coverage
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@$(BIN)/python -m tests.fuzz -max_total_time=$(SECONDS_OF_FUZZING) -max_len=20000 -timeout=10 -rss_limit_mb=1500

schemas: $(READY) ## write the JSON Schemas anew
	$(BIN)/reconciler schema

golden: $(READY) ## write the golden files anew; read the difference before you commit it
	$(BIN)/pytest -q --update-golden tests

clean: ## forget the virtual environment and all that was measured or cached
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .reconciler .bench

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
