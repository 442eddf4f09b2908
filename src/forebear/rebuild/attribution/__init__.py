"""What caused a change of a metric: versions are mixed, run, and the difference is shared out."""
