"""Delta tables in an object store: written by the real deltalake into moto's server, read through s3fs."""

from __future__ import annotations

import uuid
from pathlib import Path

import boto3
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Revised, Seen
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact
from forebear.sources.delta.tool import DeltaTool
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context

KEY, PASSWORD = "AKIAEXAMPLE", "not/a+secret/of=anybody"


@pytest.fixture
def options(s3_server: str) -> dict[str, str]:
    """What the library needs to reach moto's server."""
    return {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": PASSWORD,
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_S3_ALLOW_UNSAFE_RENAME": "true",
    }


@pytest.fixture
def bucket(s3_server: str) -> str:
    name = f"tables-{uuid.uuid4().hex[:12]}"
    client = boto3.client(
        "s3",
        endpoint_url=s3_server,
        aws_access_key_id=KEY,
        aws_secret_access_key=PASSWORD,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=name)
    return name


def rows(first: int, last: int) -> pa.Table:
    return pa.table({"id": list(range(first, last))})


def test_a_table_in_an_object_store_is_read_like_any_other(
    bucket: str, options: dict[str, str], s3_server: str, tmp_path: Path
) -> None:
    url = f"s3://{bucket}/warehouse/prices"
    write_deltalake(url, rows(0, 4), storage_options=options)
    write_deltalake(url, rows(4, 6), mode="append", storage_options=options)
    asked: list[tuple[str, str]] = []

    def known(location: str, kind: str) -> Secret:
        asked.append((location, kind))
        return Secret(KEY, PASSWORD)

    context, tool = Context(tmp_path, secrets=known), DeltaTool()
    location = f"{url}?endpoint_url={s3_server}&region=us-east-1"
    found = tool.at(location, context)
    assert found is not None
    assert (found.location, found.inside) == (location, False)
    assert asked == [(location, "delta")]
    facts = list(tool.open(found.location, context).facts(None, Silent()))
    assert [(fact.place, fact.version) for fact in facts if isinstance(fact, Seen)] == [
        (url, "0"),
        (url, "1"),
    ]
    opened = DeltaTable(url, storage_options=options)
    sizes = sum(pa.table(opened.get_add_actions(flatten=True)).column("size_bytes").to_pylist())
    last = [fact for fact in facts if isinstance(fact, Artifact)][-1]
    assert (last.size, last.files) == (sizes, 2)
    assert len([fact for fact in facts if isinstance(fact, Revised)]) == 1
    assert PASSWORD not in repr(facts)
    state = facts[-1].state  # type: ignore[attr-defined]
    assert list(tool.open(found.location, context).facts(state, Silent())) == []
    opened.create_checkpoint()
    write_deltalake(url, rows(6, 7), mode="append", storage_options=options)
    new = list(tool.open(found.location, context).facts(state, Silent()))
    assert [fact.version for fact in new if isinstance(fact, Seen)] == ["2"]
    assert isinstance(new[-1], Checkpoint)
    assert tool.at(f"s3://{bucket}/nothing?endpoint_url={s3_server}", context) is None


def test_what_cannot_be_reached_says_so_and_tells_no_secret(
    bucket: str, s3_server: str, tmp_path: Path
) -> None:
    context = Context(tmp_path, secrets=lambda _location, _kind: Secret(KEY, PASSWORD))
    with pytest.raises(ActionableError) as caught:
        DeltaTool().at("s3://bucket/table?endpoint_url=http://127.0.0.1:1", context)
    assert PASSWORD not in str(caught.value)
    assert "Nothing answers" in caught.value.what
    with pytest.raises(ActionableError, match="no Delta table any more"):
        DeltaTool().open(f"s3://{bucket}/gone?endpoint_url={s3_server}", context)
