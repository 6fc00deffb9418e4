"""The Helms of this machine by their major versions, and a script that runs Helm 4."""

from __future__ import annotations

import os
import shlex

from eck_mesh.errors import UserError
from eck_mesh.helm.checkout import helms_of_checkout
from eck_mesh.helm.client import helm_programs, major_version, run_helm
from eck_mesh.helm.plugin_folders import folders_with_own

UNKNOWN = "/path/to/helm-4"  # in the script, where this machine has no Helm 4 on PATH


def first_helm(major: str) -> str:
    """The first Helm of this major version on PATH, or HELM_BIN; "" if there is none."""
    return next((one for one in helm_programs() if _is_of(one, major)), "")


def script_of_helm_4() -> str:
    """A script, two lines, by which Helm 4 alone finds the plugins in its own folder."""
    helms = helm_programs() or helms_of_checkout("")
    found = (one for one in helms if _is_of(one, "4") and _reads_plugins(one))
    program = os.path.abspath(next(found, UNKNOWN))
    plugins = shlex.quote(folders_with_own())
    return f'#!/bin/sh\nHELM_PLUGINS={plugins} exec {shlex.quote(program)} "$@"\n'


def _is_of(program: str, major: str) -> bool:
    try:
        return major_version(program) == major
    except UserError:
        return False  # doctor reports a Helm that fails


def _reads_plugins(program: str) -> bool:
    """Whether a Helm takes HELM_PLUGINS as it is; the script does not, and would run itself."""
    try:
        return run_helm("env", "HELM_PLUGINS", program=program, plugins="/-").strip() == "/-"
    except UserError:
        return False
