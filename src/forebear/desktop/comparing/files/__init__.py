"""The page of plots and files."""
