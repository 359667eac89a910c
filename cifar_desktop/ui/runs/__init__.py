"""The Runs tab: every training so far, side by side."""
