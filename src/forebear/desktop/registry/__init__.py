"""The registry view: models, their versions, and who moved what when and why."""
