"""Judges what a rebuild made against what the run had made: bytes first, then content by its format."""
