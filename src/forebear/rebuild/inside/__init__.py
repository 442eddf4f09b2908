"""Models compared by their values: each is loaded inside its own recorded image, which says what it holds."""
