"""What files say about packages: declarations in a repository, and the records of an image."""
