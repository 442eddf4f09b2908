"""Plots of versions over each other: what DVC declares, and tables that can be drawn."""
