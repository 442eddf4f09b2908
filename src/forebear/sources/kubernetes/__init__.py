"""Kubernetes, Kustomize, Helm and Compose: configuration of where things run, secrets never shown."""
