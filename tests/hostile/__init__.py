"""Hostile and broken input, as a process that Helm starts: bounded, refused in a sentence, and whole or not at all."""
