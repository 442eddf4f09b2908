"""Finding contents: places, their order, and what lies about its name."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.inputs import InputFinder, Wanted
from forebear.rebuild.stores import FolderStore, KeptStore, RemoteStore, Store
from forebear.rebuild.workspace import check_space, clear_outputs, open_workspace, safe_join
from forebear.sources.dvc.storage import Remote
from forebear.sources.git.repository import GitRepository
from forebear.sources.hashing import Entry, folder_digest, listing_pieces, measure

CONTENT = b"id,age\n1,30\n"
MD5 = hashlib.md5(CONTENT).hexdigest()  # noqa: S324


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitRepository]:
    root = tmp_path / "project"
    root.mkdir()
    (root / "here.csv").write_bytes(CONTENT)
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    with GitRepository(root) as opened:
        yield opened


Finder = Callable[..., InputFinder]


@pytest.fixture
def finder(repository: GitRepository) -> Finder:
    def make(*stores: Store) -> InputFinder:
        kept = KeptStore(Project.at(repository.place.root))
        return InputFinder(repository, stores, kept, lambda: None)

    return make


def head(repository: GitRepository) -> str:
    return str(repository.rev_parse("HEAD"))


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def lay_out(finder: InputFinder, wanted: Wanted, commit: str, folder: Path) -> tuple[Path, str, str]:
    located = finder.locate(wanted, commit)
    path, settled = finder.lay_out(located, folder / "no-tree", folder / "laid" / wanted.path)
    return path, settled.place, "; ".join(settled.notes)


@pytest.mark.parametrize("name", [f"files/md5/{MD5[:2]}/{MD5[2:]}", f"{MD5[:2]}/{MD5[2:]}"])
@pytest.mark.parametrize("algorithm", ["md5", "md5-dos2unix"])
def test_both_layouts_of_a_cache_are_read(
    repository: GitRepository, finder: Finder, tmp_path: Path, name: str, algorithm: str
) -> None:
    cached = put(tmp_path / "cache", name, CONTENT)
    wanted = Wanted("data.csv", (Digest(algorithm, MD5),), len(CONTENT))
    found = finder(FolderStore("dvc cache", tmp_path / "cache"))
    path, place, notes = lay_out(found, wanted, head(repository), tmp_path)
    assert (path.read_bytes(), place, notes) == (CONTENT, "dvc cache", "")
    assert path.samefile(cached), "nothing is copied that can be linked"


def test_the_commit_is_asked_first_and_by_digest(repository: GitRepository, finder: Finder) -> None:
    for digests in ((Digest("md5", MD5),), (Digest("git", "0" * 40), Digest("md5", MD5))):
        place = finder().locate(Wanted("here.csv", digests), head(repository)).place
        assert place == ("git" if len(digests) == 1 else ""), "all known digests must agree"


def test_only_an_etag_cannot_be_checked(repository: GitRepository, finder: Finder) -> None:
    located = finder().locate(Wanted("s3://bucket/x", (Digest("etag", "abc"),)), head(repository))
    assert located.place == ""
    assert "cannot be checked" in located.gone


def test_a_place_that_lies_is_reported_and_the_next_one_is_asked(
    repository: GitRepository, finder: Finder, tmp_path: Path
) -> None:
    name = f"files/md5/{MD5[:2]}/{MD5[2:]}"
    liar = put(tmp_path / "liar", name, b"other")
    put(tmp_path / "honest", name, CONTENT)
    stores = [FolderStore(place, tmp_path / place) for place in ("liar", "honest")]
    path, place, notes = lay_out(
        finder(*stores), Wanted("d", (Digest("md5", MD5),)), head(repository), tmp_path
    )
    assert (path.read_bytes(), place) == (CONTENT, "honest")
    assert str(liar) in notes


def test_with_the_right_sha256_bytes_are_right_and_with_a_wrong_one_they_are_not(
    repository: GitRepository, finder: Finder, tmp_path: Path
) -> None:
    path = put(tmp_path / "cache", f"files/md5/{MD5[:2]}/{MD5[2:]}", CONTENT)
    found = finder(FolderStore("dvc cache", tmp_path / "cache"))
    for sha256, expected in ((hashlib.sha256(CONTENT).hexdigest(), "dvc cache"), ("0" * 64, "")):
        wanted = Wanted("d", (Digest("md5", MD5), Digest("sha256", sha256)))
        _, place, notes = lay_out(found, wanted, head(repository), tmp_path / sha256)
        assert place == expected
        assert (str(path) in notes) == (not expected)
        assert (f"md5:{MD5}" in notes) == (not expected), "what it is is said by all its digests"


@pytest.mark.parametrize("first", [True, False])
def test_files_of_a_folder_come_from_any_place_on_this_machine(
    repository: GitRepository, finder: Finder, tmp_path: Path, first: bool
) -> None:
    contents = {f"{number:03}.txt": f"{number}".encode() * 50 for number in range(300)}
    digests = {name: hashlib.md5(content).hexdigest() for name, content in contents.items()}  # noqa: S324
    entries = [Entry(name, md5) for name, md5 in digests.items()]
    value = folder_digest(entries).value
    listing = b"".join(listing_pieces(entries))
    put(tmp_path / "one", f"files/md5/{value[:2]}/{value[2:]}", listing)
    for number, (name, content) in enumerate(contents.items()):
        md5 = digests[name]
        put(tmp_path / ("one" if number % 3 else "two"), f"files/md5/{md5[:2]}/{md5[2:]}", content)
    stores = [FolderStore(name, tmp_path / name) for name in ("two", "one")]
    found = finder(*(stores if first else reversed(stores)))
    path, place, notes = lay_out(found, Wanted("d", (Digest("md5", value),)), head(repository), tmp_path)
    assert (place, notes) == ("one", "")
    assert {each.name: each.read_bytes() for each in path.iterdir()} == contents


def test_any_url_of_fsspec_is_a_remote_and_what_came_is_kept(
    repository: GitRepository, finder: Finder, tmp_path: Path
) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe(f"/team/files/md5/{MD5[:2]}/{MD5[2:]}", CONTENT)
    listing = json.dumps([{"md5": MD5, "relpath": "a/b.csv"}]).encode()
    folder = folder_digest([Entry("a/b.csv", MD5)])
    memory.pipe(f"/team/files/md5/{folder.value[:2]}/{folder.value[2:]}", listing)
    kept = KeptStore(Project.at(repository.place.root))
    try:
        remote = RemoteStore(Remote("team", "memory://team"), kept)
        wanted = Wanted("images", (folder,))
        path, place, _ = lay_out(finder(kept, remote), wanted, head(repository), tmp_path)
        assert (place, (path / "a" / "b.csv").read_bytes()) == ("dvc remote team", CONTENT)
    finally:
        memory.rm("/team", recursive=True)
    again, place, _ = lay_out(finder(kept, remote), wanted, head(repository), tmp_path / "again")
    assert (place, (again / "a" / "b.csv").read_bytes()) == ("kept by Forebear", CONTENT)
    assert not list(kept.folder.glob("incoming-*"))


@pytest.mark.parametrize("relpath", ["../outside", "/etc/passwd", "a/../../outside", ""])
def test_a_listing_that_leads_outside_is_refused(
    repository: GitRepository, finder: Finder, tmp_path: Path, relpath: str
) -> None:
    listing = json.dumps([{"md5": MD5, "relpath": relpath}]).encode()
    value = hashlib.md5(listing).hexdigest() + ".dir"  # noqa: S324
    put(tmp_path / "cache", f"files/md5/{value[:2]}/{value[2:]}", listing)
    put(tmp_path / "cache", f"files/md5/{MD5[:2]}/{MD5[2:]}", CONTENT)
    found = finder(FolderStore("dvc cache", tmp_path / "cache"))
    _, place, notes = lay_out(found, Wanted("images", (Digest("md5", value),)), head(repository), tmp_path)
    assert place == ""
    assert "outside" in notes
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("value", ["../../../etc/passwd", "zz" * 16, "ab"])
def test_a_digest_that_is_none_is_never_a_path(
    repository: GitRepository, finder: Finder, tmp_path: Path, value: str
) -> None:
    found = finder(FolderStore("dvc cache", tmp_path))
    assert found.locate(Wanted("x", (Digest("md5", value),)), head(repository)).place == ""


def test_what_is_kept_is_found_again_and_cannot_be_written(tmp_path: Path) -> None:
    kept = KeptStore(Project.at(tmp_path))
    file = put(tmp_path, "model.bin", CONTENT)
    kept.keep(file, measure(file, ["md5"]).digests["md5"])
    found = kept.fetch(Digest("md5", MD5))
    assert found is not None
    assert found.samefile(file)
    assert not found.stat().st_mode & 0o222


# the workspace


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ActionableError, match="too full") as raised, open_workspace(tmp_path / "w", 1 << 60):
        pytest.fail("it must not be opened")
    assert "MiB are needed" in str(raised.value)
    check_space(tmp_path, 0)


def test_a_recorded_path_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path)
    for path in ("../x", "/etc/x", "link/x", "", "a/../../x"):
        with pytest.raises(ActionableError, match="outside"):
            safe_join(tmp_path / "tree", path)
        with pytest.raises(ActionableError, match="outside"):
            clear_outputs(tmp_path / "tree", [path])
