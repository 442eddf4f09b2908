"""Images in files: opened without trusting them, checked, kept beside the lineage, and given to an engine."""
