"""Charts: curves over steps, points, parallel axes, a metric along the history; and their saving."""
