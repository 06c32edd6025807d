"""Settings, wiring, logs and the command line: the only rooms that read the environment."""
