"""What workflows of continuous integration say of CML's reports, and what a report shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

USUAL = "report.md"
"""The report's name where a workflow does not tell it."""

_WORKFLOWS = (".github/workflows/*.y*ml", ".gitlab-ci.yml", "bitbucket-pipelines.yml", "azure-pipelines.yml")
_LARGEST = 1 << 20  # bytes of a workflow or a report
_MOST = 200  # workflows, and pictures of a report
_USES = re.compile(
    r"\bcml(?:-send-comment|-publish|\s+(?:comment|send-comment|publish|check|pr))\b|/setup-cml@"
)
_NAMED = re.compile(
    r"\bcml(?:-send-comment|\s+send-comment|\s+comment(?:\s+(?:create|update))?)"
    r"(?:\s+--?[\w-]+(?:[ =](?!\S*\.md\b)[^\s-]\S*)?)*\s+([\w./-]+\.md)\b"
)
_PICTURE = re.compile(
    r"!\[[^\]]{0,500}\]\(\s*<?([^)\s>]{1,500})|<img\b[^>]{0,500}?\bsrc=[\"']([^\"']{1,500})"
)


def reports_of(root: Path) -> tuple[str, ...]:
    """Return the reports that the workflows of a project post, as paths below its root; () for none."""
    files = [path for pattern in _WORKFLOWS for path in sorted(root.glob(pattern))][:_MOST]
    if not files:
        return ()
    from forebear.sources.dvc.digests import joined  # not for projects without workflows

    names: dict[str, None] = {}
    used = False
    for path in files:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if _USES.search(text):
            used = True
            names |= dict.fromkeys(filter(_is_inside, (joined("", name) for name in _NAMED.findall(text))))
    return tuple(names) or ((USUAL,) if used else ())


def pictures_of(content: bytes, report: str) -> Iterator[str]:
    """Yield the paths of the pictures that a report shows, below the repository's root."""
    from forebear.sources.dvc.digests import is_url, joined

    text = content[:_LARGEST].decode("utf-8", "replace")
    folder = report.rpartition("/")[0]
    for number, match in enumerate(_PICTURE.finditer(text)):
        path = match[1] or match[2]
        if number >= _MOST:
            return
        if not is_url(path) and not path.startswith(("data:", "/", "#")):
            inside = joined(folder, path.partition("?")[0].partition("#")[0])
            if _is_inside(inside):
                yield inside


def _is_inside(path: str) -> bool:
    return bool(path) and not path.startswith(("/", "../")) and path != ".." and "\0" not in path
