# From a bare machine: `make run` opens the program, `make test` tests it. Each sets up what it needs first.
#
#   PYTHON            which Python to use, where the first of 3.11, 3.12 and 3.13 is not the right one
#   VENV              where the environment lies
#   PIP_FLAGS         more options for pip. On Linux, torch comes with several GB of CUDA libraries. Without an
#                     NVIDIA card, take the CPU build, a tenth of that, from PyTorch's own index:
#                     make setup PIP_FLAGS='--extra-index-url https://download.pytorch.org/whl/cpu'
#   SYSTEM_LIBRARIES  "skip" does not look for the libraries of the window (Linux)
#   EXTRAS            what is installed besides the program: "dev,package" can build the package as well
#   DATA              the folder of the original CIFAR-10, for `make weights`
#   ARGS              what is passed on: make run ARGS='train --epochs 1', make test ARGS='-k metrics'

PYTHON ?=
VENV ?= .venv
PIP_FLAGS ?=
SYSTEM_LIBRARIES ?= check
EXTRAS ?= dev
ARGS ?=
DATA ?=

BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed.stamp
BENCHMARKS := $(filter-out _% faults real_photos,$(basename $(notdir $(wildcard benchmarks/*.py))))

# PIP_CONSTRAINT and PIP_BUILD_CONSTRAINT also reach the build of the project itself (older and newer pip).
INSTALL = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt

# The Python of the environment may have been removed from the system. Said before make looks at the stamp, as the
# new link would be as old as the Python that it points to, and the stamp seem newer.
$(shell [ -x '$(BIN)/python' ] || rm -f '$(INSTALLED)')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test demo lint format bench soak screenshots weights package test-package clean system-libraries test-libraries \
	package-libraries

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup: $(INSTALLED) ## make the environment and install everything into it

run: setup ## open the program (ARGS='train --help' for the command line)
	$(BIN)/cifar-desktop $(ARGS)

test: setup test-libraries ## run the tests (ARGS='-k name' for some of them)
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

demo: setup ## let the program click through its own window; pictures and a report in build/demo
	rm -rf build/demo
	$(BIN)/cifar-desktop --self-test build/demo $(ARGS)

lint: setup ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## put the code into its style, and mend what ruff can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup ## run every benchmark that needs nothing else, one after the other
	@for name in $(BENCHMARKS); do \
		echo "== $$name"; \
		$(BIN)/python -m "benchmarks.$$name" $(ARGS) || exit 1; \
	done

soak: setup ## have everything go wrong, thousands of times, for hours (ARGS='--only NAME --times N', or '--list')
	$(BIN)/python -m benchmarks.faults $(ARGS)

screenshots: setup ## render every tab and state into build/screenshots
	$(BIN)/python tools/make_screenshots.py build/screenshots $(ARGS)

weights: setup ## train the weights that come with the program (DATA=folder of CIFAR-10; ARGS='--run RUN' to resume)
	@[ -n '$(DATA)' ] || { echo "Name the folder of the original CIFAR-10: make weights DATA=DIR" >&2; exit 2; }
	$(BIN)/python -m train.make_weights --data '$(DATA)' $(ARGS)

package: setup package-libraries ## make the program that needs no Python: a folder, an archive and a .deb, in dist
	@$(BIN)/python -c 'import PyInstaller' 2>/dev/null || $(INSTALL) -e '.[package]'
	$(BIN)/python -m tools.package $(ARGS)

test-package: setup # try what `make package` made; needs minutes, and as root a mirror of Debian
	PACKAGED_PROGRAM=dist/cifar-desktop/cifar-desktop $(BIN)/python -m pytest tests/packaging -m packaged --durations 0 $(ARGS)

clean: ## remove the environment, caches and what was built (trainings stay)
	@if [ -e '$(VENV)/pyvenv.cfg' ]; then rm -rf '$(VENV)'; fi
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache *.egg-info
	@find cifar_desktop train tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

# Made last and only when all went well: an interrupted setup is taken up again.
$(INSTALLED): pyproject.toml constraints.txt $(BIN)/python | system-libraries
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || sh tools/create_venv.sh '$(VENV)' '$(PYTHON)'
	$(INSTALL) -e '.[$(EXTRAS)]'
	@touch $@

$(BIN)/python:
	@sh tools/create_venv.sh '$(VENV)' '$(PYTHON)'

# Looked at every time: it takes a moment, and a system changes behind the back of a stamp.
system-libraries: $(BIN)/python
	@[ '$(SYSTEM_LIBRARIES)' = skip ] || $(BIN)/python tools/system_libraries.py

test-libraries: $(BIN)/python
	@[ '$(SYSTEM_LIBRARIES)' = skip ] || $(BIN)/python tools/system_libraries.py --tests

package-libraries: $(BIN)/python
	@[ '$(SYSTEM_LIBRARIES)' = skip ] || $(BIN)/python tools/system_libraries.py --package
