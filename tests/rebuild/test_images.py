"""Images by digest from a registry: Debian's docker-registry on the loopback."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.rebuild.images import image_of

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("engine")]


@pytest.fixture
def registry(tool: Callable[[str], Path], tmp_path: Path) -> Iterator[str]:
    """The address of a registry that is empty."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = tmp_path / "registry.yml"
    settings.write_text(
        f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {tmp_path / 'registry'}}}}}\n"
        f"http: {{addr: '127.0.0.1:{port}'}}\nlog: {{level: error}}\n"
    )
    with subprocess.Popen(
        [tool("docker-registry"), "serve", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _until_it_answers(f"http://127.0.0.1:{port}/v2/", process)
        yield f"127.0.0.1:{port}"
        process.terminate()


def _until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with opener.open(url, timeout=1):
                return
        except OSError:
            continue
    pytest.fail("the registry does not answer")


def test_an_image_that_is_gone_is_pulled_by_its_digest(
    registry: str,
    engine: DockerClient,
    other_image: str,
    record: Callable[..., Any],
    call: Callable[..., Any],
) -> None:
    name = f"{registry}/train"
    engine.images.get(other_image).tag(name, "1")
    engine.images.push(name, "1")
    image = image_of(engine.images.get(f"{name}:1"), f"{name}:1")
    assert image.digest.startswith("sha256:")
    project = record("open('model.bin', 'w').write('x')\n", image=f"{name}:1")
    engine.images.remove(image.id, force=True)

    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert (plan["image"]["how"], plan["image"]["here"], plan["missing"]) == ("pulled", False, [])
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done["verdict"], done["image"]["how"]) == ("identical", "pulled")
    assert done["image"]["digest"] == image.digest
    assert engine.images.get(image.id)

    engine.images.remove(image.id, force=True)
    engine.images.get("forebear-sample:1").tag(name, "1")
    engine.images.push(name, "1")  # the tag moves; the digest still names the old one
    engine.images.remove(f"{name}:1")
    again = call(project.root, "rebuild", project.ref)
    assert (again["verdict"], again["image"]["how"]) == ("identical", "pulled")


def test_a_digest_that_no_registry_has_blocks(
    registry: str, record: Callable[..., Any], call: Callable[..., Any]
) -> None:
    project = record("open('model.bin', 'w').write('x')\n")
    nowhere = f"{registry}/gone@sha256:{'1' * 64}"
    assert call(project.root, "assign", nowhere, "--run", project.ref, "--by", "Ada").code == 0
    shown = call(project.root, "show", project.ref)
    assert [each["origin"] for each in shown["environments"]] == ["recorded", "assumed"]
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done["image"]["how"] == "local", "what was recorded goes before what is assumed"
