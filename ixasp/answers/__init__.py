"""The questions that a reviewer asks, each answered over all worlds of a case."""
