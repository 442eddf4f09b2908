"""Two texts line by line: their diff, its rows for the eye, the words that changed, and the syntax."""
