"""Tests of the knowledge engineer's workshop."""
