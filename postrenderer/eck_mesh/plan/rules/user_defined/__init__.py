"""User-defined rules: mesh.rules."""
