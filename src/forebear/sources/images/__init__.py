"""What is in a container image: read from its own layers, without ever running it."""
