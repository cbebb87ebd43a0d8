# `make` alone explains itself. Every target may be run again: it does only what is not done yet.
# HOST, PORT, DATABASE_URL and the other settings of config.py come from the environment, or as `make run PORT=8080`.
.DEFAULT_GOAL := help
.PHONY: help run quick check test torture fuzz bench bench-full serve worker demo assets lock translations format clean ready ready-dev

# The first Python that is new enough, or a sentence; PYTHON=… names another.
python := sh scripts/python.sh
bin := .venv/bin
# How many tests run side by side: one a core.
WORKERS ?= auto
pytest := $(bin)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 8

help:
	@echo 'Recapito. make …'
	@sed -n 's/^\([a-z-]*\):.*## /  \1 \t/p' Makefile | expand -t 16

run: ## everything from nothing: installs, migrates, seeds the demo office at first start, serves on HOST:PORT
	@$(python) scripts/start.py

quick: ready-dev ## the tests of domain and web on SQLite, in about a minute
	@$(pytest) -m 'not browser' --database sqlite --ignore tests/scripts

check: ready-dev ## style, types, imports, templates, translations, models = migrations; in about a minute
	@$(bin)/python scripts/check.py

test: ready-dev ## the whole suite on SQLite and PostgreSQL, and in Chromium
	@$(pytest)

torture: ready-dev ## SIGKILL at every write and over 1,000 emails, crashes of server and database, a full disk, twenty backups; an hour
	@TORTURE=all $(pytest) tests/torture tests/email/test_killed.py
	@BACKUPS=20 $(pytest) tests/domain/backups/test_moments.py

fuzz: ready-dev ## ten thousand hostile requests for each kind of person, many orders of acts, every hostile file; three hours
	@RECAPITO_LONG=1 $(pytest) tests/fuzz tests/hostile tests/domain/lifecycle/test_any_order.py

serve: ready ## the server and one worker thread, on the database as it is
	@$(bin)/flask serve

worker: ready ## a worker alone, beside a server that runs with --no-worker
	@$(bin)/flask worker

demo: ready ## the demo office, into a database that has no login yet; prints the logins that stand
	@$(bin)/flask db upgrade
	@$(bin)/flask demo
	@$(bin)/flask demo --logins

assets: ready ## style sheets, scripts and fonts into app/static/vendor
	@$(bin)/python scripts/assets.py

screenshots: ready-dev ## the pictures of the README, taken of a fresh demo office in Chromium
	@$(bin)/python scripts/screenshots.py

bench: ready-dev ## how fast the office is at a thousand and at a hundred thousand clients, beside the floor of each page
	@$(bin)/python -m bench

bench-full: ready-dev ## the same at a million, too, and on PostgreSQL (the first time it makes the offices: an hour)
	@$(bin)/python -m bench --full

translations: ready-dev ## write new sentences into the catalogues, and drop those no longer said
	@$(bin)/python scripts/translations.py update

format: ready-dev ## let ruff put the Python files in order
	@$(bin)/ruff check --fix --quiet
	@$(bin)/ruff format

lock: ready-dev ## requirements*.txt from pyproject.toml; with UPGRADE=1 the newest that fit
	@sh scripts/lock.sh

clean: ## remove what was installed and built; the instance folder, with the data, stays
	@rm -rf .venv node_modules app/static/vendor app/domain/printing/fonts .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find app/translations -name '*.mo' -delete 2>/dev/null || true
	@find app migrations scripts tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# What a fresh clone lacks: the environment, the dependencies, the assets, the compiled translations.
ready:
	@$(python) scripts/prepare.py

ready-dev:
	@$(python) scripts/prepare.py --dev
