"""How an image could be made again from what a commit holds: its Dockerfile, lock or environment files.

What comes out is another image than the recorded one, and is called reconstructed everywhere: base images
move, and package servers forget. https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Environment, Image
from forebear.rebuild.sentences import Planned
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.trees import TreeReader
from forebear.sources.packages.dockerfile import read_dockerfile

_FROM = re.compile(r"^(?P<before>[ \t]*FROM[ \t]+(?:--platform=\S+[ \t]+)?)(?P<image>\S+)", re.I | re.M)
_DOCKERFILE = re.compile(r"(?:.*\.)?(?:dockerfile|containerfile)(?:\..+)?", re.I)
_PLACE = "/opt/forebear"  # where a generated image keeps the commit's files
_VENV = "ENV UV_PROJECT_ENVIRONMENT=/opt/venv VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH"

# The surest first: exact Dockerfiles, then locks, then what says ranges.
_POETRY = "pip install poetry && poetry config virtualenvs.create false && poetry install --no-root"
_CONDA, _PYTHON = "condaforge/miniforge3", "python:{version}-slim"
_LOCKS = (
    (r"conda-lock\.ya?ml", _CONDA, "pip install conda-lock && conda-lock install --name base {file}"),
    (r"uv\.lock", _PYTHON, "pip install uv && uv sync --frozen --no-install-project --all-groups"),
    (r"poetry\.lock", _PYTHON, _POETRY),
    (r"pdm\.lock", _PYTHON, "pip install pdm && pdm sync --no-self --global --project ."),
    (r"pipfile\.lock", _PYTHON, "pip install pipenv && pipenv sync --system"),
    (r"pylock(?:\.[^.]+)?\.toml", _PYTHON, "pip install --upgrade pip && pip install --requirement {file}"),
    (r".*(?:requirements|pip[-_]freeze).*\.(?:lock|txt)", _PYTHON, "pip install --requirement {file}"),
    (r"(?:environment|conda).*\.ya?ml", _CONDA, "conda env update --name base --file {file}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """A Dockerfile to build from a clean export of `commit`.

    `path` is the file of the commit that it is, or (`generated`) was made from; `bases` are the images it
    starts from; with `network` what it lacks is fetched. `notes` say what about it is not certain.
    """

    commit: str
    path: str
    text: str
    generated: bool
    bases: tuple[str, ...]
    network: bool = False
    notes: tuple[str, ...] = ()

    def lacks(self, has: Callable[[str], bool]) -> list[str]:
        """Say which images it starts from have to be brought here first; `has` asks the engine for one."""
        if self.network:
            return []
        return [
            Planned.BASE_GONE.said(path=self.path, image=base)
            for base in self.bases
            if "$" not in base and not has(base)
        ]


def files_at(trees: TreeReader, commit: str) -> tuple[str, ...]:
    """Return the files at the top of a commit that an image can be made from, the surest first."""
    names = sorted(trees.top(commit))
    dockerfiles = [name for name in names if _DOCKERFILE.fullmatch(name)]
    dockerfiles.sort(key=lambda name: name.lower() not in ("dockerfile", "containerfile"))
    locks = [name for form, _, _ in _LOCKS for name in names if re.fullmatch(form, name, re.I)]
    return tuple(dict.fromkeys((*dockerfiles, *locks)))


class RecipeFinder:
    """Finds recipes in one repository. `known` are images by their references, to start from as recorded."""

    def __init__(self, repository: GitRepository, trees: TreeReader, known: Mapping[str, Image]) -> None:
        self._repository = repository
        self._trees = trees
        self._known = known

    def recipe(self, commit: str, path: str, base: str, environment: Environment, *, network: bool) -> Recipe:
        """Return the recipe of a file (`path` "" = the surest there is) of a commit.

        `base` is the image that a generated Dockerfile starts from; "" derives it from the version of Python.
        Raises ActionableError where there is no such file.
        """
        path = path or next(iter(files_at(self._trees, commit)), "")
        content = self._repository.read(commit, path) if path else None
        if content is None:
            raise ActionableError(
                f"There is no {path}." if path else "No Dockerfile, lock or environment file is there.",
                where=f"commit {commit[:10]}",
                todo="Name one that the commit holds: --reconstruct FILE.",
            )
        text = content.decode("utf-8", "replace")
        if _DOCKERFILE.fullmatch(PurePosixPath(path).name):
            return self._dockerfile(commit, path, text, network=network)
        return self._generated(commit, path, base, environment, network=network)

    def _dockerfile(self, commit: str, path: str, text: str, *, network: bool) -> Recipe:
        notes: list[str] = []
        used: list[str] = []

        def pinned(match: re.Match[str]) -> str:
            image, pin = match["image"], self._pin(match["image"])
            if pin != image:
                used.append(pin)
                notes.append(Planned.BASE_PINNED.said(image=image, pin=pin))
            return match["before"] + pin

        bases = _bases(text)
        text = _FROM.sub(pinned, text)
        bases = tuple(dict.fromkeys(self._pin(base) for base in bases))
        notes += [
            Planned.BASE_MOVES.said(image=base) for base in bases if base not in used and "@" not in base
        ]
        return Recipe(commit, path, text, False, bases, network, tuple(notes))

    def _generated(
        self, commit: str, path: str, base: str, environment: Environment, *, network: bool
    ) -> Recipe:
        name = PurePosixPath(path).name
        found = next((each for each in _LOCKS if re.fullmatch(each[0], name, re.I)), None)
        if found is None or any(ord(letter) < 32 for letter in path):
            raise ActionableError(
                f"{path} is neither a Dockerfile nor a lock or environment file that is known here.",
                where=f"commit {commit[:10]}",
                todo="Name another one: --reconstruct FILE.",
            )
        _, usual, install = found
        version = self._python(commit, environment)
        chosen = self._pin(base or usual.format(version=version))
        folder = PurePosixPath(_PLACE, path).parent
        # The exec form needs no quoting whatever the file is called; the file is a word of its own.
        line = install.format(file='"$1"').replace("pip install", "python3 -m pip install --no-cache-dir")
        # Debian's Python takes packages only when it is told that nobody else manages them.
        words = json.dumps(
            ["/bin/sh", "-ec", f"export PIP_BREAK_SYSTEM_PACKAGES=1; {line}", "forebear", name]
        )
        inside = str(folder).replace("$", "\\$")
        lines = [
            f"# Generated from {shlex.quote(path)} of {commit[:10]}; it is no record of the image.",
            f"FROM {chosen}",
            f"COPY . {_PLACE}/",
            f"WORKDIR {inside}",
            *([_VENV] if "uv sync" in install else []),
            f"RUN {words}",
            "WORKDIR /",
        ]
        text = "".join(f"{line}\n" for line in lines)
        notes = [Planned.GENERATED.said()]
        if "@" not in chosen and not base:
            notes.append(Planned.BASE_GUESSED.said(image=chosen))
        if not network:
            notes.append(Planned.WITHOUT_NETWORK.said())
        return Recipe(commit, path, text, True, (chosen,), network, tuple(notes))

    def _python(self, commit: str, environment: Environment) -> str:
        """Return the version of Python: as recorded, as `.python-version` says, or a plain 3."""
        recorded = environment.packages.get("python", "")
        said = self._repository.read(commit, ".python-version") or b""
        for text in (recorded, said.decode("utf-8", "replace").strip()):
            match = re.match(r"(\d+\.\d+)", text)
            if match:
                return match[1]
        return "3"

    def _pin(self, image: str) -> str:
        """Return the image that was recorded under a name, by its digest or id; the name where none was."""
        known = self._known.get(image)
        if "@" in image or known is None:
            return image
        return f"{known.repository}@{known.digest}" if known.digest else known.id


def _bases(text: str) -> tuple[str, ...]:
    """Return the images that a Dockerfile starts from; stages of its own and `scratch` are none."""
    settings = read_dockerfile(text).settings or {}
    named = (value.partition(" for ")[0] for name, value in settings.items() if name.startswith("base image"))
    return tuple(dict.fromkeys(name for name in named if name != "scratch"))


def recorded_images(images: Iterable[Image]) -> dict[str, Image]:
    """Return what names stand for, where only one image was ever recorded under a name."""
    found: dict[str, Image] = {}
    for image in images:
        known = found.setdefault(image.reference, image)
        if known.identity != image.identity:
            found[image.reference] = Image(image.reference)  # it moved: then nothing is known
    return {name: image for name, image in found.items() if image.id or image.digest}
