"""What is measured: each figure as a ratio within one run, or beside what it is a part of."""
