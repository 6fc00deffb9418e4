"""Rules that create policies: who is accepted, and what clients send."""
