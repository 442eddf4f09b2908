"""The lineage graph: a pure layout, an immutable scene, and the widget that paints it."""
