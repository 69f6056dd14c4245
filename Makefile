# The commands of a developer; continuous integration calls the same ones.
# 'make demo' and 'make test' need nothing but Python 3.11 or newer and make: they install what
# .ci/lock names, by its hash. 'make demo' takes what runs, all others the tools as well.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := .ci/lock
# Until the tools are there, the pip of PYTHON does it: to put another one into the environment would
# take as long as half of what 'make demo' installs.
PIP = $$(test -e $(BIN)/pip3 && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python) \
	--disable-pip-version-check -qq install --no-deps --no-compile

# How far the environment has come: what runs is there, the project as well, the tools as well.
RUNS := $(VENV)/.runs
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test test-newest test-oldest test-day lock check fmt bench bench-check bench-ratios chaos histories fuzz mutants schemas golden pictures clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(INSTALLED) ## the main job on the embedded sandbox: validate, plan, apply, plan again, drift
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/demo

# What reaches all of the engine without luck; the other tests run without being traced, twice as fast.
MEASURED := $(addprefix tests/,audit core target_group render/test_audit_formats.py \
	$(addsuffix .py,$(addprefix campaigns/test_,accept acknowledgements adopt findings forward pasted)) \
	$(addsuffix .py,$(addprefix cli/test_,acknowledge compare_command days_command new_command saved_plans)))

# Much of it waits, for processes and for time to pass: three workers keep two cores busy; one
# that is done early takes tests over from another.
# Tests start hundreds of processes: none of them should compile what an earlier one has compiled.
define suite
	@$(1)/coverage erase
	@PYTHONDONTWRITEBYTECODE= $(1)/coverage run -m pytest -n 3 --dist worksteal -rs $(ARGS) $(MEASURED)
	@$(1)/coverage combine -q
	@$(1)/coverage report --fail-under=100 --skip-covered --show-missing
	@PYTHONDONTWRITEBYTECODE= $(1)/pytest -n 3 --dist worksteal -rs $(ARGS) tests $(addprefix --ignore=,$(MEASURED))
endef

test: $(READY) ## all tests, with coverage of the engine
	$(call suite,$(BIN))

test-newest: $(READY) ## all tests with the newest versions that the ranges allow, in .venv-newest
	@$(BIN)/python -m tests.lock_files newest .venv-newest
	$(call suite,.venv-newest/bin)

test-oldest: $(READY) ## all tests with the oldest versions that the ranges allow, in .venv-oldest
	@$(BIN)/python -m tests.lock_files oldest .venv-oldest
	$(call suite,.venv-oldest/bin)

test-day: $(READY) ## the demo and all tests with the system's date at DAY; needs faketime
	@command -v faketime >/dev/null || { echo "faketime is missing; Debian has a package of this name" >&2; exit 1; }
	@faketime '$(or $(DAY),$(error name a day, as in make test-day DAY=2028-02-29)) 12:00:00' $(MAKE) demo test

lock: $(READY) ## write the locked versions anew and say what moved; ONLY='pyyaml rich' moves no others
	@$(BIN)/python -m tests.lock_files renew $(ONLY)

check: $(READY) ## formatter, linter, types, layers, dependencies, schemas, campaigns, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/reconciler schema --check
	$(BIN)/reconciler validate
	$(BIN)/reconciler fmt --check
	RUST_LOG=error $(BIN)/zizmor --offline --quiet .github
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

histories: N ?= 1000
histories: $(READY) ## N drawn histories of files; plans must say why live drifted, truly in 99 of 100
	@$(BIN)/python -m tests.histories --histories $(N) --seed "$(SEED)"

SECONDS_OF_FUZZING ?= 60
fuzz: $(READY) ## feed drawn bytes to all readers for SECONDS_OF_FUZZING, guided by coverage
	@$(PIP) --require-hashes -r $(LOCK)/fuzz.txt
	@$(BIN)/python -m tests.fuzz -max_total_time=$(SECONDS_OF_FUZZING) -max_len=20000 -timeout=10 -rss_limit_mb=1500

mutants: $(READY) ## would the tests notice? Changes details of what decides about money, or of FILES; AGAIN=1 tries the rest
	@nice -n 15 $(BIN)/python -m tests.mutants $(if $(AGAIN),--again) $(FILES)

schemas: $(READY) ## write the JSON Schemas anew
	$(BIN)/reconciler schema

golden: $(READY) ## write the golden files anew; read the difference before you commit it
	$(BIN)/pytest -q --update-golden tests

pictures: $(READY) ## take the pictures of the documentation anew
	$(BIN)/python -m tests.pictures

clean: ## forget the virtual environment and all that was measured or cached
	rm -rf $(VENV) .venv-newest .venv-oldest .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .reconciler .bench .mutants

$(RUNS): $(LOCK)/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	@echo "Setting up $(VENV), once"
	@$(PYTHON) -m venv --clear $$($(PYTHON) -c 'import pip' 2>/dev/null && echo --without-pip) $(VENV)
	@$(PIP) --require-hashes -r $<
	@touch $@

$(INSTALLED): $(RUNS) pyproject.toml
	@$(PIP) --no-build-isolation -e .
	@touch $@

# What a newer lock leaves out must be gone, so the environment begins anew.
$(READY): $(INSTALLED) $(LOCK)/develop.txt
	@if [ -e $@ ] && [ $(LOCK)/develop.txt -nt $@ ]; then rm $(RUNS); $(MAKE) --no-print-directory $(INSTALLED); fi
	@echo "Adding the tools of developers to $(VENV), once"
	@test -e $(BIN)/pip3 || $(BIN)/python -m ensurepip >/dev/null
	@$(PIP) --require-hashes -r $(LOCK)/develop.txt
	@touch $@
