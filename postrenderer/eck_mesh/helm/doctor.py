"""What prevents a release in the mesh on this machine: this program, each Helm, and both together.

It needs no cluster and no network.
"""

from __future__ import annotations

import os
import shutil
import sys

from eck_mesh import __version__
from eck_mesh.errors import UserError
from eck_mesh.helm.check import Check
from eck_mesh.helm.checkout import helms_of_checkout
from eck_mesh.helm.client import helm_programs, helm_version
from eck_mesh.helm.doctor_helm_3 import checks_of_helm_3
from eck_mesh.helm.doctor_helm_4 import checks_of_helm_4
from eck_mesh.helm.plugin_files import ARCHIVE, PACKAGE
from eck_mesh.kubeyaml import library
from eck_mesh.settings.requirements import requirements, unmet_need

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


HELMS = {"3": checks_of_helm_3, "4": checks_of_helm_4}


def checks_of_machine(chart: str) -> Iterator[Check]:
    """All checks, in the order to fix them; chart: a folder, an archive, or "" for a small one."""
    yield from _checks_of_program()
    named, on_path = os.environ.get("HELM_BIN"), helm_programs()
    known = set(map(os.path.realpath, on_path))
    built = [one for one in helms_of_checkout(chart) if os.path.realpath(one) not in known]
    if named and not shutil.which(named):
        yield Check.wrong("helm-bin-not-found", path=named)
    if built:
        values = {"folder": os.path.dirname(built[0]), "helm": built[-1]}
        message_id = "more-helms-of-checkout" if on_path else "helms-of-checkout"
        yield Check.note(message_id, helms=" and ".join(built), **values)
    elif not on_path:
        yield Check.wrong("no-helm")
    for program in on_path or built:
        yield from _checks_of_helm(program, chart)


def _checks_of_program() -> Iterator[Check]:
    where = f"the zipapp {ARCHIVE}" if ARCHIVE else str(PACKAGE)
    python = f"Python {sys.version.split()[0]}, {sys.executable}"
    yield Check.ok(f"eck-mesh {__version__}, {where}; {python}")
    yield (
        Check.ok(library.name())
        if library.IS_FAST
        else Check.note("slow-yaml", library=library.name())
    )
    try:
        import jsonpath_ng.ext.parser  # noqa: F401
    except ModuleNotFoundError as error:
        yield Check.wrong("jsonpath-missing", package=error.name, python=sys.executable)


def _checks_of_helm(program: str, chart: str) -> Iterator[Check]:
    try:
        version = helm_version(program)
        major = version.lstrip("v").partition(".")[0]
        checks = HELMS.get(major)
        if checks is None:
            yield Check.wrong("helm-not-supported", program=program, version=version)
            return
        yield Check.ok(f"Helm {version}, {program}")
        older = unmet_need(version, requirements()[f"Helm {major}"].needs)
        if older:
            values = {"program": program, "version": version, "needed": older.version}
            yield Check.note("helm-older-than-tested", **values)
        yield from checks(program, chart)
    except UserError as error:
        yield Check.wrong("helm-fails", program=program, error=error)
