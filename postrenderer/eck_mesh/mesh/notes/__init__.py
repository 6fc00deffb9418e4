"""What a plan cannot decide, and says in a note."""
