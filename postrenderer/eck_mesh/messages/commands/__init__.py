"""What is said about the stream, settings, compile, install and status."""
