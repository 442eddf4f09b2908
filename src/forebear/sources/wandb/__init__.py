"""Weights & Biases: runs as their folders keep them, read without the tool."""
