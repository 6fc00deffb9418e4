"""HelmReleases of Flux: their chart, their values, and where the plan goes."""
