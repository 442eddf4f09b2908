"""Makes an image again from a recipe: a clean export of the commit, built by the engine."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.rebuild.archives.loading import patient
from forebear.rebuild.engine_lines import followed
from forebear.rebuild.images import ChosenImage, ImageFinder, image_of, look_up
from forebear.rebuild.plan import Loosened
from forebear.rebuild.recipes import Recipe
from forebear.rebuild.troubles import engine_full, pull_refused, wrong_processor
from forebear.sources.git.export import export_commit
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from docker import DockerClient

_FILE = "Dockerfile.forebear"
_BUILT = re.compile(r"Successfully built (?P<id>[0-9a-f]{12,})")
_LAST = 4  # lines of a build that failed are told


class ImageMaker:
    """Has the image of a plan on an engine: down the ladder, or by building it in folders below `private`."""

    def __init__(
        self, client: DockerClient, images: ImageFinder, repository: GitRepository, private: Path
    ) -> None:
        self._client = client
        self._images = images
        self._repository = repository
        self._private = private

    def obtain(self, chosen: ChosenImage, loosened: Loosened, memory: int, progress: Progress) -> ChosenImage:
        """Return the image with its id; raises ActionableError where it cannot be had, CancelledError."""
        if chosen.recipe is None:
            return self._images.obtain(chosen, loosened.archive, progress)
        return self.build(chosen, chosen.recipe, memory, progress)

    def build(self, chosen: ChosenImage, recipe: Recipe, memory: int, progress: Progress) -> ChosenImage:
        """Return the reconstructed image with its id. What the build prints is logged.

        Its commands run without network unless the recipe has it, and with at most `memory` bytes. Raises
        ActionableError where it fails, CancelledError.
        """
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        message = f"Building the image from {recipe.path} of {recipe.commit[:10]}"
        progress.step("image", message=message)
        said: list[str] = []
        id_ = ""
        with tempfile.TemporaryDirectory(prefix="build-", dir=self._private) as folder, patient(self._client):
            context = Path(folder) / "context"
            export_commit(self._repository, recipe.commit, context)
            (context / _FILE).unlink(missing_ok=True)
            (context / _FILE).write_text(recipe.text, encoding="utf-8")
            _let_in(context)
            try:
                lines = self._client.api.build(
                    path=str(context),
                    dockerfile=_FILE,
                    rm=True,
                    forcerm=True,
                    decode=True,
                    network_mode="default" if recipe.network else "none",
                    container_limits={"memory": memory, "memswap": memory},
                    labels={"forebear.reconstructed": f"{recipe.path}@{recipe.commit}"},
                )
                for line in followed(cast("Any", lines), progress, message):
                    progress.step("image", message=message)
                    if "error" in line:
                        raise _failed(recipe, str(line["error"]), said)
                    id_ = str((line.get("aux") or {}).get("ID") or id_)
                    for text in str(line.get("stream", "")).splitlines():
                        if text.strip():
                            said.append(text)
                            progress.log(text)
            except (DockerException, RequestException) as error:
                raise _failed(recipe, str(getattr(error, "explanation", None) or error), said) from error
        match = next(filter(None, map(_BUILT.search, reversed(said))), None)
        found = look_up(self._client, id_ or (match["id"] if match else ""))
        if found is None:
            raise _failed(recipe, "the engine does not say which image came of it", said)
        image = replace(image_of(found, chosen.image.reference), digest="")
        return replace(chosen, image=image, id=str(found.id), known_by=f"config digest {found.id}")


def _let_in(context: Path) -> None:
    """Make sure that `.dockerignore` keeps the Dockerfile in."""
    ignore = context / ".dockerignore"
    if ignore.is_file():
        with ignore.open("a", encoding="utf-8") as file:
            file.write(f"\n!{_FILE}\n")


def _failed(recipe: Recipe, why: str, said: list[str]) -> ActionableError:
    if "no space left" in why:
        return engine_full(why)
    if "exec format error" in why:
        return wrong_processor(why)
    if any(base in why for base in recipe.bases) and "pull" in why.lower():
        return pull_refused(why, recipe.bases[0])
    last = " | ".join(said[-_LAST:])
    network = (
        "" if recipe.network else " It ran without network; where it has to fetch packages say --network."
    )
    return ActionableError(
        f"The image cannot be made again: {why.strip().rstrip('.')}.",
        where=f"{recipe.path}@{recipe.commit[:10]}" + (f": {last}" if last else ""),
        todo=f"Look at the log of the build.{network} Or choose an image with --image.",
    )
