"""How each tool's records become lineage: one module a tool, all the same shape."""
