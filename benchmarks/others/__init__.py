"""Other tools on the same rules and cases, each a program of its own that a second environment runs."""
