"""The diff of two texts in the window."""
