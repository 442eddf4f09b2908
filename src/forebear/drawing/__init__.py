"""A lineage as a picture: where its nodes stand, and the files it is written to. Knows no Qt."""
