"""The policy's text and the knowledge base held against each other; the text itself is never stored."""
