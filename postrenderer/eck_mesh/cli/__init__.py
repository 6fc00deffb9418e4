"""Commands, flags, exit codes: all that prints."""

from eck_mesh.finder import install

install()
