"""Brings an image from a registry by its digest, with the credentials that Docker's own store has."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, cast

from forebear.lineage.progress import Progress
from forebear.rebuild.archives.loading import patient
from forebear.rebuild.engine_lines import followed
from forebear.rebuild.troubles import no_helper, pull_refused

if TYPE_CHECKING:
    from docker import DockerClient


def pull(client: DockerClient, name: str, platform: str, progress: Progress) -> None:
    """Pull `repository@digest`; `platform` ("" = the engine's own) picks from an index of several.

    Credentials are looked up as Docker does: `auths`, `credHelpers` and `credsStore` of `config.json` in
    DOCKER_CONFIG or `~/.docker`. Raises EngineError that says why it cannot be had, CancelledError.
    """
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    progress.step("image", message=f"Pulling {name}")
    layers: dict[str, tuple[int, int]] = {}
    try:
        with patient(client), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a helper that is missing; that is told below
            said = client.api.pull(name, stream=True, decode=True, platform=platform or None)
            for line in followed(cast("Any", said), progress, f"Pulling {name}"):
                if "errorDetail" in line or "error" in line:
                    detail = line.get("errorDetail") or {}
                    raise pull_refused(str(detail.get("message") or line.get("error")), name)
                amounts = line.get("progressDetail") or {}
                if line.get("status") == "Downloading" and amounts.get("total"):
                    layers[line.get("id", "")] = (amounts.get("current", 0), amounts["total"])
                done, total = (sum(each[part] for each in layers.values()) for part in (0, 1))
                progress.step("image", done, total or None, f"Pulling {name}")
    except (DockerException, RequestException) as error:
        text = str(getattr(error, "explanation", None) or error)
        if type(error).__module__.startswith("docker.credentials"):
            raise no_helper(text, name) from error
        raise pull_refused(text, name) from error
