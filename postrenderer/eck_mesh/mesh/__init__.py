"""The whole stream with its settings."""
