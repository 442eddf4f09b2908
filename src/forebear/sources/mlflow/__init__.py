"""MLflow: tracking stores, models and the registry."""
