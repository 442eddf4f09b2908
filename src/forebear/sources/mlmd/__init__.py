"""ML-Metadata: the store of TensorFlow Extended and of Kubeflow Pipelines."""
