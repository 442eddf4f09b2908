"""Git: a gateway that runs nothing of the repository's, and the source of commits and references."""
