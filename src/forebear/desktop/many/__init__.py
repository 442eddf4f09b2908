"""Many rebuilds in the window: choose, start, watch the table fill, go on later."""
