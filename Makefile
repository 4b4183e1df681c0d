# Two commands for a new user: `make demo` and `make test`. Both set up .venv from requirements.lock first.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test lint types docs clean

demo: .venv/ready
	$(BIN)/xintu demo

test: .venv/ready
	$(BIN)/python -m pytest -q -n auto --dist loadgroup

lint: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python .ci/shape.py

types: .venv/ready
	$(BIN)/mypy

docs: .venv/ready
	$(BIN)/mkdocs build --strict --quiet

.venv/ready: requirements.lock pyproject.toml
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	  uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock && \
	  uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e . ; \
	else \
	  $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

clean:
	rm -rf .venv site dist xintu-demo
