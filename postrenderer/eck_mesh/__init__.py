"""Rewrites rendered manifests of the Elastic Stack on ECK for an Istio mesh."""

__version__ = "0.1.0"
