"""How records of Pachyderm are found: what `pachctl` printed, saved into files, or a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.details import Detail, Told
from forebear.sources.saved_tool import SavedTool
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source
    from forebear.sources.web.gateway import Web

_SAID = re.compile(
    r'"(?:direct_?provenance|output_?commit|spec_?commit|commit_?set|job_?set|parent_?commit'
    r'|size_?bytes_?upper_?bound|image_?id)"\s*:',
    re.IGNORECASE,
)
_REPO = re.compile(r'"(?:repo|pipeline)"\s*:\s*\{')
_SCHEMES = {"grpc": "http", "grpcs": "https"}
"""As `pachctl` calls addresses, and how the gateway of the same address is asked."""
_LARGEST = 1 << 20  # bytes of pachctl's settings


class PachydermTool(SavedTool):
    """Pachyderm: `grpc://HOST:PORT` or `grpcs://…`, as `pachctl` has it, or saved records."""

    kind = "pachyderm"
    title = "Pachyderm"

    @staticmethod
    def belongs(head: str) -> bool:
        """Whether a file is what `pachctl … --raw` or the API said, from how it begins."""
        return bool(_REPO.search(head) and _SAID.search(head))

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield saved records in the project, and offer the servers that `pachctl` knows."""
        yield from super().discover(context)
        for address in _known_servers():
            yield Found(self.kind, address, f"{self.title} at {address}", inside=False)

    def at(self, location: str, context: Context) -> Found | None:
        """Return what a server, a folder or a file holds of the tool's, None where that is nothing."""
        if location.partition("://")[0] not in _SCHEMES:
            return super().at(location, context)
        from forebear.sources.pachyderm.api import version_of
        from forebear.sources.secrets import split

        shown, _ = split(location)
        with self._web(location, context) as web:
            version = version_of(web)
        title = f"{self.title} at {shown}"
        details = (Detail(Told.VERSION, version),)
        return Found(self.kind, shown, title, details, inside=False) if version else None

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a folder, a file or a server."""
        if location.partition("://")[0] in _SCHEMES:
            from forebear.sources.pachyderm.api import PachydermApiSource

            return PachydermApiSource(location, self._web(location, context))
        from forebear.sources.pachyderm.lineage import facts_of
        from forebear.sources.saved import SavedSource

        return SavedSource(self.kind, self.files(location), facts_of)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no file has come, changed or gone; of a server only itself knows."""
        return "://" not in location and super().is_current(location, since, context)

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folder or the file."""
        return () if "://" in location else super().watched(location, context)

    def _web(self, location: str, context: Context) -> Web:
        from forebear.sources.secrets import Secret, split
        from forebear.sources.web.gateway import Web

        shown, held = split(location)
        scheme, _, rest = shown.partition("://")
        secret = held or context.secret(shown, self.kind) or Secret()
        token = secret.token or secret.password
        # Questions are sent by POST, and those the gateway of the web never sends to another server.
        headers = {"Authn-Token": token} if token else {}
        return Web(f"{_SCHEMES[scheme]}://{rest}", headers=headers)


def _known_servers() -> Iterator[str]:
    """Yield the addresses in the settings of `pachctl`; their tokens are left there."""
    with suppress(OSError, ValueError, RuntimeError, RecursionError, AttributeError, TypeError):
        path = Path.home() / ".pachyderm" / "config.json"
        with path.open("rb") as stream:
            settings = json.loads(stream.read(_LARGEST))
        for each in settings["v2"]["contexts"].values():
            address = each.get("pachd_address", "")
            if re.fullmatch(r"grpcs?://[\w.-]+(?::\d+)?", address):
                yield address
