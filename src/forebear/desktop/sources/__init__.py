"""Where a project's lineage is read from: what was found, what was added, how it stands."""
