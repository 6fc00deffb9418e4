"""Addresses that users wrote: where they lead, and how they follow the TLS of their target."""
