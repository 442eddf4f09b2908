"""Names: what a few letters find, and that the index is what the lineage says, however it was written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from forebear.lineage import migrations, schema
from forebear.lineage.database import Database
from forebear.lineage.facts import Held, Slot
from forebear.lineage.matching import Match
from forebear.lineage.names import Hit, Names
from forebear.lineage.naming import NameKind, Naming
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Ref, RefKind

Snapshot = Callable[[Database], dict[str, list[object]]]
INDEX = ("name", "called", "word")


def find(questions: Questions, wanted: str, recent: Sequence[int] = (), limit: int = 60) -> tuple[Hit, ...]:
    with questions.look() as look:
        return Names(look).find(wanted, limit, recent)


def names(hits: Sequence[Hit]) -> list[tuple[str, str]]:
    return [(hit.kind.name, hit.text) for hit in hits]


def indexed(database: Database) -> list[object]:
    """What the full-text index says of every name, by its own account."""
    with database.reading() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms "
                f"USING fts5vocab(main, {schema.NAME_SEARCH}, instance)"
            )
            return sorted(map(tuple, connection.exec_driver_sql("SELECT doc, term, offset FROM temp.terms")))
        return []


# what is found


@pytest.mark.parametrize(
    ("wanted", "kind", "name"),
    [
        ("model@best.pkl", "MODEL", "model@best.pkl"),
        ("data.csv", "DATASET", "data.csv"),
        ("DATA.CSV", "DATASET", "data.csv"),
        ("data/data", "DATASET", "data/data.csv"),
        ("best", "MODEL", "model@best.pkl"),
        ("csv data", "DATASET", "data.csv"),
        ("v1", "TAG", "v1"),
        ("main", "BRANCH", "main"),
        ("slow-fox", "EXPERIMENT", "slow-fox"),
        ("step 2", "COMMIT", "step 2"),
        ("train", "RUN", "train"),
        ("python prep", "RUN", "python prepare.py"),
        ("prepaer", "RUN", "prepare"),
        ("mdl", "MODEL", "model@best.pkl"),
        ("registry", "DATASET", "https://example.org/registry/data/raw"),
    ],
)
def test_what_is_meant_comes_first(told: Questions, wanted: str, kind: str, name: str) -> None:
    assert names(find(told, wanted))[0] == (kind, name)


def test_all_versions_of_a_name_are_found_the_newest_first(told: Questions, story: Any) -> None:
    hits = find(told, "model@best.pkl")
    assert [hit.node.digests[0] for hit in hits[:2]] == list(reversed(story.models))


def test_keys_and_digests_are_found_by_how_they_begin(told: Questions, story: Any) -> None:
    sha, model = story.commits[1], story.models[0]
    for wanted in (sha, sha[:7], sha[:7].upper()):
        assert find(told, wanted)[0].node.key == sha
    for wanted in (str(model), str(model)[:12], model.value, model.value[:8]):
        assert find(told, wanted)[0].node.digests == (model,)
    assert find(told, story.trains[0][:6])[0].node.kind is NodeKind.RUN
    assert find(told, f"run:{story.trains[0][:6]}")[0].node.key == story.trains[0]


def test_what_was_looked_at_lately_comes_first(told: Questions) -> None:
    def by_words() -> list[int]:
        return [hit.node.id for hit in find(told, "py", recent)]

    recent: list[int] = []
    plain = by_words()
    assert len(plain) > 2
    for last in (plain[-1], plain[1]):
        recent = [last]
        assert by_words()[0] == last
        assert sorted(by_words()) == sorted(plain)
    assert [hit.node.id for hit in find(told, "", plain)] == plain
    assert find(told, "") == ()


def test_an_exact_name_comes_before_what_was_looked_at_lately(told: Questions) -> None:
    run = next(hit.node.id for hit in find(told, "python train") if hit.node.kind is NodeKind.RUN)
    assert find(told, "data.csv", [run])[0].text == "data.csv"


def test_models_and_datasets_come_before_configurations(database: Database) -> None:
    kinds = (ArtifactType.CONFIG, ArtifactType.FILE, ArtifactType.DATASET, ArtifactType.MODEL)
    database.write(
        [Artifact((Digest("md5", f"{n:032x}"),), f"churn-{n}", kind) for n, kind in enumerate(kinds)]
    )
    found = [hit.kind for hit in find(Questions(database), "churn")]
    assert found == [NameKind.MODEL, NameKind.DATASET, NameKind.FILE, NameKind.CONFIG]


def test_one_kind_does_not_keep_all_others_out(database: Database) -> None:
    models = [Artifact((Digest("md5", f"{n:032x}"),), f"churn {n}", ArtifactType.MODEL) for n in range(300)]
    database.write([*models, Artifact((Digest("md5", "f" * 32),), "the churn", ArtifactType.CONFIG)])
    hits = find(Questions(database), "churn")
    assert len(hits) == 60
    assert ("CONFIG", "the churn") in names(hits)


SCRIPTS = {
    "고객데이터를_정리.csv": ("데이터", "고객", "정리", "데이터를"),
    "训练数据集.parquet": ("数据", "训练", "数据集"),
    "Modèle_Prévision.pkl": ("modele", "prevision", "MODÈLE"),
    "🚀 launch": ("🚀", "launch", "🚀 la"),
    "نموذج العملاء.pkl": ("نموذج", "العملاء"),
    "TrainChurnModel.pkl": ("churn", "trainchurn", "train model", "TrainChurn"),
    "मॉडल.bin": ("मॉडल",),
    "half\ud800": ("half",),
}


@pytest.mark.parametrize(("name", "queries"), SCRIPTS.items(), ids=range(len(SCRIPTS)))
def test_names_of_all_scripts_are_found_by_their_parts(
    database: Database, name: str, queries: Sequence[str]
) -> None:
    database.write([Artifact((Digest("md5", "a" * 32),), name, ArtifactType.MODEL)])
    questions = Questions(database)
    for wanted in (name, *queries):
        hits = find(questions, wanted)
        assert [hit.node.digests for hit in hits] == [(Digest("md5", "a" * 32),)], wanted


def test_decomposed_and_composed_names_are_the_same(database: Database) -> None:
    import unicodedata

    database.write([Artifact((Digest("md5", "a" * 32),), unicodedata.normalize("NFD", "고객.csv"))])
    assert find(Questions(database), "고객.csv")[0].match is Match.EXACT


# for any name and any text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(called=["\x85\x08"])  # begins with what counts as a space, and has no words
@example(called=["\xa8"])  # is folded to a space
@given(
    # No path and no name of a tool has a NUL.
    called=st.lists(
        st.text(
            st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40
        ).filter(str.strip),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_a_full_name_always_finds_its_node(fresh: Callable[[], Database], called: list[str]) -> None:
    database = fresh()
    digests = [Digest("md5", f"{number:032x}") for number in range(len(called))]
    database.write([Artifact((digest,), name) for digest, name in zip(digests, called, strict=True)])
    questions = Questions(database)
    for node in questions.artifacts():
        assert node in [hit.node for hit in find(questions, node.name)], node.name


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.text(), st.text("\"'*()^-:{}[]%_\\/&|<>!~@ ab\0", max_size=30)),
    st.lists(st.integers(), max_size=5),
)
def test_no_text_raises(told: Questions, wanted: str, recent: list[int]) -> None:
    hits = find(told, wanted, [abs(each) % 2**62 for each in recent])
    for hit in hits:
        assert hit.node.id in {each.node.id for each in hits}
        for start, end in hit.spans:
            assert 0 <= start < end <= len(hit.text)


def test_very_long_names_and_texts(database: Database) -> None:
    long = "x" * 10_000
    database.write(
        [Artifact((Digest("md5", f"{n:032x}"),), f"{long}{n}", ArtifactType.MODEL) for n in range(2)]
    )
    assert len(find(Questions(database), f"{long}0")) == 2  # what comes after 400 characters is not looked at
    assert find(Questions(database), "no such " * 5_000) == ()


# the index is what the lineage says


def same_when_made_anew(database: Database, snapshot: Snapshot) -> None:
    """The index, as it was kept by writing, is what making it from nothing gives."""
    kept, text_kept = snapshot(database), indexed(database)
    assert len(kept["called"]) > 0
    with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"INSERT INTO {schema.NAME_SEARCH} ({schema.NAME_SEARCH}) VALUES ('integrity-check')"  # noqa: S608
            )
        Naming(connection).refill()
    anew = snapshot(database)
    for table in INDEX:
        assert kept[table] == anew[table], table
    assert len(text_kept) == len(indexed(database))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("parts", [1, 3, 20])
def test_the_index_is_the_same_however_facts_arrive(
    database: Database, story: Any, snapshot: Snapshot, seed: int, parts: int
) -> None:
    facts = list(story.facts)
    random.Random(seed).shuffle(facts)
    for part in range(parts):
        database.write(facts[part::parts])
    same_when_made_anew(database, snapshot)


def test_names_follow_what_is_renamed_joined_and_retyped(
    database: Database, story: Any, snapshot: Snapshot
) -> None:
    database.write(story.facts)
    md5, sha = Digest("md5", "7" * 32), Digest("sha256", "8" * 64)
    database.write([Held(story.commits[0], Slot.DATA, "first/here.bin", md5), Artifact((sha,), "there.bin")])
    questions = Questions(database)
    assert find(questions, "here.bin")[0].kind is NameKind.FILE
    # They were one all along, and a model.
    database.write([Artifact((md5, sha), "weights.bin", ArtifactType.MODEL)])
    same_when_made_anew(database, snapshot)
    for wanted in ("first/here.bin", "there.bin"):
        hit = find(questions, wanted)[0]
        assert (hit.kind, hit.node.digests) == (NameKind.MODEL, (md5, sha))
    assert "here.bin" not in [
        hit.text for hit in find(questions, "here.bin")
    ]  # the first described name stays


def test_moved_and_deleted_references_are_no_names_any_more(
    database: Database, story: Any, snapshot: Snapshot
) -> None:
    database.write(story.facts)
    database.write(
        [Ref("main", RefKind.BRANCH, story.commits[1]), Ref("brandnewtag", RefKind.TAG, story.commits[0])]
    )
    questions = Questions(database)
    assert ("TAG", "v1") not in names(find(questions, "v1"))
    assert find(questions, "main")[0].node.key == story.commits[1]
    assert find(questions, "brandnewtag")[0].node.key == story.commits[0]
    same_when_made_anew(database, snapshot)
    database.write([Ref("main", RefKind.BRANCH, story.commits[1])])
    assert find(questions, "brandnewtag") == ()
    with database.reading() as connection:
        left = select(schema.word.c.text).where(schema.word.c.text == "brandnewtag")
        assert connection.execute(left).first() is None


def test_a_database_of_the_first_schema_is_migrated_and_its_names_are_found(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        migrations.upgrade(connection, "0001")
        for statement in (
            "INSERT INTO node VALUES (1, 'commit', 'abcdef0123456789', 'Learn more slowly', 'imported')",
            "INSERT INTO git_commit VALUES (1, '', 'Ada', '', 0, 'Ada', '', 0, 'Learn more slowly')",
            "INSERT INTO node VALUES (2, 'artifact', 'md5:77', 'model.pkl', 'imported')",
            "INSERT INTO artifact VALUES (2, 'model', 10, NULL)",
            "INSERT INTO digest VALUES ('md5:77', 2)",
            "INSERT INTO held VALUES (1, 'data', 'models/churn/model.pkl', 2, '[]')",
            "INSERT INTO ref VALUES ('tag', 'v1', 'abcdef0123456789', NULL, NULL, NULL, '')",
        ):
            connection.execute(text(statement))
    engine.dispose()
    database = Database.open(url)
    questions = Questions(database)
    for wanted, key in (("slowly", "abcdef0123456789"), ("churn", "md5:77"), ("v1", "abcdef0123456789")):
        assert find(questions, wanted)[0].node.key == key
    database.close()
