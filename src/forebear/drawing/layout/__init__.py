"""The layered layout: ids, edges and sizes in; rectangles and polylines out. Knows nothing of lineage."""
