"""Who connects to a resource: in the mesh, outside it, and the operator."""
