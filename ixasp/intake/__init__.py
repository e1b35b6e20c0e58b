"""From a dict, JSON or YAML to a case, or to all of its problems at once."""
