"""The files that a lineage is written to."""
