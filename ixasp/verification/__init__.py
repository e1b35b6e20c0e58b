"""Checks an answer without the engine that gave it: each thing it says, put to plain clingo in another process."""
