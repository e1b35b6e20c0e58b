"""How fast the engine answers, and how many questions it asks: `make bench` and `make questions`."""
