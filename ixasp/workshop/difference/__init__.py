"""What changes for which patients between two policies, two versions of one, or two states of a knowledge base."""
