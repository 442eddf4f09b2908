"""Images of a container engine that matter to a project: built from it, or named by its lineage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Image, Problem
from forebear.sources.docker.described import KIND, Origins, environment_of, facts_of, steps_of
from forebear.sources.docker.engine import connect
from forebear.sources.docker.identity import diff_ids_of, identity_facts
from forebear.sources.docker.listing import Listed, digest_of, listed
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.library import Absent, ImageLibrary

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.images import Image as EngineImage

_LARGEST = 4 << 30  # bytes; the packages of larger images are read when they are compared


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which images of an engine are read: those of `origins`, those `known` by id or digest, `named` ones.

    With `every` all are.
    """

    origins: Origins
    known: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    every: bool = False

    def __contains__(self, image: Listed) -> bool:
        names = {image.id, *(each.partition("@")[2] for each in image.digests)}
        return (
            self.every
            or bool(names & self.known)
            or bool({*names, *image.tags, *image.digests} & self.named)
            or self.origins.of(image.labels, image.tags) is not None
            or self.origins.mentions(image.labels)
        )


class DockerSource:
    """The images of one engine, at `host`, that are wanted.

    What they hold is kept in `private` once it was read; `state` is how the project's repository stood.
    """

    kind = KIND

    def __init__(
        self, location: str, host: str, wanted: Wanted, private: Path, state: Mapping[str, object]
    ) -> None:
        self.location = location
        self._host = host
        self._wanted = wanted
        self._private = private
        self._state = state

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the wanted images that are new since `since`; an image that is gone stays known."""
        state = {**(since or {}), **self._state}
        try:
            with connect(600, self._host) as client:
                yield from self._images(client, state, progress)
        except ActionableError as error:
            yield Problem(self.kind, self.location, str(error))
            return
        yield Solved(self.kind, self.location)
        if state != since:
            yield Checkpoint(self.kind, self.location, state)

    def _images(self, client: DockerClient, state: dict[str, object], progress: Progress) -> Iterator[Fact]:
        from docker.errors import DockerException

        every = listed(client.api.images())
        read = {str(each) for each in as_list(state.get("read"))}
        chosen = [image for image in every if image in self._wanted]
        library = ImageLibrary(self._private, lambda: client, (), progress)
        for done, image in enumerate(chosen, 1):
            if image.id in read:
                continue
            progress.step("images", done, len(chosen))
            try:
                found = client.images.get(image.id)
                yield from self._image(found, image, library)
            except (DockerException, OSError) as error:
                yield Problem(self.kind, f"{self.location} {image.id}", f"This image was not read: {error}.")
                continue
            yield Solved(self.kind, f"{self.location} {image.id}")
            read.add(image.id)
        state["read"] = sorted(read & {image.id for image in every})
        state["images"] = digest_of(every)
        state["known"] = sorted(self._wanted.known)

    def _image(self, found: EngineImage, image: Listed, library: ImageLibrary) -> Iterator[Fact]:
        attrs = cast("Mapping[str, object]", found.attrs)
        digest = next((each.partition("@")[2] for each in sorted(image.digests)), "")
        names = [*sorted(image.tags), *(each.partition("@")[0] for each in sorted(image.digests)), image.id]
        made = Image(names[0], image.id, digest, diff_ids_of(found))
        size = attrs.get("Size")
        contents: ImageContents | Absent | None = None
        if isinstance(size, int) and size <= _LARGEST:
            contents = library.read(made)
        facts = {
            **identity_facts(found),
            "created": str(attrs.get("Created") or ""),
            "size": f"{size} bytes" if isinstance(size, int) else "",
            "tags": " ".join(sorted(image.tags)),
            "platform": "/".join(
                str(attrs[key]) for key in ("Os", "Architecture", "Variant") if attrs.get(key)
            ),
            "history": steps_of(reversed([as_mapping(each) for each in found.history()])),
        }
        held = contents if isinstance(contents, ImageContents) else None
        for problem in held.problems if held else ():
            yield Problem(
                self.kind, f"{self.location} {image.id}", f"Of this image not all was read: {problem}."
            )
        environment = environment_of(made, held, as_mapping(attrs.get("Config")), facts)
        yield from facts_of(environment, self._wanted.origins.of(image.labels, image.tags))
