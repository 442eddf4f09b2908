"""What differs between versions: metrics, parameters, code, data, environment."""
