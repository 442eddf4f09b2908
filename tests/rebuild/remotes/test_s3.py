"""DVC remotes on S3: what is not there, and a server that says nothing."""

from __future__ import annotations

import socket
import time
import uuid
from pathlib import Path

import pytest

from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.stores import KeptStore, RemoteStore
from forebear.sources.dvc.storage import Remote, object_name
from forebear.sources.objects import opening

DIGEST = Digest("md5", "0" * 32)


def remote(url: str, endpoint: str, folder: Path) -> RemoteStore:
    who = {"access_key_id": "ada", "secret_access_key": "not-to-be-told", "region": "us-east-1"}
    settings = {**who, "endpointurl": endpoint}
    return RemoteStore(Remote("far", url, settings=settings), KeptStore(Project(folder, "sqlite://")))


def test_a_bucket_that_is_not_there_is_told_apart_from_an_object_that_is_not(
    s3_server: str, tmp_path: Path
) -> None:
    import boto3

    name = f"remote-{uuid.uuid4().hex[:12]}"
    client = boto3.client(
        "s3", endpoint_url=s3_server, region_name="us-east-1",
        aws_access_key_id="ada", aws_secret_access_key="not-to-be-told",
    )  # fmt: skip
    client.create_bucket(Bucket=name)
    client.put_object(Bucket=name, Key=f"team/{object_name(DIGEST)}", Body=b"x")
    assert remote(f"s3://{name}/team", s3_server, tmp_path).has(DIGEST)
    assert not remote(f"s3://{name}/other", s3_server, tmp_path).has(DIGEST)
    with pytest.raises(OSError, match=rf"nothing at this address. \(s3://not-{name}/team\)"):
        remote(f"s3://not-{name}/team", s3_server, tmp_path).has(DIGEST)


def test_a_server_that_says_nothing_is_left_and_no_secret_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_ANSWER", 0.3)
    before = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(OSError, match="in time") as raised:
        remote("s3://data/x", f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path).has(DIGEST)
    assert time.monotonic() - before < 20
    assert "not-to-be-told" not in str(raised.value)
