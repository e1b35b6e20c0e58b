"""An interview about a case: what is asked, what is answered, and the case that comes of it; no terminal."""
