"""Make it again: plan, workspace, container, verdict."""
