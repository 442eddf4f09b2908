"""One place under its several names, and no two places under one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.facts import CameFrom, Mentioned, Seen
from forebear.lineage.mentions import resolve_mentions
from forebear.lineage.place_names import spellings, usual_name
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest, Role, Run

SAME = [
    ("s3://b/data/x.csv", "s3a://b/data/x.csv", "S3N://b/data/x.csv"),
    ("s3://b/data", "s3a://b/data/"),
    ("gs://b/k", "gcs://b/k/"),
    ("abfss://c@a.dfs.core.windows.net/t", "abfs://c@a.dfs.core.windows.net/t/"),
    (
        "postgres://db.example.org/shop.public.t",
        "postgresql://db.example.org:5432/shop.public.t",
        "postgres://DB.example.org/shop.public.t",
    ),
    ("hdfs://nn/warehouse/t", "hdfs://nn:8020/warehouse/t/"),
    ("https://example.org/x.csv", "https://example.org:443/x.csv", "https://EXAMPLE.org/x.csv"),
    ("C:/data/x.csv", "c:\\data\\x.csv", "file:///c:/data/x.csv", "file:///C:/data/x.csv"),
    ("/data/a b.csv", "file:///data/a%20b.csv", "file:/data/a%20b.csv", "file://localhost/data/a%20b.csv"),
    ("data/tables", "data/tables/"),
]
OTHER = [
    ("s3://b/data/x.csv", "s3://B2/data/x.csv"),
    ("s3://b/data/x.csv", "s3://b/data/X.csv"),
    ("s3://b/k", "gs://b/k"),
    ("postgres://db/shop", "postgres://db:5433/shop"),
    ("postgres://db/shop", "mysql://db/shop"),
    ("mysql://db:5432/shop", "mysql://db/shop"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org/a", "http://example.org/a"),
    ("C:/data/x.csv", "D:/data/x.csv"),
    ("/data/x.csv", "data/x.csv"),
    ("/C/data", "C:/data"),
]


@pytest.mark.parametrize("names", SAME)
def test_are_one_place(names):
    assert {usual_name(each) for each in names} == {names[0]}


@pytest.mark.parametrize("names", SAME)
def test_what_others_usually_write_is_among_its_spellings(names):
    for each in names:
        assert set(names[:2]) <= spellings(each)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_are_two_places(one, other):
    assert usual_name(one) != usual_name(other)
    assert not spellings(one) & spellings(other)


@given(st.text())
def test_any_text_has_one_usual_name_and_is_among_its_own_spellings(place):
    assert usual_name(usual_name(place)) == usual_name(place)
    assert place in spellings(place)


PARTS = st.text("ab/:@.%\\ C", max_size=8)
URIS = st.tuples(st.sampled_from(["s3", "s3a", "postgres", "https", "file", "C", ""]), PARTS, PARTS).map(
    lambda parts: f"{parts[0]}://{parts[1]}/{parts[2]}" if parts[0] else parts[1] + parts[2]
)


@given(URIS)
def test_all_spellings_come_to_one_name(place):
    assert {usual_name(each) for each in spellings(place)} == {usual_name(place)}


@pytest.fixture
def database(tmp_path):
    opened = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize("names", SAME)
def test_a_run_that_reads_where_another_wrote_is_joined_with_it(database, names):
    database.write(
        [
            Run("ol:1", "write"),
            Run("ol:2", "read"),
            Mentioned("ol:1", names[1], Role.OUTPUT),
            Mentioned("ol:2", names[0]),
        ]
    )
    assert resolve_mentions(database) == 2
    assert resolve_mentions(database) == 0
    questions = Questions(database)
    (written,), (read,) = questions.run("ol:1").outputs, questions.run("ol:2").inputs
    assert written.artifact == read.artifact
    assert questions.resolve(names[-1]).node == read.artifact


@pytest.mark.parametrize("names", SAME[:5])
def test_what_was_seen_there_is_found(database, names):
    held = Digest("md5", "0" * 32)
    database.write([Seen(held, "s3", names[1]), Run("ol:1", "read"), Mentioned("ol:1", names[0])])
    assert resolve_mentions(database) == 1
    (read,) = Questions(database).run("ol:1").inputs
    assert read.artifact.digests == (held,)


def test_what_an_earlier_lineage_had_as_two_places_becomes_one(database):
    """Known by the place as each had written it."""
    database.write([Run("ol:1", "write"), Run("ol:2", "read")])
    database.write([CameFrom(Digest("md5", "1" * 32), "s3a://b/x")])  # makes a node of this name
    database.write([Mentioned("ol:1", "s3a://b/x", Role.OUTPUT), Mentioned("ol:2", "s3://b/x")])
    assert resolve_mentions(database) == 2
    questions = Questions(database)
    assert questions.run("ol:1").outputs[0].artifact == questions.run("ol:2").inputs[0].artifact
