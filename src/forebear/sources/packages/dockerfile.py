"""What a Dockerfile declares: what it starts from, its variables and arguments, and how its image is run.

What it installs is known from the image it made. https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forebear.sources.packages.declared import PackageFile

_FROM = re.compile(
    r"(?:--platform=(?P<platform>\S+)\s+)?(?P<image>\S+)(?:\s+AS\s+(?P<stage>\S+))?\s*\Z", re.IGNORECASE
)
_PAIR = re.compile(r"""(?P<name>[^\s=]+)=(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*)""")
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::(?P<sign>[-+])(?P<word>[^}]*))?\}|(?P<bare>\w+))")
_HERE = re.compile(r"""<<-?["']?(?P<end>\w+)""")
_SAID = ("USER", "WORKDIR", "ENTRYPOINT", "CMD", "EXPOSE", "SHELL")


def read_dockerfile(text: str) -> PackageFile:
    """Read a Dockerfile or Containerfile; arguments with a default are put in where FROM uses them."""
    settings: dict[str, str] = {}
    stages: set[str] = set()
    stage = ""
    arguments: dict[str, str] = {}  # before the first FROM: those that FROM knows
    for word, rest in _instructions(text):
        if word == "FROM" and (match := _FROM.match(rest)):
            image = _filled(match["image"], arguments)
            stage = match["stage"] or ""
            if image.lower() not in stages:
                platform = f" for {match['platform']}" if match["platform"] else ""
                settings[_free(f"base image of {stage}" if stage else "base image", settings)] = (
                    image + platform
                )
            stages.add(stage.lower())
        elif word in ("ARG", "ENV"):
            kind = "argument" if word == "ARG" else "variable"
            for name, value in _pairs(rest, legacy=word == "ENV"):
                if word == "ARG" and not stages:
                    arguments[name] = value
                settings[_free(f"{kind} {name}{_of(stage)}", settings)] = value
        elif word in _SAID:
            name = f"{word.lower()}{_of(stage)}"
            # Of those that are set anew the last one counts.
            settings[name] = f"{settings[name]}, {rest}" if word == "EXPOSE" and name in settings else rest
    return PackageFile((), settings)


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each instruction with the rest of its line, continued lines joined, comments left out."""
    held = inside = ""
    for line in text.splitlines():
        stripped = line.strip()
        if inside:  # a document within the instruction
            inside = "" if stripped == inside else inside
            continue
        if stripped.startswith("#"):
            continue
        if stripped.endswith("\\"):
            held += stripped[:-1] + " "
            continue
        word, _, rest = (held + stripped).strip().partition(" ")
        held = ""
        if here := _HERE.search(rest):
            inside = here["end"]
        if word:
            yield word.upper(), " ".join(rest.split())


def _pairs(rest: str, *, legacy: bool) -> Iterator[tuple[str, str]]:
    """Yield names and values of ENV and ARG; `ENV NAME some words` is the old way to write one."""
    first = rest.partition(" ")[0]
    if "=" not in first:
        name, _, value = rest.partition(" ")
        yield (name, value if legacy else "")
        return
    for match in _PAIR.finditer(rest):
        value = match["value"]
        yield match["name"], value[1:-1] if value[:1] in ("'", '"') else value


def _filled(image: str, arguments: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        known = arguments.get(match["braced"] or match["bare"], "")
        if match["sign"] == "-":
            return known or match["word"]
        if match["sign"] == "+":
            return match["word"] if known else ""
        return known or match[0]

    return _VARIABLE.sub(value, image)


def _of(stage: str) -> str:
    return f" of {stage}" if stage else ""


def _free(name: str, settings: dict[str, str]) -> str:
    while name in settings:
        name += ", again"
    return name
