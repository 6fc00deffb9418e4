"""`python -m eck_mesh`, and what the launcher starts, from a folder or from a zip (ci/zipapp)."""

import sys

from eck_mesh.cli.main import main

archive = getattr(__loader__, "archive", "")  # type: ignore[name-defined]
if archive:
    # click and jsonpath-ng are the zip's own, which it was tested with. PyYAML is the machine's where there is one: with
    # libyaml it is several times faster, which no zip can hold for every machine; the bundled one is pure Python.
    sys.path[1:1] = (
        [archive + "/lib"]
        if sys.version_info >= (3, 11)
        else [archive + "/lib310", archive + "/lib"]
    )
    sys.path.append(archive + "/pyyaml")
main()
