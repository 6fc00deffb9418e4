"""What README.md and docs/ say, as far as a program can check it."""
