"""Archives opened without an engine: what is taken, and what is refused with which words."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forebear.lineage.progress import Silent
from forebear.rebuild.archives.held import HeldImage, held_images, pick
from forebear.rebuild.archives.keeping import KeptImages
from forebear.rebuild.archives.loading import docker_tar
from forebear.rebuild.archives.opened import ArchiveError, leads_out, open_archive
from forebear.rebuild.archives.passing import PACKED_ERRORS, Sums
from forebear.sources.docker.identity import Identity

Packed = Callable[..., Path]
Entry = bytes | tuple[bytes, str]
"""A file's bytes, or the type of a link or device and where it leads."""


def tar_of(files: dict[str, Entry]) -> bytes:
    """Pack files, links and devices, under whatever names."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                entry.type, entry.linkname = content
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Layout:
    """An image in OCI's layout, to be spoilt before it is packed."""

    def __init__(
        self,
        layers: list[bytes],
        *,
        zipped: bool = True,
        variables: tuple[str, ...] = ("PATH=/bin",),
        platform: tuple[str, str] = ("linux", "amd64"),
    ) -> None:
        self.files: dict[str, Entry] = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
        self.layers = [gzip.compress(layer, mtime=0) if zipped else layer for layer in layers]
        kind = "application/vnd.oci.image.layer.v1.tar" + ("+gzip" if zipped else "")
        self.config = json.dumps(
            {
                "os": platform[0],
                "architecture": platform[1],
                "config": {"Env": list(variables)},
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer)}" for layer in layers]},
            }
        ).encode()
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": self.put(self.config, "application/vnd.oci.image.config.v1+json"),
                "layers": [self.put(layer, kind) for layer in self.layers],
            }
        ).encode()
        described = self.put(self.manifest, "application/vnd.oci.image.manifest.v1+json")
        self.files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [described]}).encode()

    def put(self, content: bytes, kind: str) -> dict[str, object]:
        self.files[f"blobs/sha256/{sha256(content)}"] = content
        return {"mediaType": kind, "digest": f"sha256:{sha256(content)}", "size": len(content)}

    @property
    def id(self) -> str:
        return f"sha256:{sha256(self.config)}"

    @property
    def digest(self) -> str:
        return f"sha256:{sha256(self.manifest)}"

    def blob(self, content: bytes) -> str:
        return f"blobs/sha256/{sha256(content)}"

    def unpack(self, folder: Path) -> Path:
        for name, content in self.files.items():
            assert isinstance(content, bytes)
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder


def files_of(number: int) -> bytes:
    """A layer with one file."""
    return tar_of({f"opt/{number}.txt": bytes([65 + number]) * 5000})


@pytest.fixture
def layout() -> Layout:
    return Layout([files_of(0), files_of(1)])


@pytest.fixture
def packed(tmp_path: Path) -> Callable[..., Path]:
    """Return `packed(files)`, the path of a tar of them."""

    def pack(files: dict[str, Entry], name: str = "image.tar") -> Path:
        path = tmp_path / name
        path.write_bytes(tar_of(files))
        return path

    return pack


def read(path: Path) -> list[bytes]:
    """Open an archive and pass its images on, as for an engine."""
    with open_archive(path, Silent()) as archive:
        return [b"".join(docker_tar(held, Silent())) for held in held_images(archive)]


def refusal(path: Path) -> ArchiveError:
    with pytest.raises(ArchiveError) as caught:
        read(path)
    assert caught.value.todo
    return caught.value


def test_a_tar_and_a_folder_give_the_same_and_it_can_be_read_again(
    layout: Layout, packed: Packed, tmp_path: Path
) -> None:
    (of_tar,) = read(packed(layout.files))
    (of_folder,) = read(layout.unpack(tmp_path / "folder"))
    assert of_tar == of_folder
    again = tmp_path / "again.tar"
    again.write_bytes(of_tar)
    assert read(again) == [of_tar]
    with tarfile.open(again) as archive:
        listed = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert listed[0]["Config"] == layout.blob(layout.config)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_archive(layout: Layout, tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "image.tar.packed"
    path.write_bytes(compress(tar_of(layout.files)))
    assert len(read(path)) == 1


def test_what_docker_save_wrote_before_oci(packed: Packed) -> None:
    layers = [files_of(0), files_of(1)]
    config = json.dumps(
        {
            "os": "linux",
            "architecture": "amd64",
            "rootfs": {"diff_ids": [f"sha256:{sha256(each)}" for each in layers]},
        }
    ).encode()
    listed = [
        {
            "Config": f"{sha256(config)}.json",
            "RepoTags": ["train:1"],
            "Layers": ["a/layer.tar", "b/layer.tar"],
        }
    ]
    files: dict[str, Entry] = {
        "a/layer.tar": layers[0],
        "b/layer.tar": (tarfile.SYMTYPE, "../c/layer.tar"),  # a layer that another image has, too
        "c/layer.tar": layers[1],
        f"{sha256(config)}.json": config,
        "manifest.json": json.dumps(listed).encode(),
    }
    path = packed(files)
    assert len(read(path)) == 1
    with open_archive(path, Silent()) as archive:
        (held,) = held_images(archive)
        assert held.id == f"sha256:{sha256(config)}"
        assert pick([held], Identity(), "train:1") is held
        files["c/layer.tar"] = files_of(7)
    assert "not those of their digest" in refusal(packed(files)).what


HOSTILE: dict[str, tuple[Callable[[Layout], dict[str, Entry]], str]] = {
    "climbs": (lambda made: {**made.files, "../../etc/cron.d/evil": b"x"}, "leads out"),
    "absolute": (lambda made: {**made.files, "/etc/cron.d/evil": b"x"}, "leads out"),
    "windows": (lambda made: {**made.files, "C:\\evil": b"x"}, "leads out"),
    "link": (
        lambda made: {**made.files, "blobs/sha256/x": (tarfile.SYMTYPE, "../../../etc/shadow")},
        "leads out",
    ),
    "absolute link": (lambda made: {**made.files, "x": (tarfile.SYMTYPE, "/etc/shadow")}, "leads out"),
    "hard link": (lambda made: {**made.files, "x": (tarfile.LNKTYPE, "../etc/shadow")}, "leads out"),
    "device": (lambda made: {**made.files, "x": (tarfile.BLKTYPE, "")}, "neither a file"),
    "pipe": (lambda made: {**made.files, "x": (tarfile.FIFOTYPE, "")}, "neither a file"),
    "gigantic index": (lambda made: {**made.files, "index.json": b" " * (5 << 20)}, "far larger"),
    "gigantic manifest": (
        lambda made: {**made.files, made.blob(made.manifest): b" " * (5 << 20)},
        "far larger",
    ),
    "other layer": (lambda made: {**made.files, made.blob(made.layers[0]): made.layers[1]}, "not those of"),
    "other manifest": (
        lambda made: {**made.files, made.blob(made.manifest): made.manifest + b" "},
        "not those of",
    ),
    "other config": (lambda made: {**made.files, made.blob(made.config): made.config + b" "}, "not those of"),
    "no layer": (lambda made: _without(made, made.blob(made.layers[0])), "is not in it"),
    "no image": (lambda made: _without(made, "index.json"), "holds no image"),
    "digest that is a path": (
        lambda made: {
            **made.files,
            "index.json": b'{"manifests": [{"digest": "sha256:../../../../etc/passwd"}]}',
        },
        "holds no image",
    ),
    "nested without end": (lambda made: {**made.files, "index.json": b"[" * 100_000}, "holds no image"),
}


def _without(made: Layout, name: str) -> dict[str, Entry]:
    return {path: content for path, content in made.files.items() if path != name}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_or_damaged_is_refused(case: str, layout: Layout, packed: Packed) -> None:
    spoil, words = HOSTILE[case]
    assert words in refusal(packed(spoil(layout))).what


def test_a_folder_whose_blob_is_a_link_out_of_it(layout: Layout, tmp_path: Path) -> None:
    folder = layout.unpack(tmp_path / "folder")
    blob = folder / layout.blob(layout.layers[0])
    (tmp_path / "secret").write_bytes(layout.layers[0])
    blob.unlink()
    blob.symlink_to(tmp_path / "secret")
    assert "leads out" in refusal(folder).what


def test_layers_other_than_the_configuration_names(packed: Packed) -> None:
    made = Layout([files_of(0)])
    config = json.loads(made.config)
    config["rootfs"]["diff_ids"] *= 2
    spoilt = json.dumps(config).encode()
    manifest = json.loads(made.manifest)
    manifest["config"] = made.put(spoilt, "application/vnd.oci.image.config.v1+json")
    described = made.put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
    made.files["index.json"] = json.dumps({"manifests": [described]}).encode()
    assert "1 layers, its configuration names 2" in refusal(packed(made.files)).what


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("zipped", [False, True])
def test_an_archive_that_is_cut_short(layout: Layout, tmp_path: Path, share: float, zipped: bool) -> None:
    whole = tar_of(layout.files)
    whole = gzip.compress(whole) if zipped else whole
    path = tmp_path / "cut.tar"
    path.write_bytes(whole[: int(len(whole) * share)])
    if not zipped and share == 0.95:  # only the zeros at the end are gone
        assert len(read(path)) == 1
    else:
        assert "cut short" in refusal(path).what or "ends too early" in refusal(path).what


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no tar", b"\x1f\x8b broken"])
def test_no_archive_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(content)
    assert "no archive of an image" in refusal(path).what
    assert "cannot be read" in refusal(tmp_path / "absent.tar").what


def test_an_index_of_platforms_that_were_not_all_saved_and_what_buildkit_attests(packed: Packed) -> None:
    here, elsewhere = Layout([files_of(0)]), Layout([files_of(1)], platform=("linux", "arm64"))
    attested = Layout([b"{}"], platform=("unknown", "unknown"))
    described = [here.put(made.manifest, "m") for made in (here, elsewhere, attested)]
    index = here.put(json.dumps({"manifests": described}).encode(), "application/vnd.oci.image.index.v1+json")
    here.files = {**attested.files, **here.files, "index.json": json.dumps({"manifests": [index]}).encode()}
    with open_archive(packed(here.files), Silent()) as archive:
        (held,) = held_images(archive)
        assert (held.id, held.platform) == (here.id, "linux/amd64")
        assert held.identity.digests == {here.id, here.digest, str(index["digest"])}
        other = Identity(frozenset({str(index["digest"])}), (f"sha256:{'7' * 64}",))
        assert not held.identity.same_as(other), "one index stands for the images of several platforms"


def test_another_image_than_the_wanted_one(layout: Layout, packed: Packed) -> None:
    with open_archive(packed(layout.files), Silent()) as archive:
        images = held_images(archive)
        for wanted in (Identity(frozenset({layout.id})), Identity(frozenset({layout.digest}))):
            assert pick(images, wanted, "") is images[0]
        with pytest.raises(ArchiveError, match="another image than the recorded one"):
            pick(images, Identity(frozenset({f"sha256:{'1' * 64}"})), "train:1")


def test_an_annotation_is_no_identity(layout: Layout, packed: Packed) -> None:
    index = json.loads(layout.files["index.json"])  # type: ignore[arg-type]
    wanted = f"sha256:{'2' * 64}"
    index["manifests"][0]["annotations"] = {"org.opencontainers.image.ref.name": wanted}
    layout.files["index.json"] = json.dumps(index).encode()
    with open_archive(packed(layout.files), Silent()) as archive, pytest.raises(ArchiveError):
        pick(held_images(archive), Identity(frozenset({wanted})), "")


@example(b"\x28\xb5\x2f\xfd", "plain", 1)
@given(st.binary(max_size=3000), st.sampled_from(["plain", "gzip", "bz2", "xz", "two"]), st.integers(1, 700))
def test_digests_of_what_passes(content: bytes, form: str, block: int) -> None:
    first, second = content[: len(content) // 2], content[len(content) // 2 :]
    packed = {
        "plain": content,
        "gzip": gzip.compress(content),
        "bz2": bz2.compress(content),
        "xz": lzma.compress(content),
        "two": gzip.compress(first) + gzip.compress(second),
    }[form]
    sums = Sums()
    for start in range(0, len(packed), block):
        sums.update(packed[start : start + block])
    assert sums.digest == f"sha256:{hashlib.sha256(packed).hexdigest()}"
    if form == "plain" and content.startswith(b"\x28\xb5\x2f\xfd"):
        assert sums.diff_id == ""  # Zstandard, which only the engine unpacks
        return
    plain_is_packed = form == "plain" and content[:2] in (b"\x1f\x8b", b"BZ", b"\xfd7")
    assert plain_is_packed or sums.diff_id == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_layer_that_unpacks_a_thousandfold_takes_little_memory() -> None:
    import tracemalloc

    bomb = gzip.compress(bytes(256 << 20))
    tracemalloc.start()
    sums = Sums()
    stream = io.BytesIO(bomb)
    while block := stream.read(1 << 20):
        sums.update(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20
    assert sums.diff_id == f"sha256:{hashlib.sha256(bytes(256 << 20)).hexdigest()}"


@given(st.data())
def test_any_byte_that_differs_in_a_layer_is_noticed(data: st.DataObject) -> None:
    layer = gzip.compress(files_of(3), mtime=0)
    at = data.draw(st.integers(0, len(layer) - 1))
    spoilt = bytearray(layer)
    spoilt[at] ^= data.draw(st.integers(1, 255))
    sums = Sums()
    try:
        sums.update(bytes(spoilt))
    except PACKED_ERRORS:
        return
    assert sums.digest != f"sha256:{sha256(layer)}"


_digests = st.frozensets(st.sampled_from([f"sha256:{number:064x}" for number in range(4)]), max_size=3)
_identities = st.builds(
    Identity,
    _digests,
    st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
    st.sampled_from(["", "x", "y"]),
)


@given(_identities, _identities)
def test_two_identities(one: Identity, other: Identity) -> None:
    assert one.same_as(other) == other.same_as(one)
    assert not one or one.same_as(one)
    if one.diff_ids and other.diff_ids and one.diff_ids != other.diff_ids:
        assert not one.same_as(other)
    if not one or not other:
        assert not one.same_as(other)


@pytest.mark.parametrize(
    ("path", "out"),
    [
        *((path, False) for path in ("a/b", "./a", "a/../b", "")),
        *((path, True) for path in ("a/../../b", "/a", "..", "C:x", "a\0b", "..\\x")),
    ],
)
def test_paths_that_lead_out(path: str, out: bool) -> None:
    assert leads_out(path) is out


def held_in(path: Path) -> HeldImage:
    with open_archive(path, Silent()) as archive:
        return held_images(archive)[0]


def test_kept_images_share_layers_and_are_found_by_every_name(tmp_path: Path) -> None:
    kept = KeptImages(tmp_path / "private")
    base, low = files_of(0), Layout([files_of(0)])
    high = Layout([base, files_of(1)], variables=("PATH=/bin", "A=1"))
    done = [kept.keep(held_in(made.unpack(tmp_path / name)), Silent(), f"{name}:1") for name, made in
            (("low", low), ("high", high))]  # fmt: skip
    assert done[0].added == len(low.layers[0]) + len(low.config) + len(low.manifest)
    assert done[1].added == len(high.layers[1]) + len(high.config) + len(high.manifest)
    assert kept.disk() == done[0].added + done[1].added
    for made, entry in zip((low, high), done, strict=True):
        assert entry.id == made.id
        for wanted in (Identity(frozenset({made.id})), Identity(frozenset({made.digest}))):
            found = kept.find(wanted)
            assert found is not None
            assert found.id == made.id
        kept.check(entry, Silent())
    assert sorted(each.reference for each in kept.entries()) == ["high:1", "low:1"]
    assert not list(kept.folder.glob("incoming-*"))


def test_a_kept_image_that_was_damaged_is_noticed_and_kept_anew(layout: Layout, tmp_path: Path) -> None:
    kept = KeptImages(tmp_path / "private")
    source = layout.unpack(tmp_path / "source")
    entry = kept.keep(held_in(source), Silent(), "train:1")
    blob = kept.folder / layout.blob(layout.layers[1])
    whole = blob.read_bytes()
    blob.chmod(0o644)
    blob.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ArchiveError):
        kept.check(entry, Silent())
    kept.keep(held_in(source), Silent(), "train:1")
    kept.check(entry, Silent())
    assert len(kept.entries()) == 1
    blob.unlink()
    assert kept.find(Identity(frozenset({layout.id}))) is None


def test_an_index_that_cannot_be_read_is_told(layout: Layout, tmp_path: Path) -> None:
    kept = KeptImages(tmp_path / "private")
    assert kept.entries() == ()
    kept.keep(held_in(layout.unpack(tmp_path / "source")), Silent(), "train:1")
    (kept.folder / "index.json").write_text("{")
    with pytest.raises(ArchiveError, match="list of kept images cannot be read"):
        kept.entries()


def test_a_wrong_layer_is_never_kept(layout: Layout, tmp_path: Path) -> None:
    kept = KeptImages(tmp_path / "private")
    source = layout.unpack(tmp_path / "source")
    (source / layout.blob(layout.layers[1])).write_bytes(layout.layers[0])
    with pytest.raises(ArchiveError, match="not those of their digest"):
        kept.keep(held_in(source), Silent(), "train:1")
    assert kept.entries() == ()
    assert kept.disk() == 0
    assert not list(kept.folder.glob("incoming-*"))
