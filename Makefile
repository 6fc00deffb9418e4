# `make` lists the targets. Everything they need is installed into .venv and .tools, which git ignores.
.DEFAULT_GOAL := help
.PHONY: help setup tools demo zipapp test lint fmt golden check bench e2e cluster clean
PYTHON ?= python3
BIN := .venv/bin
CONFIG := postrenderer/pyproject.toml
SCRIPTS := files/health.sh ci/tools ci/demo .ci/run postrenderer/launcher examples/flux/compile examples/rendered/render

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: .venv/ready ## Python environment, with the pinned development tools

.venv/ready: ci/requirements.txt postrenderer/pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r ci/requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e postrenderer
	@touch $@

tools: ## both Helms, from PATH or built with Go
	@ci/tools helm3 helm4

demo: setup ## render the default stack in mode strict through Helm; show result, diff and reasons
	@ci/tools helm4
	@ci/demo

zipapp: setup ## dist/eck-mesh: the program and what it needs in one file, for any Python from 3.10 on
	$(BIN)/python ci/zipapp

test: setup tools ## everything: units, properties, golden cases, chart, both Helms
	$(BIN)/python -m pytest -c $(CONFIG) --rootdir . -n 2 --durations 10 --ignore tests/cluster --ignore tests/examples tests

e2e: setup tools ## the test bed: a real API server, operator, injector and Flux take what we make; the examples (root; builds once, 20 min)
	@ci/e2e-tools
	$(BIN)/python -m pytest -c $(CONFIG) --rootdir . -n 2 --dist loadfile tests/cluster tests/examples

cluster: setup tools ## the same bed for a developer, until Ctrl-C
	@ci/e2e-tools cluster
	$(BIN)/python -m tests.cluster

lint: setup tools ## ruff, mypy, import layers, yamllint, codespell, shellcheck, helm lint
	$(BIN)/ruff check --config $(CONFIG) postrenderer tests ci/e2e-tools ci/zipapp
	$(BIN)/ruff format --check --config $(CONFIG) postrenderer tests ci/e2e-tools ci/zipapp
	$(BIN)/mypy --config-file $(CONFIG)
	cd postrenderer && ../$(BIN)/lint-imports
	$(BIN)/lint-imports --config tests/imports.toml
	$(BIN)/yamllint --strict -c ci/yamllint.yaml Chart.yaml values.yaml ci examples postrenderer
	$(BIN)/codespell --ignore-words-list notin --skip '.git,.venv,.tools,dist,*.json' .
	@command -v shellcheck >/dev/null || { echo 'make lint: install shellcheck (apt-get install shellcheck)' >&2; exit 1; }
	shellcheck -x $(SCRIPTS)
	.tools/helm3 lint --strict --quiet .
	.tools/helm4 lint --strict --quiet .

fmt: setup ## format Python and mend what ruff can mend
	$(BIN)/ruff format --config $(CONFIG) postrenderer tests ci/zipapp
	$(BIN)/ruff check --fix --config $(CONFIG) postrenderer tests ci/zipapp

golden: setup tools ## rewrite the expected files of tests/cases; look at every changed line
	GOLDEN=rewrite $(BIN)/python -m pytest -q -c $(CONFIG) --rootdir . tests/test_cases.py
	git status --short tests/cases

check: lint test ## what CI runs

bench: setup ## time the post-renderer against `python -c pass`
	$(BIN)/python tests/bench/bench.py

clean: ## remove what these targets made
	rm -rf .venv .tools dist
