"""Finds the image a run ran in, from the surest way down. A tag alone never identifies: tags move."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.answers import RanInAnswer
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Environment, Image, Origin
from forebear.rebuild.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage

LOCAL, PULLED, ARCHIVE, ASSUMED = "local", "pulled", "archive", "assumed"


@dataclass(frozen=True, slots=True)
class ChosenImage:
    """The image to rebuild in.

    `image` says all that is known of it, `id` is what the engine calls it ("" until it is there), `how` one
    of local, pulled, archive, assumed; `identified` whether more than a tag vouches for it; `by` who assumed
    it.
    """

    image: Image
    how: str
    identified: bool
    environment: Environment
    id: str = ""
    by: str = ""
    note: str = ""

    @property
    def is_recorded(self) -> bool:
        """Whether it is the very image that was recorded, not one that a person chose."""
        return self.how in (LOCAL, PULLED, ARCHIVE) and self.identified


def image_of(found: EngineImage, reference: str) -> Image:
    """Return what the engine says of an image; the digest is that of the reference's repository, if any."""
    attrs = cast("dict[str, object]", found.attrs)
    digests = [str(each) for each in cast("list[str]", attrs.get("RepoDigests") or [])]
    repository = _repository(reference)
    mine = [each for each in digests if each.partition("@")[0].removeprefix("localhost/") == repository]
    layers = cast("dict[str, list[str]]", attrs.get("RootFS") or {}).get("Layers") or []
    digest = (mine or digests or ["@"])[0].partition("@")[2]
    return Image(reference, str(found.id), digest, tuple(layers))


SETTINGS = "image settings"
"""The name of the fact by which two images with the same layers are told apart."""


def settings_of(found: EngineImage) -> str:
    """Return a digest of what an image sets for its processes, beside its layers."""
    config = cast("dict[str, object]", cast("dict[str, object]", found.attrs).get("Config") or {})
    seen = {name: config.get(name) or None for name in ("Env", "Shell", "Volumes", "User", "WorkingDir")}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def platform_of(found: EngineImage) -> str:
    """Return the platform of an image, like `linux/amd64`."""
    attrs = cast("dict[str, str]", found.attrs)
    return f"{attrs.get('Os', '')}/{attrs.get('Architecture', '')}"


def look_up(client: DockerClient, reference: str) -> EngineImage | None:
    """Return the image of a name, an id or `name@digest` that the engine has, None where it has none."""
    from docker.errors import ImageNotFound

    try:
        return client.images.get(reference)
    except ImageNotFound:
        return None


class ImageFinder:
    """Finds images on one engine."""

    def __init__(self, client: DockerClient) -> None:
        self._client = client

    def choose(self, environments: Sequence[RanInAnswer]) -> ChosenImage | None:
        """Return the best image of a run's environments, recorded before assumed; None where none names one.

        Nothing is pulled: an image that has to be comes without `id`.
        """
        candidates = [answer for answer in environments if answer.environment.image is not None]
        chosen = [self._choose(answer) for answer in candidates]
        here = next((each for each in chosen if each.id), None)
        return here or next(iter(chosen), None)

    def given(self, reference: str, by: str) -> ChosenImage:
        """Return an image that a person names for this one rebuild."""
        environment = Environment(Image(reference))
        found = look_up(self._client, reference)
        if found is None:
            raise ActionableError(
                "The engine has no such image.", where=reference, todo=f"Get it: docker pull {reference}"
            )
        image = image_of(found, reference)
        return ChosenImage(image, ASSUMED, True, environment, str(found.id), by)

    def obtain(self, chosen: ChosenImage, archive: Path | None, progress: Progress) -> ChosenImage:
        """Return the image with its `id`: as it is here, from the archive, or pulled by its digest.

        Raises ActionableError where it cannot be had or is another than recorded.
        """
        if chosen.id:
            return chosen
        if archive is not None:
            return self._load(chosen, archive, progress)
        if not chosen.image.digest:
            raise ActionableError(
                "The image is not on this machine, and no digest to pull it by is recorded.",
                where=chosen.image.identity,
                todo="Load it from an archive with --archive FILE, or choose one with --image.",
            )
        return self._pull(chosen, progress)

    def _choose(self, answer: RanInAnswer) -> ChosenImage:
        image = cast("Image", answer.environment.image)
        assumed = answer.origin is Origin.ASSUMED
        found, note = self._find(image, answer.environment.facts.get(SETTINGS, ""))
        identified = bool(image.id or image.digest or image.diff_ids)
        if not identified:
            note = "Only a tag is recorded, and tags move: it does not identify the image."
        known = image if found is None else _completed(image, image_of(found, image.reference))
        how = ASSUMED if assumed else LOCAL if found is not None else PULLED
        id_ = str(found.id) if found is not None else ""
        return ChosenImage(known, how, identified, answer.environment, id_, answer.by, note)

    def _find(self, image: Image, settings: str) -> tuple[EngineImage | None, str]:
        if image.id and (found := look_up(self._client, image.id)) is not None:
            return found, ""
        if image.digest:
            found = look_up(self._client, f"{_repository(image.reference)}@{image.digest}")
            if found is not None:
                return found, ""
        if image.diff_ids:
            for found in self._client.images.list():
                if _alike(found, image, settings):
                    return found, "Found by its layers and settings; the engine gives it another id."
        if not (image.id or image.digest or image.diff_ids):
            return look_up(self._client, image.reference), ""
        return None, ""

    def _pull(self, chosen: ChosenImage, progress: Progress) -> ChosenImage:
        from docker.errors import APIError

        name = f"{_repository(chosen.image.reference)}@{chosen.image.digest}"
        progress.step("image", message=f"Pulling {name}")
        try:
            found = self._client.images.pull(name)
        except APIError as error:
            raise ActionableError(
                f"The image cannot be pulled: {error.explanation or error}.",
                where=name,
                todo="Log in to the registry (docker login), or load it with --archive FILE.",
            ) from error
        return _settled(chosen, found, chosen.how if chosen.how == ASSUMED else PULLED)

    def _load(self, chosen: ChosenImage, archive: Path, progress: Progress) -> ChosenImage:
        from docker.errors import DockerException

        progress.step("image", message=f"Loading {archive}")
        try:
            with archive.open("rb") as stream:
                loaded = self._client.images.load(stream)
        except (OSError, DockerException) as error:
            raise ActionableError(
                f"The archive cannot be loaded: {error}.",
                where=str(archive),
                todo="Give a file that `docker save` wrote.",
            ) from error
        for found in loaded:
            if _same(found, chosen):
                return _settled(chosen, found, chosen.how if chosen.how == ASSUMED else ARCHIVE)
        raise ActionableError(
            "The archive holds another image than the recorded one.",
            where=str(archive),
            todo=f"The recorded one is {chosen.image.identity}.",
        )


@dataclass(frozen=True, slots=True)
class Engine:
    """A container engine that answers: what it is and what images it has."""

    facts: EngineFacts
    images: ImageFinder

    @classmethod
    def of(cls, client: DockerClient) -> Engine:
        """Ask a client's engine."""
        return cls(EngineFacts.of(client), ImageFinder(client))


def _settled(chosen: ChosenImage, found: EngineImage, how: str) -> ChosenImage:
    image = image_of(found, chosen.image.reference)
    if not _same(found, chosen):
        raise ActionableError(
            f"What came is another image than recorded: {image.id}.", where=chosen.image.identity
        )
    return replace(chosen, image=_completed(chosen.image, image), how=how, id=str(found.id))


def _same(found: EngineImage, chosen: ChosenImage) -> bool:
    """Whether it is the recorded image; engines with another image store give it another id."""
    wanted = chosen.image
    if not (wanted.id or wanted.digest or wanted.diff_ids):
        return True
    image = image_of(found, wanted.reference)
    return (
        (bool(wanted.id) and image.id == wanted.id)
        or (bool(wanted.digest) and image.digest == wanted.digest)
        or _alike(found, wanted, chosen.environment.facts.get(SETTINGS, ""))
    )


def _alike(found: EngineImage, wanted: Image, settings: str) -> bool:
    """Whether an image has the layers, and as far as they are recorded the settings, of another."""
    if not wanted.diff_ids or image_of(found, "").diff_ids != wanted.diff_ids:
        return False
    return not settings or settings_of(found) == settings


def _completed(recorded: Image, found: Image) -> Image:
    """Return what is recorded, with what the engine knows where the record is silent."""
    return Image(
        recorded.reference,
        recorded.id or found.id,
        recorded.digest or found.digest,
        recorded.diff_ids or found.diff_ids,
    )


def _repository(reference: str) -> str:
    """Return a reference without its tag and digest; a port is no tag."""
    name = reference.partition("@")[0]
    head, colon, tail = name.rpartition(":")
    return head if colon and "/" not in tail else name
