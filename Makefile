# Every command builds what it needs; nothing is installed outside .venv and .venv-lab.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
LOWEST_PYTHON := $(shell sed -n 's/^requires-python = ">=\(.*\)"$$/\1/p' pyproject.toml)
# A lock is complete: nothing is resolved anew, which would ask for an extra's newest version and refuse it.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
# A test process for each processor; tests of one file stay in one process, which makes what they share once.
PARALLEL := --numprocesses logical --dist loadfile
DEPARTMENT ?= beita-union
YEAR ?= 2019
# JupyterLab would ask the network for news, updates and extensions; the data of an office stay in the office.
LAB_OPTIONS := --LabApp.extension_manager=readonly --LabApp.news_url=None \
	--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(if $(filter 0,$(shell id -u)),--allow-root)

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

report: .venv/report.stamp  ## build reports/beita-union/2019 (DEPARTMENT=… YEAR=… for another)
	@$(BIN)/expenditure report --department $(DEPARTMENT) --year $(YEAR)

test: .venv/dev.stamp  ## run the tests that give a quick answer, warnings are errors
	@$(BIN)/python -m pytest $(PARALLEL)

test-all: .venv/dev.stamp .venv-lab/lab.stamp  ## run the slow tests too, JupyterLab's among them
	@$(BIN)/python -m pytest $(PARALLEL) -m "not faults"

coverage: .venv/dev.stamp .venv-lab/lab.stamp  ## run the tests of test-all and report which lines they reach
	@$(BIN)/python -m pytest $(PARALLEL) -m "not faults" --cov --cov-report=term

lint: .venv/dev.stamp  ## check style, types, docstrings and notebooks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

cluster: .venv/cluster.stamp  ## install Dask into .venv, for `expenditure run --workers` and `--scheduler`
	@echo "installed; see deploy/README.md"

lab: .venv-lab/lab.stamp  ## open JupyterLab where notebooks, data, reports and scratch/ (yours, not in git) can be seen
	@mkdir -p reports scratch
	@.venv-lab/bin/jupyter lab $(LAB_OPTIONS) --notebook-dir=.

faults: .venv/dev.stamp  ## the long tests: 200 kills, 1,000 changed bytes, 2,000 files (half an hour and more)
	@EXPENDITURE_BYTE_CHANGES=1000 $(BIN)/python -m pytest -q tests/publish/evidence/test_verify.py
	@$(BIN)/python -m pytest -q -m faults

bench: .venv/dev.stamp  ## time the report against plain papermill and nbconvert, reading, checks and an export
	@$(BIN)/python tools/bench.py
	@$(BIN)/python -m tools.bench_batch
	@$(BIN)/python tools/bench_read.py
	@$(BIN)/python -m tools.bench_tables
	@$(BIN)/python -m tools.bench_export
	@$(BIN)/python -m tools.bench_cluster
	@$(BIN)/python -m tools.bench_portfolio 300

lock: .venv/dev.stamp  ## make locks/ and environment.yml from pyproject.toml
	@$(BIN)/python tools/lock.py

data-package: .venv/dev.stamp  ## write data/datapackage.json, the tables of data/README.md and docs/export.md, the glossary
	@$(BIN)/python tools/write_data_package.py
	@$(BIN)/python tools/write_glossary.py
	@$(BIN)/python tools/write_export_dictionary.py

picture: .venv/dev.stamp .venv-lab/lab.stamp  ## take docs/*.png from the report and from explore.ipynb (needs Chromium)
	@$(BIN)/python tools/take_picture.py
	@$(BIN)/python -m tools.take_explore

clean:  ## remove environments, reports and caches
	rm -rf .venv .venv-lab reports build *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A folder without pip is what a failed venv leaves behind (Debian without python3-venv): it is made anew.
make_venv = test -x $(1)/bin/pip || { $(check_python) && $(PYTHON) -m venv --clear $(1); }
check_python = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(LOWEST_PYTHON)".split("."))) \
	and "Python $(LOWEST_PYTHON) or newer is needed, $(PYTHON) is " + sys.version.split()[0] + "; name another: PYTHON=<path>")'

# The report environment has no JupyterLab: its validators alone cost a second at every start. Notebooks opened in
# JupyterLab run in the lab environment, which finds behind its own packages (report.pth) those of the report environment.
.venv/report.stamp: locks/report.txt pyproject.toml
	@$(call make_venv,.venv)
	@echo "installing what reports need into .venv …"
	@$(BIN)/python $(PIP_INSTALL) -r locks/report.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/cluster.stamp: locks/cluster.txt .venv/report.stamp
	@echo "installing Dask into .venv …"
	@$(BIN)/python $(PIP_INSTALL) -r locks/cluster.txt
	@touch $@

.venv/dev.stamp: locks/dev.txt .venv/report.stamp
	@echo "installing what tests need into .venv …"
	@$(BIN)/python $(PIP_INSTALL) -r locks/dev.txt
	@touch $@

.venv-lab/lab.stamp: locks/lab.txt .venv/report.stamp
	@$(call make_venv,.venv-lab)
	@echo "installing JupyterLab into .venv-lab …"
	@.venv-lab/bin/python $(PIP_INSTALL) -r locks/lab.txt
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		>"$$(.venv-lab/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/report.pth"
	@.venv-lab/bin/python -m ipykernel install --prefix .venv-lab --name python3 --display-name "Python 3 (ipykernel)" >/dev/null
	@.venv-lab/bin/jupyter labextension disable @jupyterlab/apputils-extension:announcements 2>/dev/null
	@touch $@

.PHONY: help report test test-all coverage lint cluster lab bench faults lock data-package picture clean
