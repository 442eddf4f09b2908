"""The evidence bundle: a zip with the report in every form and a manifest of their digests; and its check.

The zip is written the same way every time (fixed order, times and modes), so the same report gives the same
bundle. A bundle is not signed: whoever can change it can also write a new manifest. What the check shows is
that it is whole, and by its report id, whether it is the one that somebody wrote down.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from forebear.audit.html import html_report
from forebear.audit.pdf import pdf_report
from forebear.audit.prov import prov_document
from forebear.audit.report import Report
from forebear.lineage.errors import ActionableError

SCHEMA = "forebear-bundle/1"
MANIFEST = "manifest.json"
REPORT = "report.json"

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_MOST_FILES = 1000
_MOST_BYTES = 512 * 1024 * 1024  # unpacked, in all


def bundle_report(report: Report) -> bytes:
    """Return the zip: report.json, report.html, report.pdf, prov.json and the manifest."""
    provenance = json.dumps(prov_document(report), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    files = {
        REPORT: report.text,
        "report.html": html_report(report),
        "report.pdf": pdf_report(report),
        "prov.json": provenance.encode(),
    }
    manifest = {
        "schema": SCHEMA,
        "report": report.id,
        "tool": report.content["tool"],
        "files": {
            name: {"sha256": _sha256(content), "size": len(content)}
            for name, content in sorted(files.items())
        },
    }
    files[MANIFEST] = json.dumps(manifest, indent=2).encode() + b"\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is written
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Check:
    """What a check showed; each list names files, `altered` those whose content is not the manifest's."""

    report_id: str
    files: tuple[str, ...]
    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()  # sentences about anything else that is not as it should be

    @property
    def whole(self) -> bool:
        """Whether everything is as it was written."""
        return not (self.altered or self.missing or self.extra or self.wrong)


def check_bundle(path: Path) -> Check:
    """Recompute every digest of a bundle and its report's id; nothing is written to disk.

    Raises ActionableError where the file is no bundle at all. A file that unpacks to more than its manifest
    says is read no further than that.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, path)
    except FileNotFoundError as error:
        raise ActionableError(
            "There is no such file.", where=str(path), todo="Give a bundle (.zip)."
        ) from error
    except zipfile.BadZipFile as error:
        raise ActionableError(
            "This is no evidence bundle, or it is damaged.",
            where=str(path),
            todo="Give a .zip that `forebear report` wrote, or fetch it again from where it is kept.",
        ) from error
    except OSError as error:
        raise ActionableError(
            f"The bundle cannot be read: {error.strerror or error}.",
            where=str(path),
            todo="Check its permissions.",
        ) from error


def _check(archive: zipfile.ZipFile, path: Path) -> Check:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if MANIFEST not in names or len(entries) > _MOST_FILES:
        raise ActionableError(
            "This is no evidence bundle.", where=str(path), todo="Give a .zip that `forebear report` wrote."
        )
    wrong = [f"{name} is in the bundle twice" for name in sorted({n for n in names if names.count(n) > 1})]
    report_id, listed = _manifest(archive, path)
    altered, contents = [], {}
    room = _MOST_BYTES
    for name, (digest, size) in sorted(listed.items()):
        if name not in names:
            continue
        content = _read(archive, name, max(0, min(size, room)))
        if content is None or len(content) != size or _sha256(content) != digest:
            altered.append(name)
        else:
            contents[name] = content
            room -= len(content)
    if REPORT not in listed:
        wrong.append(f"the manifest does not list {REPORT}")
    elif REPORT in contents:
        wrong += _wrong_with_report(contents[REPORT], report_id)
    return Check(
        report_id,
        tuple(sorted(listed)),
        tuple(altered),
        tuple(sorted(set(listed) - set(names))),
        tuple(sorted(set(names) - set(listed) - {MANIFEST})),
        tuple(wrong),
    )


def _manifest(archive: zipfile.ZipFile, path: Path) -> tuple[str, dict[str, tuple[str, int]]]:
    """Return the report's id and each file's sha256 and size in bytes."""
    try:
        manifest = json.loads(_read(archive, MANIFEST, 1024 * 1024) or b"")
        files = {
            str(name): (str(said["sha256"]), int(said["size"])) for name, said in manifest["files"].items()
        }
        known, report = manifest["schema"] == SCHEMA, str(manifest["report"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        known, report, files = False, "", {}
    if not known:
        raise ActionableError(
            "The bundle's manifest cannot be read, so nothing in it can be checked.",
            where=f"{path}: {MANIFEST}",
            todo="Fetch the bundle again from where it is kept. A newer Forebear may also have written it.",
        )
    return report, files


def _wrong_with_report(text: bytes, expected: str) -> list[str]:
    try:
        report, claimed = Report.parse(text)
        found = report.id
    except (ValueError, RecursionError):
        return [f"{REPORT} is no report that this version can read"]
    wrong = (
        [] if claimed == found else [f"{REPORT} says that its id is {claimed}, but its content gives {found}"]
    )
    return (
        wrong
        if expected == found
        else [*wrong, f"the manifest names report {expected}, the content is {found}"]
    )


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """Read at most one byte more than `most`, whatever an entry claims; None where it is damaged."""
    try:
        with archive.open(name) as stream:
            return stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
