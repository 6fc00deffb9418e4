"""What is true of Istio."""
