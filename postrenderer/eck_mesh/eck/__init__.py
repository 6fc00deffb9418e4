"""What is true of ECK, and of one of its resources."""
