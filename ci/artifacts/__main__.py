"""python ci/artifacts SOURCES DIST: make the files of a release, but for the chart's package.

SOURCES is a folder with the files of one commit; DIST holds the package of the chart. `ci/release
all` calls this script, and sets COMMIT, SOURCE_DATE_EPOCH (the time of the commit, in seconds) and
HELM_VERSION. DIST gets the wheel, the source archive, the program in one file, the archive of the
plugin, a bill of materials of each archive, the provenance, SHA256SUMS, and NOTES.md with the notes
of the release. The same commit gives the same bytes with the same versions of Python and Helm. The
script needs pip and hatchling.
"""

from __future__ import annotations

import sys
from pathlib import Path

from archives import digest, plugin, program, python_packages
from bill import bill_of_materials
from build import Build, as_json, read_build
from notes import release_notes
from provenance import provenance


def make(sources: Path, dist: Path, build: Build) -> list[Path]:
    """Write all files into dist; return them, with the chart's package."""
    chart = dist / f"eck-mesh-{build.version}.tgz"
    zipapp = program(sources, dist / "eck-mesh")
    archives = [chart, zipapp, plugin(sources, zipapp, dist / "plugin" / chart.name)]
    archives += python_packages(sources, dist, build.version)
    parts = {chart: [], **dict.fromkeys(archives[1:3], build.bundled)}
    bills = []
    for archive in archives:
        bill = archive.with_name(f"{archive.name}.cdx.json")
        contents = parts.get(archive, build.required)
        bill.write_text(as_json(bill_of_materials(archive.name, digest(archive), contents, build)))
        bills.append(bill)
    statement = dist / f"eck-mesh-{build.version}.provenance.json"
    digests = {str(file.relative_to(dist)): digest(file) for file in [*archives, *bills]}
    statement.write_text(as_json(provenance(digests, build)))
    return [*archives, *bills, statement]


def main() -> None:
    """Make all files, and SHA256SUMS in the form that `sha256sum --check` reads."""
    sources, dist = (Path(word).resolve() for word in sys.argv[1:])
    build = read_build(sources)
    notes = release_notes((sources / "CHANGELOG.md").read_text(), build.version)
    made = make(sources, dist, build)
    lines = [f"{digest(file)}  {file.relative_to(dist)}\n" for file in made]
    (dist / "SHA256SUMS").write_text("".join(lines))
    (dist / "NOTES.md").write_text(notes)


if __name__ == "__main__":
    main()
