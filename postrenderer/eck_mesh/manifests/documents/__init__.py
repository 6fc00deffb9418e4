"""The documents of a stream: how they are split, read, unlocked and written."""
