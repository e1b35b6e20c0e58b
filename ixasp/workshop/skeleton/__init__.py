"""New parts of a knowledge base, written from templates: a policy, a fact, a criterion, a reading."""
