"""How an answer looks: plain words, text for a terminal, Markdown."""
