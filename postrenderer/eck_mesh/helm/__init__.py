"""Real Helm, and this program as its plugin."""
