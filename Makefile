PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test bench format

demo: $(STAMP)
	@$(BIN)/ixasp determine cases/*.yaml; status=$$?; \
	  echo "(the cases named inconsistent- and version-before- are meant to be refused)"; \
	  test $$status -eq 0 -o $$status -eq 4
	@echo
	@$(BIN)/ixasp determine cases/a-ii-b-met-resistant-contraindicated.yaml

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q

bench: $(STAMP)
	$(BIN)/python benchmarks/bench.py

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
