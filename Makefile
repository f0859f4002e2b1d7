PYTHON ?= python3
BIN := .venv/bin
DEV := .venv/.dev-installed
RUN := .venv/.run-installed

.PHONY: app test lint unit browser test-lowest bench lock screenshots clean

app: $(RUN)
	$(BIN)/streamlit run app.py

test: lint unit browser

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

unit: $(DEV)
	$(BIN)/pytest -n 2 --ignore tests/browser

browser: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/pytest -n 2 tests/browser

# The lower bounds of requirements.txt, to the letter.
test-lowest:
	sh tools/test_lowest.sh

bench: .venv-bench/.installed
	.venv-bench/bin/python -m benchmarks.iteration
	.venv-bench/bin/python -m benchmarks.browser
	.venv-bench/bin/python -m benchmarks.classroom

lock: $(DEV)
	sh tools/lock.sh

screenshots: $(DEV)
	sh tools/ensure_chromium.sh
	$(BIN)/python -m tools.screenshots

clean:
	rm -rf .venv .venv-bench .venv-lowest .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

$(RUN): requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(DEV): requirements.txt requirements-dev.txt requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements-dev.lock
	touch $@ $(RUN)

.venv-bench/.installed: requirements.txt requirements-bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@
