"""What the cases of a policy decide, and what they leave undecided."""
