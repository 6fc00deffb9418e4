"""The plugin folder: Helm 4 knows eck-mesh by it, and Helm 3 can take its launcher by path.

`helm plugin install` puts a folder where Helm does not look when HELM_PLUGINS is set, and fails the second time; install
does neither.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from eck_mesh import __version__, kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.record import NamedTuple

NAME = "eck-mesh"
PACKAGE = Path(__file__).absolute().parent.parent
ARCHIVE: str = getattr(__loader__, "archive", "")  # type: ignore[name-defined]  # the zip that runs (ci/zipapp), if one does


class Installed(NamedTuple):
    """folder: the plugin's. before: the version that was there, "" for none. link: what the folder leads to, or ""."""

    folder: Path
    before: str
    changed: bool
    link: str = ""


def folders() -> list[Path]:
    """Where Helm looks for plugins, both majors alike; the first is where one is put."""
    if "HELM_PLUGINS" in os.environ:
        found = [
            Path(path).absolute() for path in os.environ["HELM_PLUGINS"].split(os.pathsep) if path
        ]
        if not found:
            raise UserError(
                "is empty, so Helm looks for plugins nowhere.",
                where="HELM_PLUGINS",
                hint="Unset it, or name a folder in it.",
            )
        return found
    if os.environ.get("HELM_DATA_HOME"):
        return [Path(os.environ["HELM_DATA_HOME"], "plugins").absolute()]
    usual = Path.home() / ("Library" if sys.platform == "darwin" else ".local/share")
    return [Path(os.environ.get("XDG_DATA_HOME") or usual, "helm", "plugins").absolute()]


def version(folder: Path) -> str:
    """The version of eck-mesh that a folder holds as a plugin; "" for any other folder."""
    try:
        found = kubeyaml.load((folder / "plugin.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, kubeyaml.Error):
        return ""
    if not isinstance(found, dict) or (found.get("name"), found.get("type")) != (
        NAME,
        "postrenderer/v1",
    ):
        return ""
    return str(found.get("version") or "unknown")


def install() -> Installed:
    """Write the plugin folder, or bring it up to date; nothing where that is done already. UserError changes nothing."""
    folder = folders()[0] / NAME
    there, before = os.path.lexists(folder), version(folder)
    ours = {path: version(path) for path in sorted(folder.parent.glob("*")) if version(path)}
    links = [
        path for path in ours if path.is_symlink()
    ]  # `helm plugin install ./postrenderer` makes one of that name
    if len(ours) == 1 and links and ours[links[0]] == __version__:
        return Installed(links[0], __version__, False, os.path.realpath(links[0]))
    other = next((path for path in ours if path != folder), None)
    if other:
        raise UserError(
            f"is the plugin eck-mesh too, {ours[other]}.",
            where=str(other),
            hint="Remove it: with two, Helm 4 takes none.",
        )
    if folder.is_symlink():
        raise UserError(
            f"is a link to {os.path.realpath(folder)}, which is not {__version__}.",
            where=str(folder),
            hint="Remove the link.",
        )
    if there and not before and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            "is not the plugin eck-mesh, and was left alone.",
            where=str(folder),
            hint="Remove it, or set HELM_PLUGINS.",
        )
    try:
        changed = _write(
            folder,
            {"launcher": (_launcher(), 0o755), "plugin.yaml": (_packaged("plugin.yaml"), 0o644)},
        )
    except OSError as error:
        raise UserError(
            f"cannot be written: {error.strerror or error}.", where=str(folder)
        ) from error
    return Installed(folder, before, changed)


def command() -> str:
    """The file that Helm 3 takes as a post-renderer by its path; "" where there is none."""
    candidates = (
        [Path(ARCHIVE)]
        if ARCHIVE
        else [PACKAGE.parent / "launcher", Path(sys.executable).parent / NAME]
    )
    return next(
        (
            str(path.absolute())
            for path in [*candidates, folders()[0] / NAME / "launcher"]
            if os.access(path, os.X_OK)
        ),
        "",
    )


def _write(folder: Path, files: dict[str, tuple[bytes, int]]) -> bool:
    """All files or none, in this order: a new folder is no plugin before the last one, and an old one works throughout.
    False where they are there already."""
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    scratch: dict[str, Path] = {}
    try:
        for name, (data, mode) in files.items():
            path = folder / name
            if path.is_file() and path.read_bytes() == data and path.stat().st_mode & 0o777 == mode:
                continue
            handle, temporary = tempfile.mkstemp(dir=folder)
            scratch[name] = Path(temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, mode)
        changed = list(scratch)
        for name in changed:
            scratch[name].replace(folder / name)
            del scratch[name]
        return bool(changed)
    except BaseException:
        for path in scratch.values():
            path.unlink()
        if new and not any(folder.iterdir()):
            folder.rmdir()
        raise


def _launcher() -> bytes:
    """The zip that runs now, as it is; or the checkout's launcher, bound to the Python and the package that run now."""
    if ARCHIVE:
        return Path(ARCHIVE).read_bytes()
    # A package that pip has installed is found by its Python itself; in front, its neighbours would hide the library.
    home = (
        '"${0%/*}"'
        if PACKAGE.parent.name.endswith("-packages")
        else shlex.quote(str(PACKAGE.parent))
    )
    text = _packaged("launcher").decode()
    for name, value in (
        ("python", shlex.quote(sys.executable)),
        ("home", home),
        ("advice", '"Run eck-mesh install-plugin again, with the Python to use."'),
    ):
        text, count = re.subn(rf"(?m)^{name}=.*$", lambda _, line=f"{name}={value}": line, text)  # type: ignore[misc]
        assert count == 1, name
    return text.encode()


def _packaged(name: str) -> bytes:
    """A file of the plugin: beside the package in a checkout, in it where it was installed or zipped."""
    data: bytes
    try:
        data = (PACKAGE.parent / name).read_bytes()
    except OSError:
        data = __loader__.get_data(os.path.join(str(PACKAGE), name))  # type: ignore[name-defined]
    return data
