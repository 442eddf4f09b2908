"""Pachyderm: its commits, jobs and pipelines, as `pachctl … --raw` prints them or its API tells them."""
