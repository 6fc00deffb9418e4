"""The cluster held against the plan."""
