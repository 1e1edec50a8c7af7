# Needs only Python 3.11 and make. `make help` explains.
SHELL := /bin/bash
PYTHON ?= python3.11
UV := $(if $(shell command -v uv),uv,.tools/bin/uv)
BIN := .venv/bin
INSTALLED := .venv/.installed

# Python keeps what it has compiled: a start that compiles all modules again takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup serve demo test faults train lint evaluate bench bench-records transcripts screenshots lock clean

help:  ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

serve: $(INSTALLED)  ## Prepare what is missing and run the whole assistant on this machine
	@$(BIN)/assistant serve

demo: export ASSISTANT_DATA_DIR = $(CURDIR)/var/demo
demo: export ASSISTANT_DATABASE_URL =
demo: export ASSISTANT_MAIL_HOST =
demo: export ASSISTANT_PUBLIC_URL = http://127.0.0.1:8001
demo: $(INSTALLED)  ## Run an example school to look around in, on port 8001
	@if test -e var/demo/assistant.db; then $(BIN)/assistant demo accounts; else $(BIN)/assistant demo load; fi
	@$(BIN)/assistant serve --port 8001

# The tests wait for other processes: one worker more than cores keeps these at work.
test: setup  ## Run all tests
	$(BIN)/python -m pytest -n $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder

faults: setup  ## Kill the assistant's processes 200 times while parents complain, and while they text; about an hour
	TEST_KILLS=200 $(BIN)/python -m pytest tests/faults -k nothing_is_lost
	SMS_KILL_ROUNDS=200 $(BIN)/python -m pytest tests/integration/test_sms_killed.py

setup: $(INSTALLED)  ## Prepare everything and start nothing
	@$(BIN)/assistant train

train: setup  ## Train the models for the present data, where they are missing

lint: $(INSTALLED)  ## Check style, types, imports, the content and the text messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/assistant policy check
	$(BIN)/assistant sms lint

evaluate: setup  ## Measure understanding and post checking on labelled samples, with a picture
	$(BIN)/assistant evaluate

bench: setup  ## Measure speed, start, memory and the widget
	$(BIN)/python -m benchmarks.posts
	$(BIN)/python -m benchmarks.conversation
	$(BIN)/python -m benchmarks.sms
	$(BIN)/python -m benchmarks.widget

bench-records: $(INSTALLED)  ## Measure receipts and inbox pages with 1,000 and 100,000 concerns, on SQLite and TEST_DATABASE_URL
	$(BIN)/python -m benchmarks.records

transcripts: setup  ## Hold one conversation of each journey and write them into docs/
	$(BIN)/python -m benchmarks.transcripts

screenshots: setup  ## Take pictures of all pages with Chromium into docs/images and write docs/screens.md
	$(BIN)/python -m benchmarks.screenshots

lock: | $(filter .tools/%,$(UV))  ## Resolve the dependencies anew into requirements.lock
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-annotate --no-header --quiet -o requirements.lock

clean:  ## Remove the environment, caches and models; the data in var/ stays
	rm -rf .venv .tools .cache models reports .mypy_cache .ruff_cache .pytest_cache *.egg-info

$(INSTALLED): requirements.lock pyproject.toml | $(filter .tools/%,$(UV))
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements.lock
	VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps -e .
	@touch $@

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv
