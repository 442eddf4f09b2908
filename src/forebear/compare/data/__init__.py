"""Data side by side: what is listed, schemas, rows, drift and directories."""
