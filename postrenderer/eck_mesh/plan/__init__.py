"""Decisions: how they are made and applied."""
