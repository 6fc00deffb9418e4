"""`python -m eck_mesh`, and what the launcher starts, from a folder or from a zip (ci/zipapp)."""

import sys

from eck_mesh.cli.main import main

archive = getattr(__loader__, "archive", "")  # type: ignore[name-defined]
if archive:
    # click and jsonpath-ng come from the zip, which was tested with them. PyYAML comes from the
    # machine if it has one: with libyaml, which no zip can contain for every machine, it is several
    # times as fast. The bundled one is pure Python.
    sys.path[1:1] = (
        [archive + "/lib"]
        if sys.version_info >= (3, 11)
        else [archive + "/lib310", archive + "/lib"]
    )
    sys.path.append(archive + "/pyyaml")
main()
