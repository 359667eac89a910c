"""Training, as the window shows it."""
