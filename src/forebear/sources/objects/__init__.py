"""S3 and other object stores: where the bytes of artifacts are."""
