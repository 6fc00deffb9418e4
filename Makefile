# `make` lists the targets; CONTRIBUTING.md has the first ten minutes. They install everything that they need into .venv and .tools, which git ignores.
.DEFAULT_GOAL := help
.PHONY: help setup lock tools site serve demo demo-cluster package release zipapp image test compat lint fmt docs schema golden check bench faithful e2e e2e-elasticsearch cluster fuzz clean
PYTHON ?= python3
BIN := .venv/bin
CONFIG := postrenderer/pyproject.toml
PYTHON_FILES := postrenderer tests ci/docs ci/schema ci/*.py ci/e2e-tools ci/elasticsearch/build ci/zipapp ci/artifacts ci/demo ci/licenses
SCRIPTS := files/health.sh ci/tools ci/pythons ci/lock ci/go-module ci/release ci/image/build .ci/run postrenderer/launcher examples/flux/compile examples/rendered/render $(addprefix ci/elasticsearch/image/,bin/elasticsearch bin/elasticsearch-keystore bin/nc lib/tools/server-cli/java)

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: .venv/ready ## create the Python environment with the pinned development tools

.venv/ready: ci/requirements.lock postrenderer/pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r ci/requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e postrenderer
	@touch $@

# What a newcomer guesses.
.PHONY: install build try format
install: setup ## install the program eck-mesh into .venv (for use without this repository: docs/install.md)
	@echo 'eck-mesh is $(CURDIR)/.venv/bin/eck-mesh. Helm 3 finds it if .venv/bin is on PATH; for Helm 4 run: .venv/bin/eck-mesh install-plugin'

build: zipapp package ## build the program (dist/eck-mesh) and the chart (dist/eck-mesh-VERSION.tgz)

try: setup ## run the tests and golden cases whose names have the words K: make try K="host and network"
	@test -n '$(K)' || { echo 'make try: say which: make try K=gateway' >&2; exit 1; }
	@ci/tools helm3 helm4 eck-crds.yaml
	$(BIN)/python -m pytest -q -c $(CONFIG) --rootdir . -k '$(K)' tests/test_cases.py tests/chart tests/unit

lock: setup ## write ci/requirements.lock: the hashes of ci/requirements.txt's packages, and of those that they need
	@ci/lock

tools: ## get both Helms, from PATH or built with Go, checkers of charts, and ECK's CRDs and examples
	@ci/tools helm3 helm4 eck-crds.yaml eck-samples.yaml eck-stack cert-manager-crd.yaml openshift-route-crd.yaml kubeconform actionlint ct kube-reader kubernetes-openapi.json mermaid.js

demo: setup ## tell in a page what eck-mesh does, with a real Helm and without a cluster
	@ci/tools helm
	@$(BIN)/python ci/demo

demo-cluster: setup ## watch a real operator and Elasticsearch go from permissive to strict, on a cluster that lives three minutes (as root; the first build takes half an hour)
	@$(BIN)/python -m tests.cluster.demo.needs
	@ci/elasticsearch/build
	@ci/tools helm3 helm4
	@ci/e2e-tools cluster
	@$(BIN)/python -m tests.cluster.demo

package: ## package the chart of the last commit as dist/eck-mesh-VERSION.tgz, and print its sha256
	@ci/tools helm4
	@ci/release package

release: setup ## make all files of a release in dist: archives, bills of materials, provenance, SHA256SUMS
	@ci/tools helm4
	@ci/release all

zipapp: setup ## build dist/eck-mesh: the program and its dependencies in one file, for any Python from 3.10 on
	$(BIN)/python ci/zipapp

image: setup ## build the container image with buildah, podman or docker, rootless or not (ARGS=debian: without an image registry)
	@ci/image/build $(ARGS)

test: setup tools ## run all tests except those that need the test bed, with both Helms
	$(BIN)/python -m pytest -c $(CONFIG) --rootdir . -n 2 --dist worksteal --durations 10 --ignore tests/cluster --ignore tests/examples --ignore tests/elasticsearch tests

compat: setup tools ## run every golden case on each Python with old and new packages, and each Helm (half an hour; the first time builds Helms)
	@ci/tools helm3-oldest helm4-oldest helm-compat
	@ci/pythons
	$(BIN)/python -m tests.compat --write
	$(BIN)/python ci/docs

e2e: setup tools ## test against a real API server, operator, istiod and Flux, and test the examples (as root; the first build takes half an hour)
	@ci/tools helm3-oldest helm4-oldest
	@ci/e2e-tools
	$(BIN)/python -m pytest -c $(CONFIG) --rootdir . -n 3 --durations 20 --ignore-glob '*/test_real_*.py' tests/cluster tests/examples

e2e-elasticsearch: setup tools ## test with pods that run, Elasticsearch and the operator in the mesh (as root)
	@ci/e2e-tools cluster
	@ci/elasticsearch/build
	$(BIN)/python -m pytest -c $(CONFIG) --rootdir . -n 2 --durations 20 tests/cluster/test_real_*.py tests/elasticsearch

cluster: setup tools ## start the test bed of e2e for you, until Ctrl-C
	@ci/e2e-tools cluster
	$(BIN)/python -m tests.cluster

lint: setup tools ## check with ruff, mypy, import-linter, yamllint, codespell, shellcheck and helm lint
	$(BIN)/ruff check --config $(CONFIG) $(PYTHON_FILES)
	$(BIN)/ruff format --check --config $(CONFIG) $(PYTHON_FILES)
	$(BIN)/mypy --config-file $(CONFIG)
	cd postrenderer && ../$(BIN)/lint-imports
	$(BIN)/lint-imports --config tests/imports.toml
	$(BIN)/yamllint --strict -c ci/yamllint.yaml .github Chart.yaml ct.yaml values.yaml ci examples postrenderer
	$(BIN)/codespell --ignore-words-list notin --skip '.git,.venv,.tools,dist,*.json' .
	$(BIN)/python ci/docs --check
	$(BIN)/python ci/schema --check
	@ci/lock --check
	$(BIN)/python ci/licenses
	$(BIN)/python ci/version >/dev/null
	@command -v shellcheck >/dev/null || { echo 'make lint: install shellcheck (apt-get install shellcheck)' >&2; exit 1; }
	shellcheck -x $(SCRIPTS)
	[ ! -x .tools/actionlint ] || .tools/actionlint
	.tools/helm3 lint --strict --quiet .
	.tools/helm4 lint --strict --quiet .

fmt: setup ## format Python, and fix what ruff can fix
	$(BIN)/ruff format --config $(CONFIG) $(PYTHON_FILES)
	$(BIN)/ruff check --fix --config $(CONFIG) $(PYTHON_FILES)

format: fmt ## the same as fmt

docs: setup tools ## write the generated pages of docs, and the tables that the program reads
	$(BIN)/python ci/docs

site: setup ## build the documentation site as dist/site; a page without a place in its nav, a dead link and a dead anchor are errors
	@ci/tools mermaid.js
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo 'dist/site is built: `make serve` shows it'

serve: setup ## show the documentation site at http://127.0.0.1:8000 while you write
	@ci/tools mermaid.js
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

schema: setup tools ## write values.schema.json from the CRDs, Kubernetes' pod template and ci/schema/own.yaml
	$(BIN)/python ci/schema

golden: setup ## rewrite the expected files of tests/cases and the plans in examples (K=word: of these cases only); read every changed line
	@ci/tools helm3 helm4 eck-crds.yaml
	GOLDEN=rewrite $(BIN)/python -m pytest -q -c $(CONFIG) --rootdir . -k '$(K)' tests/test_cases.py tests/compile/test_examples.py
	git status --short tests/cases examples

check: lint test ## lint and test

bench: setup ## measure against kustomize and Helm alone, and write docs/performance.md, on a quiet machine (ARGS=quick: a minute, ARGS=long: an hour)
	@ci/tools helm3 helm4 eck-crds.yaml
	@ci/e2e-tools kubectl
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python ci/docs

faithful: setup tools ## compare a million generated documents and the YAML of all Go modules with Kubernetes' own reader (15 minutes); SEEDS="0 5000" takes others
	$(BIN)/python -m tests.faithful.differential $(or $(SEEDS),0 1000000)
	$(BIN)/python -m tests.faithful.corpora

.tools/fuzz/ready: ci/fuzz-requirements.txt ci/requirements.lock
	$(PYTHON) -m venv .tools/fuzz
	.tools/fuzz/bin/pip install -q --disable-pip-version-check --require-hashes -r ci/requirements.lock -r ci/fuzz-requirements.txt
	@touch $@

fuzz: setup .tools/fuzz/ready ## fuzz reader, settings, pipelines and filter with atheris, FUZZ_SECONDS (900) of CPU time each
	@for target in reader settings pipeline filter; do \
	  $(BIN)/python -m tests.fuzz.unpacked $$target dist/fuzz/$$target/corpus; \
	  PYTHONPATH=.:postrenderer .tools/fuzz/bin/python -m tests.fuzz $$target $${FUZZ_SECONDS:-900} dist/fuzz/$$target; \
	done; ! ls dist/fuzz/*/findings/* 2>/dev/null

clean: ## remove everything that these targets created
	rm -rf .venv .tools dist
