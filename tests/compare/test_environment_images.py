"""Images from their layers: real ones of the engine, archives of all kinds, and hostile ones."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from forebear.compare.comparison import EnvironmentRow, Version
from forebear.compare.environment import compare_environments
from forebear.compare.environment_images import image_notes, read_images
from forebear.compare.version import Contents, label
from forebear.lineage.words import Environment, Image, NodeKind
from forebear.sources.images.archive import read_archive, read_layout
from forebear.sources.images.contents import ImageContents
from forebear.sources.images.layers import LayerError, flattened, read_layer
from forebear.sources.images.library import Absent, ImageLibrary

if TYPE_CHECKING:
    from docker import DockerClient

STATUS = "var/lib/dpkg/status"
SITE = "usr/lib/python3/dist-packages"


def debian(**packages: str) -> bytes:
    return "".join(
        f"Package: {name}\nStatus: install ok installed\nVersion: {version}\n\n"
        for name, version in packages.items()
    ).encode()


def tar(files: dict[str, bytes | tuple[str, str]], *, gzipped: bool = False) -> bytes:
    """Pack files; a pair is a link: (kind, where to)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                entry.type = {"symlink": tarfile.SYMTYPE, "link": tarfile.LNKTYPE}[content[0]]
                entry.linkname = content[1]
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(buffer.getvalue()) if gzipped else buffer.getvalue()


def oci(layers: list[bytes], config: dict[str, object]) -> dict[str, bytes]:
    """The files of a layout in OCI's form."""
    blobs: dict[str, bytes] = {}

    def put(content: bytes, kind: str) -> dict[str, object]:
        digest = hashlib.sha256(content).hexdigest()
        blobs[f"blobs/sha256/{digest}"] = content
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}

    document = {"os": "linux", "architecture": "amd64", "config": config, "rootfs": {"diff_ids": []}}
    manifest = {
        "config": put(json.dumps(document).encode(), "application/vnd.oci.image.config.v1+json"),
        "layers": [put(layer, "application/vnd.oci.image.layer.v1.tar+gzip") for layer in layers],
    }
    index = {"manifests": [put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")]}
    return {**blobs, "index.json": json.dumps(index).encode(), "oci-layout": b"{}"}


def test_whiteouts_and_links_are_respected() -> None:
    low = tar(
        {
            STATUS: debian(a="1", b="1"),
            f"{SITE}/one-1.dist-info/METADATA": b"Name: one\nVersion: 1\n",
            f"{SITE}/two-2.dist-info/METADATA": b"Name: two\nVersion: 2\n",
            "opt/x/site-packages/three-3.dist-info/METADATA": b"Name: three\nVersion: 3\n",
            "etc/os-release": ("symlink", "../usr/lib/os-release"),
            "usr/lib/os-release": b"NAME=Low\n",
        }
    )
    high = tar(
        {
            STATUS: debian(a="2"),
            f"{SITE}/.wh.one-1.dist-info": b"",
            f"{SITE}/four-4.dist-info/METADATA": ("link", "root/.cache/elsewhere"),
            "opt/x/.wh..wh..opq": b"",
            "../../../usr/lib/os-release": b"NAME=High\n",
        }
    )
    seen = flattened([read_layer(io.BytesIO(low)), read_layer(io.BytesIO(high))])
    assert set(seen) == {
        f"{SITE}/four-4.dist-info/METADATA",
        f"{SITE}/two-2.dist-info/METADATA",
        "usr/lib/os-release",
        STATUS,
    }
    assert seen["usr/lib/os-release"] == b"NAME=High\n"
    assert seen[STATUS] == debian(a="2")


@pytest.mark.parametrize("gzipped", [True, False])
def test_layouts_of_oci_as_folder_and_as_tar(gzipped: bool, tmp_path: Path) -> None:
    layers = [tar({STATUS: debian(a="1")}, gzipped=gzipped), tar({"x": b""}, gzipped=gzipped)]
    files = oci(layers, {"Env": ["A=b", "CUDA_VERSION=12.4.1"], "Cmd": ["x"], "Labels": {"l": "v"}})
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    folder, packed = read_layout(tmp_path), read_archive(io.BytesIO(tar(dict(files))))
    assert folder == packed
    assert folder.packages == {"deb:a": "1"}
    assert folder.settings == {"Env.A": "b", "Env.CUDA_VERSION": "12.4.1", "Cmd": '["x"]', "Labels.l": "v"}
    assert folder.cuda == {"CUDA_VERSION": "12.4.1"}
    assert read_layout(tmp_path, folder.id) == folder
    with pytest.raises(LayerError, match="another image"):
        read_layout(tmp_path, "sha256:other")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        tar({"manifest.json": b"[{}]"}),
        tar({"manifest.json": b"[" * 100_000}),
        tar({"index.json": json.dumps({"manifests": [{"digest": "sha256:../../etc/passwd"}]}).encode()}),
        tar({"index.json": b"{}"})[:600],
    ],
)
def test_what_is_no_image_is_said(content: bytes) -> None:
    with pytest.raises(LayerError):
        read_archive(io.BytesIO(content))


def test_hostile_layers_are_a_sentence_and_take_no_memory() -> None:
    huge = tarfile.TarInfo("x")
    huge.type, huge.size = tarfile.XHDTYPE, 1 << 40
    for layer in (huge.tobuf(), tar({STATUS: b"x" * 5000})[:2000], b"\x28\xb5\x2f\xfd....."):
        found = read_archive(io.BytesIO(tar(dict(oci([layer], {})))))
        assert found.problems
        assert not found.packages
    too_large = tarfile.TarInfo(STATUS)
    too_large.size = 9 << 20
    whole = too_large.tobuf() + bytes(too_large.size) + bytes(1024)
    assert read_layer(io.BytesIO(whole)).skipped == 1


def ran(position: int, image: Image, **packages: str) -> Contents:
    version = Version(label(position), "x", "x", NodeKind.RUN)
    environment = Environment(image, packages=packages)
    return Contents(version, {}, {}, {}, {"train": environment}, frozenset(), frozenset())


def by_name(rows: tuple[EnvironmentRow, ...]) -> dict[str, EnvironmentRow]:
    return {row.name: row for row in rows}


def test_an_image_that_is_not_here_is_said_with_what_gets_it(tmp_path: Path) -> None:
    one = Image("r.example.org:5000/churn:1", digest="sha256:" + "1" * 64)
    contents = [ran(0, one), ran(1, Image("churn:2"))]
    images = read_images(contents, ImageLibrary(tmp_path, archives=(tmp_path / "none.tar",)).read)
    notes = " ".join(image_notes(images))
    assert f"docker pull r.example.org:5000/churn@{one.digest}" in notes
    assert "tags move" in notes
    rows, changed = compare_environments(contents, images)
    assert changed is True
    assert set(by_name(rows)) == {"image"}
    assert read_images([ran(0, one), ran(1, one)], ImageLibrary(tmp_path).read) == {}


@pytest.mark.docker
def test_two_real_images(engine: DockerClient, base_image: str, tmp_path: Path) -> None:
    context = {
        "Dockerfile": f"""FROM {base_image}
COPY six {SITE}/six-1.17.0.dist-info/METADATA
COPY two {SITE}/two-2.0.dist-info/METADATA
ENV API_TOKEN=secret MODE=fast
RUN rm -r {SITE.replace("usr", "/usr")}/two-2.0.dist-info
LABEL kind=test
CMD ["python3"]
""".encode(),
        "six": b"Name: six\nVersion: 1.17.0\n",
        "two": b"Name: two\nVersion: 2.0\n",
    }
    built, _ = engine.images.build(fileobj=io.BytesIO(tar(dict(context))), custom_context=True, rm=True)
    try:
        base = engine.images.get(base_image)
        asked: list[int] = []

        def client() -> DockerClient:
            asked.append(1)
            return engine

        images = [Image(base_image, str(base.id)), Image("churn", str(built.id))]
        library = ImageLibrary(tmp_path, client)
        found = [library.read(image) for image in images]
        assert all(isinstance(each, ImageContents) for each in found), found
        assert len(asked) == 2
        assert [library.read(image) for image in images] == found  # kept
        assert len(asked) == 2
        contents = [ran(position, image) for position, image in enumerate(images)]
        rows, _ = compare_environments(contents, read_images(contents, library.read))
        named = by_name(rows)
        assert named["six"].values == (None, "1.17.0")
        assert named["six"].change == "added"
        assert "two" not in named
        assert named["deb:libc6"].differs is False
        assert named["release"].differs is False
        assert named["layers"].values[1] == "4 layers, the first 1 as in A"
        assert named["Env.MODE"].values == (None, "fast")
        assert named["Env.API_TOKEN"].values == (None, "(hidden)")
        assert "secret" not in str(rows)
        command = ["dpkg-query", "-W", "-f", "${Package}\n"]
        said = engine.containers.run(base_image, command, remove=True).decode()
        names = {f"deb:{name}" for name in said.split()}
        assert isinstance(found[0], ImageContents)
        assert {name for name in found[0].packages if name.startswith("deb:")} == names
        saved = tmp_path / "saved.tar"
        with saved.open("wb") as out:
            out.writelines(built.save())
        again = ImageLibrary(tmp_path / "other", None, (saved,)).read(images[1])
        assert again == found[1]
        assert isinstance(ImageLibrary(tmp_path / "third").read(images[1]), Absent)
    finally:
        engine.images.remove(str(built.id), force=True)
