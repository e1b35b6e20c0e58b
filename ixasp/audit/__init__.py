"""The audit record: what was decided on a day, kept so that it can be decided again."""
