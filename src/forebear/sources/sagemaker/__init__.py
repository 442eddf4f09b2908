"""Amazon SageMaker: its registry, jobs and lineage, over its API or from what its command line printed."""
