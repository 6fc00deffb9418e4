"""Tests against a real API server, operator, injector and Flux: `make e2e`. How they run: bed/__init__.py."""
