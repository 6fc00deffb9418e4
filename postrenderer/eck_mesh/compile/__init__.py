"""The plan as values or patches."""
