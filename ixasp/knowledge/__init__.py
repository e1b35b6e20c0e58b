"""From `.lp` files to what the rules declare: program, vocabulary, outline and readings."""
