"""The tests, and the reference evaluator that they compare the engine with."""
