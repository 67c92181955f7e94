# Works with nothing but make and python3 >= 3.11 with venv; everything else comes by the locks, with hashes.
PYTHON ?= python3
PY := .venv/bin/python
INSTALL = .venv/bin/uv pip install --quiet --compile-bytecode --python $(PY)
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE)

.PHONY: run test check bench demo faults lock

run: .venv/.run
	@$(PY) -m cli up

demo: .venv/.run
	@$(PY) -m cli demo

# on every core, but what kills and floods has the machine to itself; ARGS="tests/triage -x": just that
test: .venv/.dev
ifdef ARGS
	@$(PY) -m pytest $(ARGS)
else
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not faults"
	@$(PY) -m pytest -m faults
endif

faults: .venv/.dev
	@SAITRONG_LONG=1 $(PY) -m pytest -m faults $(ARGS)

bench: .venv/.dev
	@$(PY) -m benchmarks $(ARGS)

check: .venv/.dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PY) -m mypy *.py gateway channels triage casework store wording
	@.venv/bin/lint-imports
	@$(PY) -m cli migrate --check

# make lock: what pyproject.toml asks beyond the locks; UPGRADE=--upgrade: the newest of everything
lock: .venv/bin/uv
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --extra dev -c requirements.lock -o dev.lock
	@echo uv | $(LOCK) - -o bootstrap.lock

.venv/bin/uv: bootstrap.lock
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, this is $$($(PYTHON) -V): PYTHON=python3.12 make run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3 lacks venv: apt install python3-venv"; exit 1; }
	@echo "making .venv (once, under a minute)"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@touch $@

# pip reads the same lock: slower, but it knows the mirror or the certificate that only pip is configured for
.venv/.run: .venv/bin/uv requirements.lock pyproject.toml
	@$(INSTALL) --require-hashes -r requirements.lock 2>/dev/null || \
		$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --offline -e .
	@touch $@

.venv/.dev: .venv/.run dev.lock
	@$(INSTALL) --require-hashes -r dev.lock 2>/dev/null || \
		$(PY) -m pip install --quiet --require-hashes -r dev.lock
	@touch $@
