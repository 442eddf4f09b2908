"""Which versions of Delta tables are one: those of the same commit, wherever its table lies by now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake

from forebear.lineage.database import Database
from forebear.lineage.errors import AmbiguousReferenceError
from forebear.lineage.facts import Fact, Mentioned
from forebear.lineage.mentions import resolve_mentions
from forebear.lineage.progress import Silent
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, Digest, Run
from forebear.sources.delta.tool import DeltaTool
from forebear.sources.git.place import GitPlace
from forebear.sources.tool import Context


def read(path: Path, since: Mapping[str, object] | None = None) -> list[Fact]:
    context = Context(path.parent, GitPlace.find(path.parent))
    facts = list(DeltaTool().open(str(path), context).facts(since, Silent()))
    context.close()
    return facts


def digests(facts: list[Fact]) -> list[Digest]:
    return [fact.digests[0] for fact in facts if isinstance(fact, Artifact)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "prices"
    for number in range(3):
        said = CommitProperties(custom_metadata={"git.commit": f"{number}" * 40})
        rows = pa.table({"id": list(range(number * 10, number * 10 + 10))})
        write_deltalake(path, rows, mode="append", commit_properties=said)
    return path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    yield opened
    opened.close()


def test_a_copy_has_the_same_versions(table: Path, tmp_path: Path) -> None:
    shutil.copytree(table, tmp_path / "there" / "costs")
    found = digests(read(table))
    assert len(set(found)) == 3
    assert digests(read(tmp_path / "there" / "costs")) == found


def test_how_lines_end_in_a_log_counts_for_nothing(table: Path, tmp_path: Path) -> None:
    """Git may write a log otherwise on Windows."""
    copy = Path(shutil.copytree(table, tmp_path / "there" / "prices"))
    for path in (copy / "_delta_log").glob("*.json"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digests(read(copy)) == digests(read(table))


def test_copies_that_part_have_versions_of_their_own_from_there(
    table: Path, tmp_path: Path, database: Database
) -> None:
    copy = Path(shutil.copytree(table, tmp_path / "there" / "prices"))
    DeltaTable(table).delete("id = 1")
    DeltaTable(copy).delete("id = 2")
    assert DeltaTable(table).metadata().id == DeltaTable(copy).metadata().id
    one, other = digests(read(table)), digests(read(copy))
    assert one[:3] == other[:3]
    assert one[3] != other[3]
    for path in (table, copy):
        database.write(read(path))
    questions = Questions(database)
    name = f"delta:{DeltaTable(table).metadata().id}"
    assert questions.resolve(f"{name}@2").node.key == str(one[2])
    with pytest.raises(AmbiguousReferenceError) as both:
        questions.resolve(f"{name}@3")
    assert sorted(both.value.candidates) == sorted(map(str, (one[3], other[3])))
    before = questions.upstream([questions.resolve(str(other[3])).node.id])
    assert {node.key for node in before.nodes if node.kind == "artifact"} == set(map(str, other))


def test_a_log_that_was_cleaned_up_tells_the_same_versions(table: Path) -> None:
    DeltaTable(table).create_checkpoint()
    first = read(table)
    DeltaTable(table).delete("id = 1")
    for version in range(3):
        (table / "_delta_log" / f"{version:020}.json").unlink()
    # As where the table was read from the beginning for another reason.
    second = read(table, {**first[-1].state, "table": "another"})
    assert digests(second)[0] == digests(first)[2]
    assert [digest.value.partition("@")[2][:2] for digest in digests(second)] == ["2~", "3~"]


def of_before(facts: list[Fact]) -> list[Fact]:
    """Return facts as readings told them that knew a version by its number alone."""

    def bare(value: Any) -> Any:
        if isinstance(value, Digest):
            return Digest(value.algorithm, value.value.partition("~")[0])
        if isinstance(value, tuple):
            return tuple(map(bare, value))
        return value.partition("~")[0] if isinstance(value, str) and value.startswith("delta:") else value

    def told(fact: Fact) -> Fact:
        return replace(fact, **{each.name: bare(getattr(fact, each.name)) for each in fields(fact)})

    return [told(fact) for fact in facts]


def test_an_earlier_lineage_keeps_what_it_knew_and_has_nothing_twice(table: Path, database: Database) -> None:
    facts = read(table)
    database.write(of_before(facts))
    database.write([Run("mlflow:1", "train"), Mentioned("mlflow:1", str(table), version="1")])
    questions = Questions(database)
    place = next(fact.place for fact in facts if hasattr(fact, "place"))
    database.write([Mentioned("mlflow:1", place, version="2")])
    assert resolve_mentions(database, [table.parent]) == 2
    counts = questions.counts()
    before = {version: questions.resolve(f"{place}@{version}").node for version in range(3)}
    assert all("~" not in node.key for node in before.values())
    state = {name: value for name, value in facts[-1].state.items() if name != "marks"}
    again = read(table, state)
    database.write(again)
    after = {version: questions.resolve(f"{place}@{version}").node for version in range(3)}
    assert {version: node.id for version, node in after.items()} == {
        version: node.id for version, node in before.items()
    }
    assert [node.key for node in after.values()] == list(map(str, digests(facts)))
    assert questions.counts() == counts
    used = {link.artifact.id for link in questions.run("mlflow:1").inputs}
    assert used >= {after[2].id}
    assert read(table, again[-1].state) == []


def test_an_earlier_lineage_that_took_two_copies_for_one_has_two(
    table: Path, tmp_path: Path, database: Database
) -> None:
    copy = Path(shutil.copytree(table, tmp_path / "there" / "costs"))
    DeltaTable(table).delete("id = 1")
    DeltaTable(copy).delete("id = 2")
    readings = {path: read(path) for path in (table, copy)}
    for facts in readings.values():
        database.write(of_before(facts))
    for path, facts in readings.items():
        state = {name: value for name, value in facts[-1].state.items() if name != "marks"}
        database.write(read(path, state))
    questions = Questions(database)
    for path, facts in readings.items():
        assert questions.resolve(f"{path.name}@v3").node.key == str(digests(facts)[3])
