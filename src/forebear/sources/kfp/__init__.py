"""Kubeflow Pipelines: compiled pipelines, and runs and artifacts as its API tells them."""
