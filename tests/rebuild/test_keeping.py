"""`forebear keep` on a real engine: what was kept is there when the engine has lost it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.compare.environment_images import archives_below
from forebear.lineage.answers import Node, RanInAnswer
from forebear.lineage.errors import CancelledError
from forebear.lineage.words import Environment, Image, NodeKind, Origin
from forebear.rebuild.archives.keeping import KeptImages
from forebear.rebuild.archives.loading import load
from forebear.rebuild.images import ChosenImage, Engine, image_of
from forebear.sources.docker.engine import every_image
from forebear.sources.docker.identity import (
    SETTINGS,
    Identity,
    diff_ids_of,
    identity_facts,
    identity_of,
    identity_on_engine,
    settings_of,
)
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.library import ImageLibrary

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Record = Callable[..., Any]

SCRIPT = "import os\nopen('model.bin', 'w').write(str(os.environ.get('OTHER')))\n"


def blobs(root: Path) -> set[Path]:
    return set((root / ".forebear" / "images" / "blobs" / "sha256").iterdir())


def incoming(root: Path) -> list[Path]:
    return list((root / ".forebear" / "images").glob("incoming-*"))


def test_an_image_that_the_engine_lost_is_rebuilt_from_what_was_kept(
    record: Record, call: Call, engine: DockerClient, other_image: str, base_image: str
) -> None:
    project = record(SCRIPT, image=other_image)
    id_ = str(engine.images.get(other_image).id)
    done = call(project.root, "keep", project.ref)
    assert (done.code, done["kept"]["id"], done["kept"]["reference"]) == (0, id_, other_image)
    assert done["added"] > done["kept"]["size"] > 0
    assert call(project.root, "keep", project.ref)["added"] == 0

    base = call(project.root, "keep", "--image", base_image)
    assert base["added"] < 100_000, "they share the layer that is nearly all of them"
    listed = call(project.root, "keep", "--list")
    assert listed["disk"] == done["added"] + base["added"]
    assert {each["reference"] for each in listed["images"]} == {other_image, base_image}
    assert call(project.root, "keep", "--check").code == 0

    engine.images.remove(id_, force=True)
    private = project.root / ".forebear"
    contents = ImageLibrary(private, None, archives_below(private)).read(Image(other_image, id_))
    assert isinstance(contents, ImageContents)
    assert contents.settings["Env.OTHER"] == "yes"
    assert contents.packages, "what it holds is known without an engine"
    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert (plan.code, plan["image"]["how"], plan["image"]["here"]) == (0, "archive", False)
    assert "kept by Forebear" in plan["image"]["source"]
    assert plan["image"]["identified_by"] == f"config digest {id_}"
    again = call(project.root, "rebuild", project.ref, "--yes")
    assert (again["verdict"], again["image"]["how"], again["image"]["recorded"]) == (
        "identical",
        "archive",
        True,
    )
    assert engine.images.get(id_)


def test_a_layout_and_docker_save_are_archives_of_the_same_image(
    record: Record, call: Call, engine: DockerClient, other_image: str, tmp_path: Path
) -> None:
    project = record(SCRIPT, image=other_image)
    image = engine.images.get(other_image)
    saved = tmp_path / "image.tar"
    with saved.open("wb") as file:
        file.writelines(image.save())
    kept = call(project.root, "keep", "--archive", saved)
    assert kept["kept"]["id"] == image.id
    before = blobs(project.root)
    assert call(project.root, "keep", other_image, "--image", other_image).code == 2
    assert call(project.root, "keep", "--image", other_image)["added"] == 0
    assert blobs(project.root) == before, "another tar of the same image is the same contents"

    layout = (project.root / ".forebear" / "images").rename(tmp_path / "layout")
    engine.images.remove(str(image.id), force=True)
    assert call(project.root, "rebuild", project.ref, "--yes").code == 3
    done = call(project.root, "rebuild", project.ref, "--archive", layout)
    assert (done["verdict"], done["image"]["how"], done["image"]["recorded"]) == (
        "identical",
        "archive",
        True,
    )


def test_an_image_recorded_under_containerd_s_names_is_found_by_its_layers_and_settings(
    engine: DockerClient, other_image: str
) -> None:
    found = engine.images.get(other_image)
    manifest = f"sha256:{'3' * 64}"  # what an engine with containerd's store calls the very same image

    def choose(settings: str) -> ChosenImage:
        image = Image(other_image, manifest, manifest, diff_ids_of(found))
        facts = {SETTINGS: settings, "image store": "containerd overlayfs"}
        node = Node(1, NodeKind.ENVIRONMENT, "key", "name", Origin.RECORDED)
        answer = RanInAnswer(node, Environment(image, facts=facts), Origin.RECORDED)
        chosen = Engine.of(engine).images.choose([answer])
        assert chosen is not None
        assert chosen.known_by == f"manifest digest {manifest}"
        return chosen

    chosen = choose(settings_of(found))
    assert (chosen.how, chosen.id, chosen.is_recorded) == ("local", found.id, True)
    assert "layers and settings" in chosen.note
    other = choose("0" * 16)
    assert (other.how, other.id) == ("pulled", ""), "the same layers with other settings are another image"


def test_what_containerd_s_store_says_of_an_image() -> None:
    """As Docker 29 answers; the engine of this machine knows no such store."""
    from docker.models.images import Image as EngineImage

    index, manifest, other = (f"sha256:{digit * 64}" for digit in "123")
    found = EngineImage(
        attrs={
            "Id": index,
            "RepoDigests": [f"train@{index}", f"registry.example.org/train@{other}"],
            "Descriptor": {
                "mediaType": "application/vnd.oci.image.index.v1+json",
                "digest": index,
                "size": 9,
            },
            "RootFS": {"Type": "layers", "Layers": [manifest]},
            "Config": {"Env": ["PATH=/bin"]},
        }
    )
    identity = identity_on_engine(found)
    assert identity.digests == {index, other}
    assert image_of(found, "train:1") == Image("train:1", index, index, (manifest,))
    recorded = identity_of(Image("train:1", index, index), identity_facts(found))
    assert recorded.same_as(identity) == "digest"
    classic = EngineImage(
        attrs={**found.attrs, "Id": f"sha256:{'4' * 64}", "RepoDigests": [], "Descriptor": None}
    )
    of_classic = identity_of(image_of(classic, "train:1"), identity_facts(classic))
    assert of_classic.same_as(identity) == "layers and settings"


class Impatient:
    """A person who stops the work after some steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self, *_said: object, **_more: object) -> None:
        self._left -= 1
        if self._left < 0:
            raise CancelledError("Cancelled.")

    def log(self, *_said: object) -> None:
        """Say nothing."""


def test_loading_can_be_stopped_and_leaves_nothing(
    record: Record, call: Call, engine: DockerClient, other_image: str
) -> None:
    project = record(SCRIPT, image=other_image)
    call(project.root, "keep", project.ref)
    id_ = str(engine.images.get(other_image).id)
    engine.images.remove(id_, force=True)
    kept = KeptImages(project.root / ".forebear")
    held = kept.find(Identity(frozenset({id_})))
    assert held is not None
    with pytest.raises(CancelledError):
        load(engine, held, Impatient(5))
    assert Engine.of(engine).images.has(id_) is False


def test_names_that_are_none_find_nothing(engine: DockerClient) -> None:
    for name in ("", "@", "a b", "UPPER//", "sha256:", "x" * 300, "a@sha256:1"):
        assert Engine.of(engine).images.has(name) is False


def test_a_blob_that_was_damaged_is_never_used(
    record: Record, call: Call, engine: DockerClient, other_image: str
) -> None:
    project = record(SCRIPT, image=other_image)
    call(project.root, "keep", project.ref)
    largest = max(blobs(project.root), key=lambda path: path.stat().st_size)
    largest.chmod(0o644)
    with largest.open("r+b") as file:
        file.seek(1 << 20)
        file.write(b"spoilt")
    checked = call(project.root, "keep", "--check")
    assert checked.code == 1
    assert "not those of their digest" in checked["images"][0]["damaged"]
    id_ = str(engine.images.get(other_image).id)
    healed = call(project.root, "keep", project.ref)
    assert healed.code == 0
    assert call(project.root, "keep", "--check").code == 0

    largest.chmod(0o644)
    with largest.open("r+b") as file:
        file.seek(1 << 20)
        file.write(b"spoilt")
    engine.images.remove(id_, force=True)
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done.code, done["ended"]) == (3, "blocked")
    assert "not those of their digest" in done["missing"][0]
    assert not [each for each in every_image(engine) if each.id == id_]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_keeping_that_is_stopped_half_way_leaves_no_entry(
    record: Record, call: Call, base_image: str, number: signal.Signals
) -> None:
    project = record("open('model.bin', 'w')\n")
    words = [sys.executable, "-m", "forebear", "keep", "--image", base_image]
    with subprocess.Popen(
        words, cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while not any(
            path.stat().st_size > 1 << 20 for place in incoming(project.root) for path in place.iterdir()
        ):
            assert process.poll() is None, "it was done before it could be stopped"
            assert time.monotonic() < deadline
        process.send_signal(number)
    assert process.returncode == (4 if number == signal.SIGINT else -number)
    assert bool(incoming(project.root)) is (number == signal.SIGKILL)
    assert call(project.root, "keep", "--list")["images"] == []
    assert call(project.root, "keep", "--image", base_image).code == 0
    assert not incoming(project.root)
    assert call(project.root, "keep", "--check").code == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for little."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_disk_that_is_too_full(call: Call, small_disk: Path, base_image: str) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=small_disk, check=True)
    done = call(small_disk, "keep", "--image", base_image)
    assert done.code == 3
    assert "too full to keep the image" in done["error"]["what"]
    assert done["error"]["todo"]
    assert not incoming(small_disk)


def test_what_there_is_nothing_to_keep_of(
    record: Record, call: Call, engine: DockerClient, other_image: str
) -> None:
    project = record(SCRIPT, image=other_image)
    engine.images.remove(other_image, force=True)
    gone = call(project.root, "keep", project.ref)
    assert gone.code == 3
    assert "does not have this run's image" in gone["error"]["what"]
    assert "no such image" in call(project.root, "keep", "--image", "nobody/made:this")["error"]["what"]
    assert call(project.root, "keep").code == 2
    assert call(project.root, "keep", "--list")["images"] == []
