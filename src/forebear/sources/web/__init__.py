"""What is asked over HTTP: one gateway for all tools with a server."""
