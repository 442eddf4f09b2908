"""What an image's own layers and configuration say, as values of an environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from forebear.compare.version import Contents, label
from forebear.lineage.words import Image
from forebear.sources.guarded import Slot, guarded
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.library import Absent

Images = Mapping[str, "ImageContents | Absent"]
"""What is known of an image, by its identity."""

ReadImage = Callable[[Image], "ImageContents | Absent"]

MOST_IMAGES = 12
"""More different images than these are not read for one comparison."""


def read_images(contents: Sequence[Contents], read: ReadImage) -> Images:
    """Read the images of the versions, where they have different ones: one alone says nothing."""
    images = {
        environment.image.identity: environment.image
        for content in contents
        for environment in content.environments.values()
        if environment and environment.image
    }
    if len(images) < 2:
        return {}
    found: dict[str, ImageContents | Absent] = {}
    for position, (identity, image) in enumerate(images.items()):
        if position < MOST_IMAGES:
            found[identity] = read(image)
        else:
            found[identity] = Absent(f"Only {MOST_IMAGES} images are read for one comparison.")
    return found


def image_notes(images: Images) -> tuple[str, ...]:
    """Say of each image whose contents are not or only in part known why, and what can be done."""
    notes = []
    for identity, found in images.items():
        if isinstance(found, Absent):
            notes.append(f"What the image {identity} holds is not known. {found}")
        else:
            notes += [
                f"The image {identity} was not read whole, so its packages are not compared: {problem}."
                for problem in found.problems
            ]
    return tuple(notes)


def image_values(image: ImageContents) -> dict[Slot, tuple[str, str]]:
    """Return the rows that an image gives; its packages only where it was read whole."""
    found: dict[Slot, tuple[str, str]] = {}
    if image.diff_ids:
        found["layers", "", "layers"] = (f"{len(image.diff_ids)} layers", " ".join(image.diff_ids))
    for name, value in image.settings.items():
        found["docker", "", name] = guarded(name, value)
    if image.problems:
        return found
    for name, value in _release(image.release):
        found["os", "", name] = (value, value)
    for name, value in image.cuda.items():
        found["cuda", "", name] = (value, value)
    for name, value in image.packages.items():
        found["package", "", name] = (value, value)
    return found


def _release(release: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if name := release.get("PRETTY_NAME") or release.get("NAME"):
        yield "release", name
    for key in ("VERSION_ID", "VARIANT", "BUILD_ID"):
        if release.get(key):
            yield key.lower(), release[key]


def layer_texts(keys: Sequence[str | None]) -> tuple[str | None, ...]:
    """Say how many layers each image has, and how many of the lowest are those of an earlier version."""
    stacks = [key.split() if key is not None else None for key in keys]
    texts: list[str | None] = []
    for position, stack in enumerate(stacks):
        if stack is None:
            texts.append(None)
            continue
        count = f"{len(stack)} layer{'s' if len(stack) != 1 else ''}"
        first = next((place for place in range(position) if stacks[place]), None)
        if first is None:
            texts.append(count)
            continue
        below = stacks[first] or []
        shared = sum(takewhile(bool, (one == other for one, other in zip(below, stack, strict=False))))
        if shared == len(stack) == len(below):
            texts.append(f"{count}, all as in {label(first)}")
        elif shared:
            texts.append(f"{count}, the first {shared} as in {label(first)}")
        else:
            texts.append(f"{count}, all other than in {label(first)}")
    return tuple(texts)


def archives_below(folder: Path) -> tuple[Path, ...]:
    """Return the archives of images that a person put into a project's `.forebear/archives/`, and what
    `forebear keep` has kept beside them.
    """
    kept = folder / "images"
    own = (kept,) if (kept / "index.json").is_file() else ()
    try:
        put = sorted(path for path in (folder / "archives").iterdir() if not path.is_symlink())
    except OSError:
        put = []
    return (*own, *put)
