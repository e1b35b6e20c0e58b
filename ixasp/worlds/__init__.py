"""From a case to all worlds that fit it: possible, certain, refuted. The only place that solves."""
