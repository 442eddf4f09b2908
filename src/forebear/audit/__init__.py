"""Prove it: the report and the evidence bundle."""
