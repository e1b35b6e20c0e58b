PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OTHERS := .venv-others

.PHONY: demo test bench questions format

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
	$(BIN)/pytest -q -n auto --dist loadfile

bench: $(STAMP) $(OTHERS)/.installed
	$(BIN)/python -m benchmarks.bench

questions: $(STAMP)
	$(BIN)/python -m benchmarks.questions

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# What the benchmark compares with; without it the bench goes on, and says so.
$(OTHERS)/.installed: benchmarks/others/requirements.txt
	@$(PYTHON) -m venv $(OTHERS) \
	  && $(OTHERS)/bin/pip install --quiet --disable-pip-version-check --requirement $< \
	  && touch $@ || echo "the tools to compare with can't be installed; their rows say so"
