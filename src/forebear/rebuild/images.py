"""Finds the image a run ran in, from the surest way down. A tag alone never identifies: tags move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.answers import RanInAnswer
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Environment, Image, Origin
from forebear.rebuild.sentences import Planned
from forebear.rebuild.troubles import OTHER_WAYS, image_gone
from forebear.sources.docker.engine import EngineFacts, every_image
from forebear.sources.docker.identity import (
    BY_DIGEST,
    BY_LAYERS,
    DIGESTS,
    SETTINGS,
    Identity,
    diff_ids_of,
    identity_of,
    identity_on_engine,
    known_by,
)

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage

    from forebear.rebuild.archives.held import HeldImage
    from forebear.rebuild.archives.keeping import KeptImages
    from forebear.rebuild.recipes import Recipe

LOCAL, PULLED, ARCHIVE = "local", "pulled", "archive"
RECONSTRUCTED, ASSUMED = "reconstructed", "assumed"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to an image, which a person may choose: `option` of the command, `how` it is then called,
    and what is `said` of it.
    """

    option: str
    how: str
    said: str


@dataclass(frozen=True, slots=True)
class ChosenImage:
    """The image to rebuild in.

    `image` says all that is known of it, `id` is what the engine calls it ("" until it is there), `how` one
    of local, pulled, archive, reconstructed, assumed; `identified` whether more than a tag vouches for it;
    `by` who assumed it. `source` says where it comes from, `size` its bytes where known, `known_by` by what
    it is identified, `alternatives` what a person may choose instead; `recipe` is how it is made where it is
    reconstructed.
    """

    image: Image
    how: str
    identified: bool
    environment: Environment
    id: str = ""
    by: str = ""
    note: str = ""
    source: str = ""
    size: int | None = None
    known_by: str = ""
    alternatives: tuple[Alternative, ...] = ()
    recipe: Recipe | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether it is the very image that was recorded, not one that a person chose."""
        return self.how in (LOCAL, PULLED, ARCHIVE) and self.identified

    @property
    def can_be_had(self) -> bool:
        """Whether there is a place to take it from."""
        return bool(self.id or self.source)

    @property
    def identity(self) -> Identity:
        """All that identifies it."""
        return identity_of(self.image, self.environment.facts)


def image_of(found: EngineImage, reference: str) -> Image:
    """Return what the engine says of an image; the digest is that of the reference's repository, if any."""
    attrs = cast("dict[str, object]", found.attrs)
    digests = [str(each) for each in cast("list[str]", attrs.get("RepoDigests") or [])]
    repository = Image(reference).repository
    mine = [each for each in digests if each.partition("@")[0].removeprefix("localhost/") == repository]
    digest = (mine or digests or ["@"])[0].partition("@")[2]
    return Image(reference, str(found.id), digest, diff_ids_of(found))


def platform_of(found: EngineImage) -> str:
    """Return the platform of an image, like `linux/amd64`."""
    attrs = cast("dict[str, str]", found.attrs)
    return f"{attrs.get('Os', '')}/{attrs.get('Architecture', '')}"


def look_up(client: DockerClient, reference: str) -> EngineImage | None:
    """Return the image of a name, an id or `name@digest` that the engine has, None where it has none."""
    from docker.errors import APIError, ImageNotFound, NullResource

    try:
        return client.images.get(reference)
    except (ImageNotFound, NullResource):
        return None
    except APIError as error:
        if error.status_code == 400:  # what a record calls a reference need not be one
            return None
        raise


class ImageFinder:
    """Finds images on one engine of a `platform` ("" = not asked), and among those that were kept."""

    def __init__(self, client: DockerClient, kept: KeptImages | None = None, platform: str = "") -> None:
        self._client = client
        self._kept = kept
        self._platform = platform

    def choose(self, environments: Sequence[RanInAnswer]) -> ChosenImage | None:
        """Return the best image of a run's environments, recorded before assumed; None where none names one.

        Nothing is pulled or loaded: an image that has to be comes without `id`.
        """
        candidates = [answer for answer in environments if answer.environment.image is not None]
        chosen = [self._choose(answer) for answer in candidates]
        near = [each for each in chosen if each.id or (each.source and each.how != PULLED)]
        return min(near or chosen[:1], key=lambda each: (each.how == ASSUMED, not each.id), default=None)

    def has(self, reference: str) -> bool:
        """Whether the engine has an image of this name."""
        return look_up(self._client, reference) is not None

    def given(self, reference: str, by: str, recorded: Environment | None = None) -> ChosenImage:
        """Return an image that a person names for this one rebuild; all else is as `recorded`."""
        found = look_up(self._client, reference)
        if found is not None:
            image = image_of(found, reference)
            return self._seen(
                ChosenImage(image, ASSUMED, True, otherwise(recorded, image), str(found.id), by), found
            )
        held = self._held(Identity(frozenset({reference})))
        if held is not None:
            image = Image(reference, held.id, diff_ids=held.identity.diff_ids)
            own = otherwise(recorded, image)
            return ChosenImage(
                image, ASSUMED, True, own, by=by, source=_KEPT, size=held.size, known_by=known_by(own)
            )
        raise ActionableError(
            "The engine has no such image.", where=reference, todo=f"Get it: docker pull {reference}"
        )

    def obtain(self, chosen: ChosenImage, archive: Path | None, progress: Progress) -> ChosenImage:
        """Return the image with its `id`: as it is here, from the archive, as it was kept, or pulled.

        What is kept goes before what a registry has: both are checked alike, and it needs no network. Raises
        ActionableError where it cannot be had or is another than recorded.
        """
        if chosen.id and look_up(self._client, chosen.id) is not None:
            return chosen
        if archive is not None:
            return self._load(chosen, archive, progress)
        held = self._held(chosen.identity)
        if held is not None:
            return self._give(chosen, held, progress)
        if chosen.id and not chosen.image.digest:  # it was here when the plan was made
            raise image_gone(f"{chosen.image.reference} ({chosen.image.identity})")
        if not chosen.image.digest:
            raise ActionableError(
                "The image is not on this machine, and no digest to pull it by is recorded.",
                where=chosen.image.identity,
                todo=OTHER_WAYS.removeprefix("Or ").capitalize(),
            )
        return self._pull(chosen, progress)

    def _choose(self, answer: RanInAnswer) -> ChosenImage:
        image = cast("Image", answer.environment.image)
        assumed = answer.origin is Origin.ASSUMED
        identity = identity_of(image, answer.environment.facts)
        found, note = self._find(image, identity)
        held = self._held(identity) if found is None else None
        if held is not None:  # the engine may have it under a name that only what was kept remembers
            found, note = self._find(image, held.identity)
        if not identity:
            note = Planned.ONLY_TAG.said()
        chosen = ChosenImage(
            image,
            ASSUMED if assumed else LOCAL,
            bool(identity),
            answer.environment,
            by=answer.by,
            note=note,
            known_by=known_by(answer.environment),
        )
        if found is not None:
            known = _completed(image, image_of(found, image.reference))
            return self._seen(replace(chosen, image=known, id=str(found.id)), found)
        if held is not None:
            return replace(
                chosen, how=ASSUMED if assumed else ARCHIVE, source=_KEPT, size=held.size,
                note=_elsewhere(held.platform, self._platform),
            )  # fmt: skip
        source = f"{image.repository}@{image.digest}" if image.digest else ""
        return replace(chosen, how=ASSUMED if assumed else PULLED, source=source)

    def _seen(self, chosen: ChosenImage, found: EngineImage) -> ChosenImage:
        """Complete what is chosen with what the engine says of it."""
        other = _elsewhere(platform_of(found), self._platform)
        return replace(
            chosen,
            source="this engine",
            size=int(found.attrs.get("Size") or 0) or None,
            known_by=chosen.known_by or known_by(replace(chosen.environment, image=chosen.image)),
            note=" ".join(filter(None, (chosen.note, other))),
        )

    def _find(self, image: Image, identity: Identity) -> tuple[EngineImage | None, str]:
        if not identity:
            return look_up(self._client, image.reference), ""
        digests = sorted(identity.digests, key=lambda digest: digest != image.id)
        for name in (*digests, *(f"{image.repository}@{digest}" for digest in digests)):
            found = look_up(self._client, name) if ":" in name else None
            if found is not None and identity.same_as(identity_on_engine(found)):
                return found, ""
        for found in every_image(self._client) if identity.diff_ids else ():
            match identity.same_as(identity_on_engine(found)):
                case "":
                    continue
                case by:
                    return found, _NOTES.get(by, "")
        return None, ""

    def _held(self, identity: Identity) -> HeldImage | None:
        return self._kept.find(identity) if self._kept is not None and identity else None

    def _pull(self, chosen: ChosenImage, progress: Progress) -> ChosenImage:
        from forebear.rebuild.pulling import pull

        name = f"{chosen.image.repository}@{chosen.image.digest}"
        recorded = chosen.environment.platform
        pull(self._client, name, recorded if recorded != self._platform else "", progress)
        found = look_up(self._client, name)
        if found is None:
            raise image_gone(name)
        return _settled(chosen, found, how=PULLED, source=name, proven=identity_on_engine(found))

    def _load(self, chosen: ChosenImage, archive: Path, progress: Progress) -> ChosenImage:
        from forebear.rebuild.archives.held import held_images, pick
        from forebear.rebuild.archives.opened import open_archive

        with open_archive(archive, progress) as opened:
            held = pick(held_images(opened), chosen.identity, chosen.image.reference)
            return self._give(chosen, held, progress)

    def _give(self, chosen: ChosenImage, held: HeldImage, progress: Progress) -> ChosenImage:
        """Load an image that is in an archive, and take the engine's word for nothing."""
        from forebear.rebuild.archives.loading import load

        for name in (*load(self._client, held, progress), held.id):
            found = look_up(self._client, name)
            if found is not None and held.identity.same_as(identity_on_engine(found)):
                return _settled(chosen, found, how=ARCHIVE, source=held.archive.where, proven=held.identity)
        raise image_gone(f"{chosen.image.reference} ({held.id})")


_KEPT = "kept by Forebear in .forebear/images"
_NOTES = {
    BY_DIGEST: "",
    BY_LAYERS: Planned.BY_LAYERS.said(),
    "layers": Planned.BY_LAYERS_ALONE.said(),
}


@dataclass(frozen=True, slots=True)
class Engine:
    """A container engine that answers: what it is and what images it has."""

    facts: EngineFacts
    images: ImageFinder

    @classmethod
    def of(cls, client: DockerClient, private: Path | None = None) -> Engine:
        """Ask a client's engine; `private` is the project's `.forebear/`, where images may be kept."""
        from forebear.rebuild.archives.keeping import KeptImages

        facts = EngineFacts.of(client)
        kept = KeptImages(private) if private is not None else None
        return cls(facts, ImageFinder(client, kept, facts.platform))


def otherwise(recorded: Environment | None, image: Image) -> Environment:
    """Return a recorded environment with another image: variables stay, what the image held does not."""
    if recorded is None:
        return Environment(image)
    facts = {name: fact for name, fact in recorded.facts.items() if name not in (SETTINGS, DIGESTS)}
    return replace(recorded, image=image, packages={}, facts=facts)


def from_archive(chosen: ChosenImage, archive: Path, missing: list[str]) -> ChosenImage:
    """Return an image that a person has an archive of; what is wrong with the file's path goes to `missing`.

    Whether it holds the recorded image is seen when it is loaded.
    """
    if not archive.exists():
        missing.append(f"{Planned.NO_ARCHIVE.said(path=archive)} {Planned.GIVE_ARCHIVE.said()}")
    return replace(
        chosen,
        how=ASSUMED if chosen.how == ASSUMED else ARCHIVE,
        source=str(archive),
        size=archive.stat().st_size if archive.is_file() else None,
    )


def _settled(
    chosen: ChosenImage, found: EngineImage, *, how: str, source: str, proven: Identity
) -> ChosenImage:
    """Return the image as the engine has it; `proven` is what it was shown to be."""
    image = image_of(found, chosen.image.reference)
    wanted = chosen.identity
    if wanted and not wanted.same_as(proven):
        raise ActionableError(
            f"What came is another image than recorded: {image.id}.",
            where=f"{source}; recorded: {chosen.image.identity}",
            todo=f"Ask whoever made it for the recorded one. {OTHER_WAYS}",
        )
    return replace(
        chosen,
        image=_completed(chosen.image, image),
        how=ASSUMED if chosen.how == ASSUMED else how,
        id=str(found.id),
        source=source,
    )


def _completed(recorded: Image, found: Image) -> Image:
    """Return what is recorded, with what the engine knows where the record is silent."""
    return Image(
        recorded.reference,
        recorded.id or found.id,
        recorded.digest or found.digest,
        recorded.diff_ids or found.diff_ids,
    )


def _elsewhere(image: str, engine: str) -> str:
    """Say that an image is for another platform than the engine's; "" where it is not."""
    if not engine or not image.strip("/") or image.split("/")[:2] == engine.split("/")[:2]:
        return ""
    return Planned.OTHER_PLATFORM.said(image=image, engine=engine)
