"""What caused a change: mixtures of two versions are run, and the difference is shared out, on one screen."""
