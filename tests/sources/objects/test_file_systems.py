"""Other object stores through fsspec: what its file systems tell, and what they are told not to say."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.objects.file_systems import FileSystemStore
from forebear.sources.objects.stored import StoredObject, named_by_dvc
from forebear.sources.secrets import Secret


@pytest.fixture
def place() -> Iterator[str]:
    root = f"/{uuid.uuid4().hex}"
    yield f"memory:/{root}"
    fsspec.filesystem("memory").rm(root, recursive=True)


def test_files_are_listed_folder_by_folder(place: str) -> None:
    system = fsspec.filesystem("memory")
    root = place.removeprefix("memory:/")
    system.pipe_file(f"{root}/a.csv", b"123")
    system.pipe_file(f"{root}/deep/er/b.csv", b"12345")
    found = {each.place: each.size for each in FileSystemStore(place).objects()}
    assert found == {f"{place}/a.csv": 3, f"{place}/deep/er/b.csv": 5}
    [one] = FileSystemStore(f"{place}/a.csv").objects()
    assert one.place == f"{place}/a.csv"
    assert one.identity.algorithm == "object"
    assert one.at is not None
    system.pipe_file(f"{root}/a.csv", b"456")
    [other] = FileSystemStore(f"{place}/a.csv").objects()
    assert other.mark != one.mark


def test_what_is_not_there_and_what_cannot_be_read() -> None:
    with pytest.raises(ActionableError) as raised:
        list(FileSystemStore("memory://nothing/of/this").objects())
    assert "nothing at this address" in raised.value.what
    with pytest.raises(ActionableError) as raised:
        FileSystemStore("sftp://no-such-host.invalid/data", Secret("ada", "pass-word"))
    assert "pass-word" not in str(raised.value)
    assert raised.value.todo


# As gcsfs and adlfs return them (gcsfs 2025, `_process_object`; adlfs 2024, `_details`).
_CONTENT = b"the content"
_MD5 = hashlib.md5(_CONTENT, usedforsecurity=False).digest()
_GOOGLE = {
    "name": "bucket/data/x.csv",
    "size": 11,
    "type": "file",
    "md5Hash": base64.b64encode(_MD5).decode(),
    "crc32c": base64.b64encode(b"\x01\x02\x03\x04").decode(),
    "generation": "1700000000000001",
    "etag": "CJ=",
    "updated": "2026-01-02T03:04:05.678Z",
}
_AZURE = {
    "name": "container/data/x.csv",
    "size": 11,
    "type": "file",
    "etag": "0x8D",
    "content_settings": {"content_md5": bytearray(_MD5)},
    "version_id": "2026-01-02T03:04:05.6780000Z",
    "last_modified": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("about", "version"), [(_GOOGLE, "1700000000000001"), (_AZURE, _AZURE["version_id"])]
)
def test_hashes_of_google_and_azure_are_read(about: dict[str, object], version: str) -> None:
    store = FileSystemStore("memory://")
    stored = store._stored(about)
    assert stored.digests == (Digest("md5", _MD5.hex()),)
    assert (stored.version, stored.size) == (version, 11)
    assert stored.at is not None
    assert stored.at.year == 2026


@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "size", "md5Hash", "crc32c", "generation", "etag", "updated", "content_settings"]
        ),
        st.one_of(st.none(), st.integers(), st.text(), st.binary(), st.lists(st.text(), max_size=2)),
    )
)
def test_whatever_a_store_tells_is_no_crash(about: dict[str, object]) -> None:
    stored = FileSystemStore("memory://")._stored(about)
    assert Digest.parse(str(stored.identity)) == stored.identity


@given(place=st.text(), version=st.text(), tag=st.text(), size=st.one_of(st.none(), st.integers(0)))
def test_an_identity_is_a_digest_whatever_the_place(
    place: str, version: str, tag: str, size: int | None
) -> None:
    stored = StoredObject(place, size, version, tag)
    assert Digest.parse(str(stored.identity)) == stored.identity


@pytest.mark.parametrize(
    "name",
    ["files/md5/xx/" + "0" * 30, "ab/" + "0" * 29, "ab/" + "0" * 31, "ab/" + "G" * 30, "data/train.csv"],
)
def test_other_names_are_none_of_dvc(name: str) -> None:
    assert named_by_dvc(name) is None
