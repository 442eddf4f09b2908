"""What environments are said to be: package and lock files in Git, and environments that are installed."""
