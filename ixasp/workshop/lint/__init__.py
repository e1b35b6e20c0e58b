"""Checks of the rules as they are written; most of them are rules themselves, over the parsed knowledge base."""
