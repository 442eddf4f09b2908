"""What an image is and holds, as a plain value that can be kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from forebear.sources.dvc.values import as_list, as_mapping

FORMAT = 1
"""Rises when the reading changes, so that what was kept before is read again."""


@dataclass(frozen=True, slots=True)
class ImageContents:
    """An image, read without running it.

    `id` is the digest of its configuration, `diff_ids` of its uncompressed layers, the lowest first.
    `packages` maps a package (`deb:…`, `apk:…`, `rpm:…`, `conda:…`, Python's bare) to its version, `release`
    is os-release, `cuda` and `settings` map names to values (`Env.PATH`, `Entrypoint`, `Labels.x` …).
    `problems` say what could not be read.
    """

    id: str
    platform: str = ""
    diff_ids: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    release: Mapping[str, str] = field(default_factory=dict)
    cuda: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def of(cls, document: object) -> ImageContents | None:
        """Return what `document` made; None for one of another format."""
        kept = as_mapping(document)
        if kept.get("format") != FORMAT or not isinstance(kept.get("id"), str):
            return None

        def texts(name: str) -> dict[str, str]:
            return {key: str(value) for key, value in as_mapping(kept.get(name)).items()}

        return cls(
            str(kept["id"]),
            str(kept.get("platform", "")),
            tuple(map(str, as_list(kept.get("diff_ids")))),
            texts("packages"),
            texts("release"),
            texts("cuda"),
            texts("settings"),
            tuple(map(str, as_list(kept.get("problems")))),
        )


def image_settings(config: Mapping[str, object]) -> dict[str, str]:
    """Return the configuration that Docker starts a container with, flat: `Env.PATH`, `Cmd`, `Labels.x` …

    `config` is the `config` object of an image's configuration, or `Config` as the engine tells it.
    """
    found: dict[str, str] = {}
    for name in ("Entrypoint", "Cmd", "Shell", "OnBuild"):
        if config.get(name):
            words = config[name]
            found[name] = json.dumps(words) if isinstance(words, list) else str(words)
    for name in ("User", "WorkingDir", "StopSignal", "ArgsEscaped"):
        if config.get(name):
            found[name] = str(config[name])
    for line in as_list(config.get("Env")):
        variable, _, text = str(line).partition("=")
        found[f"Env.{variable}"] = text
    for label, value in as_mapping(config.get("Labels")).items():
        found[f"Labels.{label}"] = str(value)
    for name in ("ExposedPorts", "Volumes"):
        if config.get(name):
            found[name] = ", ".join(sorted(as_mapping(config[name])))
    if config.get("Healthcheck"):
        found["Healthcheck"] = str(config["Healthcheck"])
    return found


def cuda_facts(files: Mapping[str, bytes], settings: Mapping[str, str]) -> dict[str, str]:
    """Return CUDA's versions: of its own version file, and as NVIDIA's images set them."""
    found: dict[str, str] = {}
    for path, content in sorted(files.items()):
        if not path.startswith("usr/local/cuda"):
            continue
        folder = path.split("/")[2]
        if path.endswith(".txt"):
            found[folder] = content.decode("utf-8", "replace").strip()
            continue
        for part, said in as_mapping(_json(content)).items():
            if version := as_mapping(said).get("version"):
                found[f"{folder}: {part}"] = str(version)
    for name, value in settings.items():
        bare = name.removeprefix("Env.")
        if name != bare and (
            bare in ("CUDA_VERSION", "CUDNN_VERSION", "NCCL_VERSION", "NVIDIA_REQUIRE_CUDA")
            or (bare.startswith("NV_") and bare.endswith("_VERSION"))
        ):
            found[bare] = value
    return found


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
