"""The knowledge engineer's commands: `ixasp kb ...`."""
