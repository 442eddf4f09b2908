"""Forebear's own lineage of one project, as a source for the lineage of several."""
