"""A bucket of a real server: its objects, all their versions, and which hashes are ones of the bytes."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Seen, Solved, Tag
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Digest, Problem
from forebear.sources.aws import AwsError
from forebear.sources.objects.s3 import S3Store
from forebear.sources.objects.source import ObjectsSource
from forebear.sources.objects.tool import ObjectsTool
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context


def md5(content: bytes) -> Digest:
    return Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())


def sha256(content: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(content).hexdigest())


@pytest.fixture(autouse=True)
def _who_asks(monkeypatch: pytest.MonkeyPatch, s3_server: str, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ada")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret-key")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@dataclass
class Bucket:
    name: str
    client: Any

    def put(self, key: str, content: bytes, **more: str) -> str:
        return str(
            self.client.put_object(Bucket=self.name, Key=key, Body=content, **more).get("VersionId", "")
        )

    @property
    def url(self) -> str:
        return f"s3://{self.name}"


@pytest.fixture
def bucket(_who_asks: None) -> Iterator[Bucket]:
    import boto3

    client = boto3.client("s3")
    made = Bucket(f"made-{uuid.uuid4().hex[:12]}", client)
    client.create_bucket(Bucket=made.name)
    yield made
    client.close()


def read(location: str, since: Mapping[str, object] | None = None, largest: int = 1000) -> list[Any]:
    return list(ObjectsSource(location, S3Store(location), largest).facts(since, Silent()))


def of(facts: list[Any], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_objects_become_artifacts_that_were_seen_at_their_place(bucket: Bucket) -> None:
    bucket.put("data/customers.csv", b"a,b\n1,2\n")
    bucket.put("data/고객 1.csv", b"korean\n", ChecksumAlgorithm="SHA256")
    bucket.put("elsewhere/x", b"x")
    bucket.put("data-not-below/x", b"x")
    bucket.put("data/", b"")
    facts = read(f"{bucket.url}/data")
    assert {(each.artifact, each.place, each.version) for each in of(facts, Seen)} == {
        (md5(b"a,b\n1,2\n"), f"{bucket.url}/data/customers.csv", ""),
        (sha256(b"korean\n"), f"{bucket.url}/data/고객 1.csv", ""),
    }
    assert {frozenset(each.digests) for each in of(facts, Artifact)} == {
        frozenset({md5(b"a,b\n1,2\n")}),
        frozenset({md5(b"korean\n"), sha256(b"korean\n")}),
    }
    assert {(each.name, each.size) for each in of(facts, Artifact)} == {
        ("customers.csv", 8),
        ("고객 1.csv", 7),
    }
    assert all(each.at.tzinfo is not None for each in of(facts, Seen))
    assert of(facts, Problem) == []


def test_one_object_can_be_named(bucket: Bucket) -> None:
    bucket.put("model.pkl", b"model")
    bucket.put("model.pkl.old", b"old")
    assert [each.place for each in of(read(f"{bucket.url}/model.pkl"), Seen)] == [f"{bucket.url}/model.pkl"]


def test_a_key_that_was_overwritten_is_two_artifacts_in_two_versions(bucket: Bucket) -> None:
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    first = bucket.put("train.csv", b"march")
    second = bucket.put("train.csv", b"june")
    bucket.put("gone.csv", b"gone")
    bucket.client.delete_object(Bucket=bucket.name, Key="gone.csv")
    facts = read(bucket.url)
    assert {(each.artifact, each.place, each.version) for each in of(facts, Seen)} >= {
        (md5(b"march"), f"{bucket.url}/train.csv", first),
        (md5(b"june"), f"{bucket.url}/train.csv", second),
    }
    # What was deleted is still there in its version, as the store keeps it.
    assert md5(b"gone") in {each.artifact for each in of(facts, Seen)}
    assert len(of(facts, Seen)) == 3


def test_an_upload_in_parts_has_no_md5(bucket: Bucket) -> None:
    part = bytes(5 << 20)
    begun = bucket.client.create_multipart_upload(Bucket=bucket.name, Key="large.bin")
    parts = []
    for number, content in enumerate((part, b"rest"), 1):
        done = bucket.client.upload_part(
            Bucket=bucket.name, Key="large.bin", PartNumber=number, UploadId=begun["UploadId"], Body=content
        )
        parts.append({"PartNumber": number, "ETag": done["ETag"]})
    bucket.client.complete_multipart_upload(
        Bucket=bucket.name, Key="large.bin", UploadId=begun["UploadId"], MultipartUpload={"Parts": parts}
    )
    facts = read(bucket.url)
    [artifact] = of(facts, Artifact)
    assert [digest.algorithm for digest in artifact.digests] == ["object"]
    [seen] = of(facts, Seen)
    assert seen.artifact == artifact.digests[0]
    # Another upload of other bytes to the same key is another one.
    bucket.put("large.bin", b"small now")
    assert of(read(bucket.url), Artifact)[0].digests == (md5(b"small now"),)


def test_the_etag_of_what_is_encrypted_under_a_key_is_no_md5(bucket: Bucket) -> None:
    bucket.put("plain", b"plain")
    bucket.put("hidden", b"hidden", ServerSideEncryption="aws:kms", SSEKMSKeyId="key")
    bucket.put("hidden but summed", b"summed", ServerSideEncryption="aws:kms", ChecksumAlgorithm="SHA256")
    bucket.put("encrypted elsewhere", b"x", ServerSideEncryption="AES256")
    digests = {each.name: each.digests for each in of(read(bucket.url), Artifact)}
    assert digests["plain"] == (md5(b"plain"),)
    assert [digest.algorithm for digest in digests["hidden"]] == ["object"]
    assert digests["hidden but summed"] == (sha256(b"summed"),)
    # Only of Amazon's own servers it is known what an ETag under AES256 is.
    assert [digest.algorithm for digest in digests["encrypted elsewhere"]] == ["object"]


def test_short_checksums_are_told_and_join_nothing(bucket: Bucket) -> None:
    bucket.put("x", b"x", ChecksumAlgorithm="CRC32", ServerSideEncryption="aws:kms")
    facts = read(bucket.url)
    [tag] = of(facts, Tag)
    assert (tag.name, len(tag.value)) == ("crc32", 8)
    assert [digest.algorithm for digest in of(facts, Artifact)[0].digests] == ["object"]


def test_objects_of_a_dvc_remote_are_known_by_their_names(bucket: Bucket) -> None:
    bucket.put("store/files/md5/d4/1d8cd98f00b204e9800998ecf8427e", b"")
    listing = json.dumps([{"md5": "0" * 32, "relpath": "a"}]).encode()
    bucket.put("store/files/md5/ab/" + "c" * 30 + ".dir", listing)
    bucket.put("store/12/" + "f" * 30, b"old layout")
    facts = read(f"{bucket.url}/store")
    assert {str(each.artifact) for each in of(facts, Seen)} == {
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "md5:ab" + "c" * 30 + ".dir",
        "md5-dos2unix:12" + "f" * 30,
    }
    assert {each.digests[0].is_directory: each.size for each in of(facts, Artifact)}[True] is None


def test_only_what_is_new_is_read_again(bucket: Bucket) -> None:
    for number in range(5):
        bucket.put(f"part-{number}", str(number).encode())
    first = read(bucket.url)
    [state] = of(first, Checkpoint)
    assert json.loads(json.dumps(state.state)) == state.state
    assert read(bucket.url, state.state) == []
    bucket.put("part-2", b"other")
    bucket.put("part-9", b"9")
    second = read(bucket.url, state.state)
    assert {each.artifact for each in of(second, Seen)} == {md5(b"other"), md5(b"9")}
    [state] = of(second, Checkpoint)
    assert read(bucket.url, state.state) == []


def test_a_listing_has_an_end_and_says_so(bucket: Bucket) -> None:
    for number in range(6):
        bucket.put(f"part-{number}", str(number).encode())
    facts = read(bucket.url, largest=4)
    assert len(of(facts, Seen)) == 4
    [problem] = of(facts, Problem)
    assert "More than 4 objects" in problem.what
    [state] = of(facts, Checkpoint)
    assert read(bucket.url, state.state, largest=4) == []
    whole = read(bucket.url, state.state, largest=6)
    assert len(of(whole, Seen)) == 2
    assert problem.where in {each.where for each in of(whole, Solved)}


def test_what_cannot_be_listed_is_one_error_with_a_way_out(
    bucket: Bucket, s3_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AwsError, match="no bucket of that name"):
        read("s3://no-such-bucket-of-anybody")
    with pytest.raises(AwsError, match="Nothing answers"):
        read(f"{bucket.url}?endpoint_url=http://127.0.0.1:1")
    with pytest.raises(AwsError, match="no profile of that name"):
        read(f"{bucket.url}?profile=nobody")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(AwsError, match="wants to know who asks") as raised:
        read(bucket.url)
    assert raised.value.todo
    store = S3Store(bucket.url, Secret("ada", "kept-secret"))
    assert list(store.objects()) == []


def test_settings_may_be_in_the_url_and_in_a_profile(
    bucket: Bucket, s3_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bucket.put("x", b"x")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(f"[profile work]\nregion = us-east-1\nendpoint_url = {s3_server}\n")
    (tmp_path / "credentials").write_text("[work]\naws_access_key_id = a\naws_secret_access_key = b\n")
    assert [each.place for each in of(read(f"{bucket.url}?profile=work"), Seen)] == [f"{bucket.url}/x"]


def test_the_tool_counts_before_it_reads(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("a", b"12345")
    bucket.put("b", b"12345")
    context = Context(tmp_path)
    tool = ObjectsTool()
    found = tool.at(f"{bucket.url}/", context)
    assert found is not None
    assert (found.location, found.inside) == (bucket.url, False)
    assert found.said == ("2 objects", "0.0 MB")
    assert len(of(list(tool.open(bucket.url, context).facts(None, Silent())), Seen)) == 2
    assert tool.at("https://example.org", context) is None
    assert tool.at("/data", context) is None
    assert not tool.is_current(bucket.url, {}, context)
    with pytest.raises(ActionableError):
        tool.at("s3://no-such-bucket-of-anybody", context)


def test_remotes_of_dvc_are_offered_and_not_read_by_themselves(tmp_path: Path) -> None:
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc" / "config").write_text(
        "[core]\n    remote = origin\n['remote \"origin\"']\n    url = s3://bucket/dvc/\n"
        "['remote \"near\"']\n    url = /mnt/dvc\n['remote \"far\"']\n    url = ssh://ada:pass@host/dvc\n"
        "    port = 2222\n    password = secret\n['remote \"blue\"']\n    url = azure://box/dvc\n"
        "    account_name = one\n    account_key = secret\n"
    )
    found = list(ObjectsTool().discover(Context(tmp_path)))
    assert [(each.location, each.said, each.inside) for each in found] == [
        ("s3://bucket/dvc", ("remote origin of DVC",), False),
        ("ssh://host/dvc?port=2222", ("remote far of DVC",), False),
        ("azure://box/dvc?account_name=one", ("remote blue of DVC",), False),
    ]
