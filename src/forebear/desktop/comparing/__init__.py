"""Versions side by side: metrics, parameters, code, data, environment."""
