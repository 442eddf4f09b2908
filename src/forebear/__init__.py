"""Forebear: browse the lineage of ML artifacts, compare versions, rebuild past ones, and prove it."""

__version__ = "0.1.0"
