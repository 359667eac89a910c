"""Training: the configuration, the engine, its checkpoints and run folders."""
