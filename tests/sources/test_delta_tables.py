"""Delta tables written by the real deltalake, and what the source reads from their logs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, QueryBuilder, write_deltalake
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.answers import Moment
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import CodeOf, Fact, Generated, Held, Mentioned, Part, Revised, Seen, Slot, Tag
from forebear.lineage.mentions import resolve_mentions
from forebear.lineage.moments import Moments
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, Digest, Known, Problem, Run
from forebear.sources.delta.log import Replay, TableVersion, read_actions
from forebear.sources.delta.tool import DeltaTool
from forebear.sources.details import Detail, Told
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.place import GitPlace
from forebear.sources.importing import import_project, nothing_new
from forebear.sources.tool import Context


def rows(first: int, last: int) -> pa.Table:
    return pa.table({"id": list(range(first, last)), "price": [n * 1.5 for n in range(first, last)]})


class Read:
    """What the source says of a table."""

    def __init__(
        self, path: Path, since: Mapping[str, object] | None = None, root: Path | None = None
    ) -> None:
        context = Context(root or path.parent, GitPlace.find(root or path.parent))
        self.facts: list[Fact] = list(DeltaTool().open(str(path), context).facts(since, Silent()))
        context.close()

    def of(self, kind):
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def state(self):
        return self.facts[-1].state

    @property
    def problems(self):
        return [problem.what for problem in self.of(Problem)]

    def tags(self, version: int) -> dict[str, str]:
        return {tag.name: tag.value for tag in self.of(Tag) if number_of(tag.subject) == version}


def version_of(path: Path, version: int) -> Digest:
    """What a version is known by: the table's id, its number, and the beginning of its commit's digest."""
    commit = (path / "_delta_log" / f"{version:020}.json").read_bytes()
    mark = hashlib.sha256(commit).hexdigest()[:8]
    return Digest("delta", f"{DeltaTable(path).metadata().id}@{version}~{mark}")


def number_of(digest: Digest) -> int:
    return int(digest.value.rpartition("@")[2].partition("~")[0])


def expected(path: Path, version: int) -> tuple[int, int, int]:
    """Files, bytes and rows of a version, as the library counts them."""
    table = DeltaTable(path, version=version)
    actions = pa.table(table.get_add_actions(flatten=True))
    counted = QueryBuilder().register("t", table).execute("SELECT count(*) AS n FROM t")
    return actions.num_rows, sum(actions.column("size_bytes").to_pylist()), pa.table(counted)["n"][0].as_py()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table with one version for each thing that writers do; not to be written to."""
    path = tmp_path_factory.mktemp("made") / "prices"
    said = CommitProperties(
        custom_metadata={
            "mlflow.run_id": "0123456789abcdef0123456789abcdef",
            "why": "first load",
            "userName": "Ada",
        }
    )
    write_deltalake(path, rows(0, 40), commit_properties=said, name="prices", description="What things cost")
    write_deltalake(path, rows(40, 50), mode="append")
    DeltaTable(path).update(updates={"price": "0.0"}, predicate="id = 3")
    DeltaTable(path).delete("id < 2")
    merging = DeltaTable(path).merge(rows(48, 55), "t.id = s.id", source_alias="s", target_alias="t")
    merging.when_matched_update_all().when_not_matched_insert_all().execute()
    DeltaTable(path).optimize.compact()
    DeltaTable(path).restore(1)
    more = rows(0, 5).append_column("note", pa.array(["x"] * 5))
    write_deltalake(path, more, mode="overwrite", schema_mode="overwrite")
    write_deltalake(path, more, mode="append")
    return path


@pytest.fixture
def table(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(made, tmp_path / "prices")
    return tmp_path / "prices"


def test_every_version_is_what_deltalake_says(made: Path) -> None:
    read = Read(made)
    assert read.problems == []
    opened = DeltaTable(made)
    history = {each["version"]: each for each in opened.history()}
    assert len(history) == 9
    artifacts = {fact.digests[0]: fact for fact in read.of(Artifact)}
    seen = {fact.version: fact for fact in read.of(Seen)}
    assert len(artifacts) == len(seen) == 9
    for version, told in history.items():
        digest = version_of(made, version)
        files, size, count = expected(made, version)
        assert (artifacts[digest].files, artifacts[digest].size) == (files, size)
        assert seen[str(version)].at == datetime.fromtimestamp(told["timestamp"] / 1000, UTC)
        assert seen[str(version)].place == "prices"
        tags = read.tags(version)
        assert (tags["rows"], tags["operation"]) == (str(count), told["operation"])
        assert {key: str(value) for key, value in told["operationParameters"].items()} == json.loads(
            tags["parameters"]
        )
        counted = told.get("operationMetrics") or {}
        assert {
            key: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
            for key, value in counted.items()
        } == json.loads(tags.get("operation metrics", "{}"))
        if "schema" in tags:
            written = DeltaTable(made, version=version).schema().to_json()
            assert json.loads(tags["schema"]) == json.loads(written)
    assert [version for version in range(9) if "schema" in read.tags(version)] == [0, 7]
    assert json.loads(read.tags(2)["operation metrics"])["num_updated_rows"] == "1"
    assert read.tags(0)["description"] == "What things cost"
    assert (read.tags(0)["why"], read.tags(0)["user"]) == ("first load", "Ada")


def test_a_version_comes_from_what_it_was_made_of(made: Path) -> None:
    """What is restored comes from there, and what is overwritten as a whole from nothing."""
    operations = [Read(made).tags(version)["operation"] for version in range(9)]
    assert operations[6:] == ["RESTORE", "WRITE", "WRITE"]
    edges = {number_of(fact.later): number_of(fact.former) for fact in Read(made).of(Revised)}
    assert edges == {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 1, 8: 7}


def test_the_run_and_the_code_that_wrote_are_joined(tmp_path: Path, work) -> None:
    sha = work.commit("the code")
    path = work.root / "data" / "made"
    for number, own in enumerate(
        (
            {"mlflow.run_id": "abc123", "git.commit": sha},
            {"git_commit": sha[:12], "userName": "Kim"},
            {"userMetadata": json.dumps({"mlflow.run_id": "def456"})},
            {"git.commit": "not a commit", "mlflow.run_id": "../../etc"},
        )
    ):
        properties = CommitProperties(custom_metadata=own)
        write_deltalake(path, rows(number, number + 1), mode="append", commit_properties=properties)
    read = Read(path, root=work.root)
    written = str(version_of(path, 1))
    assert {(fact.run, number_of(fact.artifact), fact.known) for fact in read.of(Generated)} == {
        ("mlflow:abc123", 0, Known.NAMED),
        (written, 1, Known.RECORDED),
        ("mlflow:def456", 2, Known.NAMED),
    }
    assert {(fact.run, fact.commit, fact.evidence) for fact in read.of(CodeOf)} == {
        ("mlflow:abc123", sha, "key git.commit of the table"),
        (written, sha, "key git_commit of the table"),
    }
    assert [(run.name, run.by) for run in read.of(Run)] == [("WRITE data/made", "Kim")]


def test_secrets_of_a_log_are_not_kept(table: Path) -> None:
    own = {"api_token": "s3cret-1", "source": "https://ada:s3cret-2@host/x?sig=s3cret-3", "fine": "kept"}
    write_deltalake(table, rows(0, 1).append_column("note", pa.array([""])), mode="append",
                    commit_properties=CommitProperties(custom_metadata=own))  # fmt: skip
    read = Read(table)
    assert "s3cret" not in repr(read.facts)
    assert read.tags(9)["fine"] == "kept"


def test_only_new_versions_are_read(table: Path) -> None:
    first = Read(table)
    context, tool = Context(table.parent), DeltaTool()
    assert tool.is_current(str(table), first.state, context)
    assert Read(table, first.state).facts == []
    for number in range(3):
        note = rows(number, number + 1).append_column("note", pa.array(["y"]))
        write_deltalake(table, note, mode="append")
    assert not tool.is_current(str(table), first.state, context)
    second = Read(table, first.state)
    assert sorted(fact.version for fact in second.of(Seen)) == ["10", "11", "9"]
    whole = Read(table)
    assert second.of(Artifact) == whole.of(Artifact)[-3:]
    assert [tag for tag in second.of(Tag) if tag.name == "rows"] == [
        tag for tag in whole.of(Tag) if tag.name == "rows"
    ][-3:]


def test_from_a_checkpoint_on_it_is_the_same(table: Path) -> None:
    DeltaTable(table).create_checkpoint()
    first = Read(table)
    note = rows(0, 2).append_column("note", pa.array(["y", "z"]))
    write_deltalake(table, note, mode="append")
    DeltaTable(table).delete("id = 1")
    second = Read(table, first.state)
    assert len(second.of(Artifact)) == 2
    assert second.of(Artifact) == Read(table).of(Artifact)[-2:]
    assert expected(table, 10)[2] == int(second.tags(10)["rows"])


def test_a_log_that_was_cleaned_up_is_read_from_its_checkpoint_on(table: Path) -> None:
    DeltaTable(table).create_checkpoint()
    note = rows(0, 2).append_column("note", pa.array(["y", "z"]))
    before = Read(table)
    write_deltalake(table, note, mode="append")
    for version in range(8):
        (table / "_delta_log" / f"{version:020}.json").unlink()
    for read in (Read(table), Read(table, before.state)):
        (problem,) = read.problems
        assert problem.startswith("The versions before 8 are no longer in its log")
        last = read.of(Artifact)[-1]
        assert (last.files, last.size) == expected(table, 9)[:2]
    assert [fact.version for fact in Read(table).of(Seen)] == ["8", "9"]
    (table / "_delta_log" / f"{8:020}.json").unlink()
    assert [fact.version for fact in Read(table).of(Seen)] == ["8", "9"]


def test_versions_before_the_first_checkpoint_are_told_without_their_state(table: Path) -> None:
    DeltaTable(table).create_checkpoint()
    for version in range(5):
        (table / "_delta_log" / f"{version:020}.json").unlink()
    read = Read(table)
    told = {number_of(fact.digests[0]): fact.files for fact in read.of(Artifact)}
    assert told == {5: None, 6: None, 7: None, 8: expected(table, 8)[0]}
    assert read.tags(5)["operation"] == "OPTIMIZE"
    assert "rows" not in read.tags(5)


def test_a_gap_in_the_log_is_said_and_what_comes_before_stands(table: Path) -> None:
    (table / "_delta_log" / f"{4:020}.json").unlink()
    read = Read(table)
    assert read.problems == ["The version 4 is not in its log."]
    assert [fact.files is None for fact in read.of(Artifact)] == [False] * 4 + [True] * 4


def test_files_that_a_vacuum_took_are_said(table: Path) -> None:
    first = Read(table)
    assert all("missing files" not in first.tags(version) for version in range(9))
    DeltaTable(table).vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    second = Read(table, first.state)
    missing = {version for version in range(9) if "missing files" in second.tags(version)}
    assert missing == {0, 1, 2, 3, 4, 5, 6}
    assert second.tags(0)["missing files"] == "1 of 1"
    assert second.problems == []
    for file in table.glob("*.parquet"):
        file.unlink()
    (told,) = Read(table).problems
    assert told.startswith("2 of the 2 files of its latest version (10) are not here")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"add": {"path": "x"', "no JSON"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deep"),
        (b"[1]", "is no action"),
        (b"\xff\xfe\x00", "no JSON"),
    ],
    ids=["cut", "deep", "list", "binary"],
)
def test_a_damaged_version_is_a_problem_and_the_others_stand(table: Path, content: bytes, says: str) -> None:
    whole = Read(table)
    log = table / "_delta_log" / f"{8:020}.json"
    good = log.read_bytes()
    log.write_bytes(content)
    read = Read(table)
    (problem,) = read.of(Problem)
    assert problem.where == f"prices/_delta_log/{8:020}.json"
    assert says in problem.what
    assert read.of(Artifact) == whole.of(Artifact)[:8]
    log.write_bytes(good)
    again = Read(table, read.state)
    assert again.of(Problem) == []
    assert again.of(Artifact) == whole.of(Artifact)
    assert [fact.where for fact in again.facts if type(fact).__name__ == "Solved"] == [problem.where]


def test_hostile_values_say_nothing_and_lead_nowhere(table: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.parquet").write_bytes(b"x")
    actions = [
        {
            "commitInfo": {
                "timestamp": 10**30,
                "operation": ["x"],
                "operationParameters": "y",
                "a": {"b": 1},
                **{f"{number}" * 99: number for number in range(500)},
            }
        },
        {"metaData": {"id": "two words/한", "schemaString": 7, "partitionColumns": "no"}},
        {"add": {"path": "../outside.parquet", "size": -5, "stats": '{"numRecords": 9999999999999999999}'}},
        {"add": {"path": "/etc/passwd", "size": True, "deletionVector": [1]}},
        *({"add": {"path": f"{number}", "size": 10**40}} for number in range(3)),
        {"add": None},
        {"remove": {"path": ["never"]}},
    ]
    other = tmp_path / "other"
    (other / "_delta_log").mkdir(parents=True)
    (other / "_delta_log" / f"{0:020}.json").write_text("\n".join(map(json.dumps, actions)))
    (other / "_delta_log" / f"{10**19:020}.json").write_text("{}")
    read = Read(other)
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    database.write(read.facts)
    database.close()
    first = read.of(Artifact)[0]
    assert first.digests[0].value.partition("~")[0] == "two%20words%2F%ED%95%9C@0"
    assert first.digests[0] == Digest.parse(str(first.digests[0]))
    assert read.of(Seen)[0].at is None
    (other / "_delta_log").rename(tmp_path / "log")
    (other / "_delta_log").symlink_to(tmp_path / "log")
    assert [problem.what for problem in Read(other).of(Problem)] == [
        "The log of this table could not be read: its log is a link."
    ]
    assert list(DeltaTool().discover(Context(other))) == []
    os.mkfifo(table / "_delta_log" / f"{9:020}.json")
    assert [fact.version for fact in Read(table).of(Seen)] == [str(number) for number in range(9)]


def test_tables_are_found_where_they_are(table: Path, tmp_path: Path) -> None:
    for name in (".hidden", "node_modules", "deep/er"):
        shutil.copytree(table, tmp_path / name / "t")
    (tmp_path / "link").symlink_to(table)
    for number in range(1_500):
        (table / f"file-{number}").touch()
    found = list(DeltaTool().discover(Context(tmp_path)))
    places = [Path(each.location).relative_to(tmp_path).as_posix() for each in found]
    assert places == ["prices", "deep/er/t"]
    assert {each.details for each in found} == {(Detail(Told.VERSION, 8),)}
    context = Context(tmp_path)
    assert DeltaTool().at("prices", context) == found[0]
    assert DeltaTool().at(str(tmp_path), context) is None
    assert DeltaTool().at("https://example.org/table", context) is None
    shutil.rmtree(table)
    with pytest.raises(ActionableError, match="no Delta table any more"):
        DeltaTool().open(str(table), context)


def test_a_table_becomes_lineage_and_twice_changes_nothing(table: Path, work, tmp_path: Path) -> None:
    (work.root / "data").mkdir()
    table.rename(work.root / "data" / "prices")
    path = work.root / "data" / "prices"
    (work.root / ".gitignore").write_text("data/\n")
    work.commit("tables are not in Git")
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(work.root, database.url)
    first = import_project(project, database, Silent())
    assert (first.problems, first.artifacts, first.runs) == ((), 9, 1)
    again = import_project(project, database, Silent())
    assert [(source.kind, source.facts) for source in again.sources if source.facts] == []
    assert nothing_new(project) is not None
    DeltaTable(path).delete("id = 0")
    assert nothing_new(project) is None
    assert import_project(project, database, Silent()).artifacts == 10
    questions = Questions(database)
    last = questions.resolve(f"delta:{DeltaTable(path).metadata().id}@9")
    around = questions.around([last.node.id])
    assert [str(edge.role) for edge in around.edges] == ["revision"]
    database.close()


def test_versions_are_there_from_their_own_time_on(table: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    import_project(Project(tmp_path, database.url), database, Silent())
    times = {int(seen.version): seen.at for seen in Read(table).of(Seen)}
    questions = Questions(database)
    nodes = {version: questions.resolve(f"prices@v{version}").node for version in times}
    assert {version: node.when for version, node in nodes.items()} == times
    with questions.look() as look:
        known = Moments(look).known(Moment("then", times[4]))
        there = {version for version, node in nodes.items() if node.id in known}
    assert there == {version for version, when in times.items() if when <= times[4]}
    assert there < set(times)
    database.close()


def test_a_run_that_names_a_version_by_its_path_used_it(table: Path, tmp_path: Path) -> None:
    """As MLflow records the input of a run: an absolute path and a version of the table."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(tmp_path, database.url)
    import_project(project, database, Silent())
    named = {"mlflow:1": (str(table), "3"), "mlflow:2": ("prices", "5"), "mlflow:3": (f"file://{table}", "")}
    for key, (place, version) in named.items():
        database.write([Run(key, key, source="mlflow"), Mentioned(key, place, version=version)])
    assert resolve_mentions(database, [tmp_path]) == 3
    questions = Questions(database)
    used = {key: questions.run(key).inputs[0].artifact.key for key in named}
    versions = {"mlflow:1": 3, "mlflow:2": 5, "mlflow:3": 8}
    assert used == {key: str(version_of(table, version)) for key, version in versions.items()}
    database.close()


def test_a_commit_holds_the_version_that_is_in_it(work) -> None:
    path = work.root / "tables" / "small"
    write_deltalake(path, rows(0, 3))
    first = work.commit("a table in Git")
    zeroth = version_of(path, 0)
    write_deltalake(path, rows(3, 4), mode="append")
    DeltaTable(path).create_checkpoint()
    second = work.commit("a new version")
    later = version_of(path, 1)
    work.git("rm", "--quiet", "-r", "tables")
    third = work.commit("no table")
    write_deltalake(work.root / "other", rows(0, 1))
    held = held_facts(work.root)
    assert [(fact.commit, fact.path, fact.subject) for fact in held] == [
        (first, "tables/small", zeroth),
        (second, "tables/small", later),
        (third, "tables/small", None),
    ]
    assert all(fact.slot is Slot.DATA for fact in held)


def held_facts(root: Path) -> list[Held]:
    context = Context(root, GitPlace.find(root))
    found = next(each for each in DeltaTool().discover(context) if each.location.endswith(".git"))
    facts = list(DeltaTool().open(found.location, context).facts(None, Silent()))
    assert DeltaTool().is_current(found.location, facts[-1].state, context)
    context.close()
    return [fact for fact in facts if isinstance(fact, Held)]


def test_a_directory_of_dvc_was_made_from_the_version_in_it(work, tmp_path: Path) -> None:
    work.dvc("init", "--quiet")
    path = work.root / "prices"
    write_deltalake(path, rows(0, 3))
    work.dvc("add", "--quiet", "prices")
    work.commit("first")
    write_deltalake(path, rows(3, 4), mode="append")
    work.dvc("add", "--quiet", "prices")
    work.commit("second")
    context = Context(work.root, GitPlace.find(work.root))
    tool = DeltaTool()
    location = str(work.root / ".git")
    facts = list(tool.open(location, context).facts(None, Silent()))
    parts = [fact for fact in facts if isinstance(fact, Part)]
    assert [part.source for part in parts] == [version_of(path, version) for version in (0, 1)]
    listed = [work.git("show", f"{revision}:prices.dvc") for revision in ("HEAD~1", "HEAD")]
    assert [part.target.value in text for part, text in zip(parts, listed, strict=True)] == [True, True]
    state = facts[-1].state
    assert list(tool.open(location, context).facts(state, Silent())) == []
    shutil.move(work.root / ".dvc" / "cache", tmp_path / "away")
    absent = list(tool.open(location, context).facts(None, Silent()))
    assert [fact for fact in absent if isinstance(fact, Part)] == []
    assert tool.is_current(location, absent[-1].state, context)
    shutil.move(tmp_path / "away", work.root / ".dvc" / "cache")
    assert not tool.is_current(location, absent[-1].state, context)
    come = list(tool.open(location, context).facts(absent[-1].state, Silent()))
    assert [fact for fact in come if isinstance(fact, Part)] == parts
    context.close()


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.booleans(), st.integers(0, 99), st.none() | st.integers(0, 99)),
        max_size=30,
    )
)
def test_a_replay_counts_what_is_there(steps: list[tuple[str, bool, int, int | None]]) -> None:
    """Whatever comes and goes, the counts are those of the files that are there."""
    replay = Replay(lambda path: path == "a")
    there: dict[str, tuple[int, int | None]] = {}
    version = TableVersion(0, {}, None, None, None)
    for number, (path, comes, size, count) in enumerate(steps):
        told: dict[str, Any] = {"path": path, "size": size}
        if count is not None:
            told["stats"] = json.dumps({"numRecords": count})
        version = replay.apply(number, [{"add" if comes else "remove": told}])
        if comes:
            there[path] = size, count
        else:
            there.pop(path, None)
        counts = [count for _, count in there.values()]
        assert version.rows == (None if None in counts else sum(count or 0 for count in counts))
        assert (version.size, version.files) == (sum(size for size, _ in there.values()), len(there))
        assert version.missing == ("a" in there)


@given(st.binary(max_size=200))
def test_any_bytes_are_actions_or_unreadable(content: bytes) -> None:
    try:
        for action in read_actions(content):
            assert isinstance(action, dict)
    except UnreadableError:
        pass
