"""The audit: what only a solver can tell of a policy's rules, over all patients."""
