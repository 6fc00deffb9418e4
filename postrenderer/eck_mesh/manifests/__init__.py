"""The stream, and the manifests in it."""
