"""Git LFS: the large files that commits hold as pointers."""
