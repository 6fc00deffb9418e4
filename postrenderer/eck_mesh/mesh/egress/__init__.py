"""What a resource connects to outside the mesh, and which Services it connects to."""
