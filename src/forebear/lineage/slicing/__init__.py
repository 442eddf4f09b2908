"""The slice language: one line of text that chooses nodes of the lineage."""
