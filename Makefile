# From a bare machine with Python 3.11 to the service, or to a green suite. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help install run test test-long check format bench lock clean
.DELETE_ON_ERROR:

BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

# Stamp files, so that what is done is not done again.
RUN := .venv/.ready-run
DEV := .venv/.ready-dev
PEERS := .venv/.ready-peers
NODE := node_modules/.ready
ASSETS := web/static/vendor
# Who can sign in to the demo; made last, so a demo that has it is whole.
DEMO := var/demo/accounts.txt

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

install: $(DEV) $(ASSETS) ## make .venv with everything that developing needs, and the page assets

# The demo offers a second proof and asks nobody for it: whoever tries it out should be in with what
# the file says, and there is nothing in it but what dice made up. Nowhere else is that set.
run: export LAGESBILD_DATA_DIR = var/demo
run: export LAGESBILD_SECOND_FACTOR = offered
run: export LAGESBILD_CONCERN_URL = https://havstuna.example/orosanmalan
run: export LAGESBILD_PUBLIC_URL = http://localhost:$(PORT)
run: $(RUN) $(ASSETS) | $(DEMO) ## the service with the fictional municipality, on http://localhost:8000
	$(BIN)/lagesbild migrate
	@cat $(DEMO)
	$(BIN)/lagesbild serve --host $(HOST) --port $(PORT)

# Two at a time, a module to each: with more, servers and browsers wait for each other.
test: install ## the test suite; ARGS="tests/web -k form" for a part of it
	CHROMIUM="$$(scripts/chromium.sh)" WEBKIT="$$(scripts/webkit.sh)" \
		$(BIN)/pytest --numprocesses 2 --dist loadfile $(ARGS)

test-long: install ## the tests that take minutes
	CHROMIUM="$$(scripts/chromium.sh)" WEBKIT="$$(scripts/webkit.sh)" $(BIN)/pytest -m long --timeout=3600 $(ARGS)

check: $(DEV) $(NODE) ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	scripts/with-node.sh node_modules/.bin/pyright
	$(BIN)/lint-imports

format: $(DEV) ## put the code into form, and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install $(PEERS) ## the promises on speed, measured side by side
	$(BIN)/python -m benchmarks.run $(ARGS)

lock: ## make the lock files anew from pyproject.toml and package.json; ARGS=--upgrade for newer versions
	scripts/lock.sh $(ARGS)

clean: ## remove everything that was made, the demo's record too
	rm -rf .venv .uv .node node_modules web/static/vendor var/demo var/demo.part var/demo.old build dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(RUN): requirements.txt pyproject.toml
	scripts/environment.sh run

$(DEV): requirements-dev.txt pyproject.toml
	scripts/environment.sh dev

$(PEERS): requirements-peers.txt | $(DEV)
	scripts/environment.sh peers

$(NODE): package.json package-lock.json .npmrc | $(RUN)
	scripts/with-node.sh npm ci --silent
	touch $@

$(ASSETS): $(NODE) scripts/assets.py web/static/vendor.json
	$(BIN)/python scripts/assets.py

# Filled beside its place and moved there when whole, so that a run cut short leaves no half a demo.
# One from before there were accounts is put aside: nobody could sign in to it.
$(DEMO): | $(RUN)
	rm -rf var/demo.part
	LAGESBILD_DATA_DIR=var/demo.part $(BIN)/lagesbild demo
	if [ -e var/demo ]; then rm -rf var/demo.old; mv var/demo var/demo.old; fi
	mv var/demo.part var/demo
