"""How compiled pipelines, and runs that the API of Kubeflow Pipelines tells, are found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forebear.sources.saved_tool import SavedTool
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source
    from forebear.sources.web.gateway import Web

_COMPILED = re.compile(r"^# PIPELINE DEFINITION|^pipelineInfo:|^\s+executorLabel:", re.MULTILINE)
_COMPILED_JSON = re.compile(r'"(?:pipelineInfo|executorLabel)"\s*:')
_SAID = re.compile(r'"(?:pipeline_version_reference|runtime_config|run_details|artifact_tasks)"\s*:')
_ARTIFACT = re.compile(r'"artifact_id"\s*:')
_OF_ARTIFACT = re.compile(r'"(?:uri|task_id|namespace)"\s*:')


class KfpTool(SavedTool):
    """Kubeflow Pipelines."""

    kind = "kfp"
    title = "Kubeflow Pipelines"
    endings = (".json", ".yaml", ".yml")

    @staticmethod
    def belongs(head: str) -> bool:
        """Whether a file is a compiled pipeline, or what the API said, from how it begins."""
        if not head.lstrip().startswith(("{", "[")):
            return _COMPILED.search(head) is not None
        if _SAID.search(head) or _COMPILED_JSON.search(head):
            return True
        return bool(_ARTIFACT.search(head) and _OF_ARTIFACT.search(head))

    def at(self, location: str, context: Context) -> Found | None:
        """Return what a server, a folder or a file holds of the tool's, None where that is nothing."""
        if not location.startswith(("http://", "https://")):
            return super().at(location, context)
        from forebear.sources.kfp.api import is_server
        from forebear.sources.secrets import split

        shown, _ = split(location)
        with self._web(location, context) as web:
            if not is_server(web):
                return None
        return Found(self.kind, shown.rstrip("/"), f"{self.title} at {urlsplit(shown).netloc}", inside=False)

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a folder, a file or a server."""
        if location.startswith(("http://", "https://")):
            from forebear.sources.kfp.api import KfpApiSource

            return KfpApiSource(self._web(location, context))
        from forebear.sources.kfp.lineage import facts_of
        from forebear.sources.saved import SavedSource

        return SavedSource(self.kind, self.files(location), facts_of)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no file has come, changed or gone; of a server only itself knows."""
        return "://" not in location and super().is_current(location, since, context)

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folder or the file."""
        return () if "://" in location else super().watched(location, context)

    def _web(self, location: str, context: Context) -> Web:
        from forebear.sources.secrets import split
        from forebear.sources.web.gateway import Web

        shown, held = split(location)
        return Web(shown, held or context.secret(shown, self.kind))
