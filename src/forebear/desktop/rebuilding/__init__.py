"""Rebuilding in the window: plan, log, verdict."""
