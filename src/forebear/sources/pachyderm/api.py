"""Pachyderm over the gateway of its API (`POST /api/pfs_v2.API/ListCommit` …), which streams JSON.

Source: src/openapi/pachyderm_api.swagger.json of pachyderm/pachyderm (2.12). No question asks for what is
new, so all is asked for each time; where that is what was said before, nothing is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.pachyderm.lineage import Records
from forebear.sources.pachyderm.messages import KIND, field
from forebear.sources.saved import json_documents
from forebear.sources.shapes import Entry, as_mapping, as_text
from forebear.sources.web.errors import WebError
from forebear.sources.web.gateway import Web

_PFS, _PPS = "api/pfs_v2.API", "api/pps_v2.API"
_ABSENT = (400, 401, 403, 404, 405, 415, 501)


class PachydermApiSource:
    """All repositories, pipelines and jobs of a server that may be seen."""

    kind = KIND

    def __init__(self, location: str, web: Web) -> None:
        self.location = location
        self._web = web
        self._digest = hashlib.sha256()

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield everything when something has changed since `since`; raises WebError."""
        records = Records()
        problems: list[Problem] = []
        with self._web:
            for done, document in enumerate(self._documents(), 1):
                progress.step("documents", done)
                problems += [
                    Problem(KIND, self.location, f"The server broke off: {error}. Import again later.")
                    for error in records.add(document)
                ]
        seen = self._digest.hexdigest()
        if (since or {}).get("seen") == seen and not problems:
            return
        yield from problems
        yield from records.facts()
        yield Checkpoint(KIND, self.location, {"seen": "" if problems else seen})

    def _documents(self) -> Iterator[object]:
        for document in self._asked(f"{_PFS}/ListRepo", {"type": "user"}):
            repo = as_mapping(field(field(document, "result"), "repo"))
            if as_text(repo.get("name")):
                yield from self._asked(f"{_PFS}/ListCommit", {"repo": repo})
                yield from self._asked(f"{_PFS}/ListBranch", {"repo": repo})
        yield from self._asked(f"{_PPS}/ListPipeline", {"details": True})
        yield from self._asked(f"{_PPS}/ListJob", {"details": True, "history": "-1"})

    def _asked(self, call: str, question: Entry) -> Iterator[object]:
        answer = self._web.answer(call, question)
        self._digest.update(answer.content)
        try:
            yield from json_documents(answer.content.decode("utf-8", "replace"))
        except UnreadableError as error:
            raise WebError(
                f"The answer of the server cannot be read: {error}.",
                where=answer.where,
                todo="Check its address. Perhaps it leads to a page for signing in.",
                status=answer.status,
            ) from error


def version_of(web: Web) -> str:
    """Return the version of the Pachyderm that answers, "" where none does; raises WebError."""
    answer = web.answer("api/versionpb_v2.API/GetVersion", {}, _ABSENT)
    try:
        said = as_mapping(answer.document()) if answer.status == 200 else {}
    except WebError:
        return ""
    numbers = [as_text(said.get(part)) or "0" for part in ("major", "minor", "micro")]
    return ".".join(numbers) if said.get("major") else ""
