"""Whom AuthorizationPolicies allow: those of the stream, and those that eck-mesh creates."""
