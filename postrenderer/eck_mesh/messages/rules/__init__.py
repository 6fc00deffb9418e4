"""What rules say: why something is changed, kept or refused."""
