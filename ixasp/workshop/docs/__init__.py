"""The documentation of a knowledge base: static pages from the sources alone, with a place for what a solver adds."""
