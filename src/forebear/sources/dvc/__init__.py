"""DVC: pipelines, data files, metrics and parameters, read from the history without running DVC."""
