# What people do with this project. `make help` lists it.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
export PORT

.DEFAULT_GOAL := help
.PHONY: help run dev test lint pins screenshots benchmark

help:  ## List what you can do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.site .env var/.static  ## Serve the site at http://127.0.0.1:8000 (another port: make run PORT=8080)
	@$(MANAGE) prepare
	@exec $(MANAGE) serve

dev: $(VENV)/.dev .env  ## Serve it for development: reloads by itself, shows errors
	@DEBUG=true $(MANAGE) prepare
	@DEBUG=true $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(VENV)/.dev  ## Run the tests (arguments: make test ARGS="-k ledger")
	@$(BIN)/pytest $(ARGS)

lint: $(VENV)/.dev  ## Check style, types, templates, floors and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	SECRET_KEY=lint $(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	SECRET_KEY=lint $(MANAGE) makemigrations --check --dry-run

pins: $(VENV)/.dev  ## Write requirements*.txt anew from requirements*.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --python-version 3.13 --no-header --no-emit-index-url --upgrade requirements-next.in -o requirements-next.txt

screenshots: $(VENV)/.dev  ## Make the screenshots of docs/ anew
	$(BIN)/python docs/make_screenshots.py

benchmark: $(VENV)/.dev var/.static  ## Measure pages beside constants
	$(BIN)/python -m benchmarks.pages

$(VENV)/bin/python:
	@echo "Building the virtual environment…"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the site and its tests need…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.site

# A secret of this installation's own. docs/configuration.md lists what else the file may hold.
.env:
	@$(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > $@
	@chmod 600 $@

# Static files, compressed and fingerprinted, whenever one of them or a package has changed.
var/.static: $(shell find static -type f) requirements.txt | $(VENV)/.site .env
	@echo "Compressing the static files…"
	@mkdir -p var
	@$(MANAGE) collectstatic --noinput -v0
	@touch $@
