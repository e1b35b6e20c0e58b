"""What the keepers of a knowledge base need: checks, differences, tests, coverage, documentation."""
