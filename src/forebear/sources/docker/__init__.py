"""Container engines and the images they hold; nothing is pulled and nothing is run."""
