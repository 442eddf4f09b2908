"""GTO, a model registry kept in Git tags."""
