"""Every sentence about a decision: its id, what it says, what to do, why, and its source."""
