"""CML: the reports that continuous integration posts, where they are in the repository."""
