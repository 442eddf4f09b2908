"""OpenLineage: the events that schedulers and engines write to files, merged into runs."""
