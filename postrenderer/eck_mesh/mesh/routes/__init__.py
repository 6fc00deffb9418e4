"""Ways in by Services, Ingresses, gateways and their routes."""
