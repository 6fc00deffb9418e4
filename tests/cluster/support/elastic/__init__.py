"""A real Elasticsearch in the mesh, and who talks to it."""
