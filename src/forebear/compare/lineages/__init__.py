"""What the versions were made from, merged into one lineage: the same, only in one, changed."""
