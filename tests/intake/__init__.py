"""Tests of the intake, with a vocabulary of a zoo: nothing of it stands in the code."""
