"""Rules as they are written: statements with their atoms and places, comments, and the files of a policy."""
