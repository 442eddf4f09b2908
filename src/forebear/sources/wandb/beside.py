"""The files beside a `.wandb` file. Most runs have few of them, and what they say the log says too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml
from forebear.sources.kept_patch import Patch
from forebear.sources.packages.files import read_package_file
from forebear.sources.wandb.folder import BESIDE, RunFolder


@dataclass(slots=True)
class Beside:
    """What the files of a run's folders hold; of a run that was resumed the later folder counts."""

    config: Mapping[str, object] = field(default_factory=dict)
    summary: Mapping[str, object] = field(default_factory=dict)
    metadata: Mapping[str, object] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    patch: Patch | None = None

    def read(self, folder: RunFolder, refuse: Callable[[str, str], None]) -> None:
        """Take what a folder holds; `refuse` is told which file cannot be read, and why."""
        for name in BESIDE:
            try:
                content = folder.content(name)
                if content is not None:
                    self.take(name, content, str(folder.path / "files" / name))
            except (OSError, UnreadableError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
                refuse(name, reason)

    def take(self, name: str, content: bytes, place: str = "") -> None:
        """Take one of the files; `place` is where it is here. Raises UnreadableError for what it is not."""
        match name:
            case "config.yaml":
                self._config(content)
            case "wandb-summary.json":
                self.summary = as_mapping(_json(content))
            case "wandb-metadata.json":
                self.metadata = as_mapping(_json(content))
            case "requirements.txt":
                self._requirements(content)
            case "diff.patch" if content:
                self.patch = Patch.of(content, place)

    def _config(self, content: bytes) -> None:
        """Each value is in a mapping of its own, with what it is for: `lr: {desc: null, value: 0.1}`."""
        self.config = unwrapped(as_mapping(load_yaml(decoded(content))))

    def _requirements(self, content: bytes) -> None:
        file = read_package_file("requirements.txt", content)
        if file.problem:
            raise UnreadableError(file.problem)
        self.packages = {each.name: each.version for each in file.packages if each.version}


def unwrapped(config: Mapping[str, object]) -> dict[str, object]:
    """Return a configuration of which each value is in a mapping of its own, without W&B's own."""
    return {
        name: value["value"]
        for name, value in config.items()
        if name != "_wandb" and isinstance(value, Mapping) and "value" in value
    }


def _json(content: bytes) -> object:
    try:
        value: object = json.loads(decoded(content))
    except RecursionError as error:
        raise UnreadableError("it is nested too deep") from error
    except ValueError as error:
        raise UnreadableError(f"it is no JSON ({error})") from error
    return value
