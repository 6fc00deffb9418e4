"""`python -m eck_mesh`: what the launcher runs from a checkout."""

from eck_mesh.cli import main

main()
