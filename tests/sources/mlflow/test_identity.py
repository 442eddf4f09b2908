"""Which model versions are one: those of one store, however it is read, and never those of two."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.errors import AmbiguousReferenceError
from forebear.lineage.facts import Approval, Fact, Tag
from forebear.lineage.model_registry import RegisteredModel as Shown
from forebear.lineage.model_registry import model_registry
from forebear.lineage.questions import Questions
from forebear.lineage.words import Model, ModelVersion, Move, NodeKind, Transition
from forebear.sources.mlflow.records import RegisteredModel, RegisteredVersion
from forebear.sources.mlflow.registry import Models, Registry

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Lineage:
    """A lineage, and what is asked of it."""

    database: Database
    questions: Questions

    def write(self, facts: list[Fact]) -> None:
        self.database.write(facts)

    @property
    def models(self) -> list[Shown]:
        with self.questions.look() as look:
            return list(model_registry(look))

    @property
    def churn(self) -> list[Shown]:
        return [each for each in self.models if each.model.name == "churn"]


@pytest.fixture
def lineage(tmp_path: Path) -> Iterator[Lineage]:
    opened = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    yield Lineage(opened, Questions(opened))
    opened.close()


def numbers(model: Shown) -> dict[str, set[str]]:
    return {
        each.registered.version.version: set(each.registered.stages)
        for each in model.versions
        if each.registered.transitions[-1].move is not Move.DEREGISTERED
    }


def held_by_the_client(made: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in made.told["versions"].items():
        model, _, number = name.partition("/")
        if model == "churn":
            found[number] = {version["stage"]} - {"None"}
            aliases = made.told["models"]["churn"]["aliases"]
            found[number] |= {alias for alias, of in aliases.items() if of == number}
    return found


def ordered(found: Mapping[str, set[str]]) -> list[tuple[str, list[str]]]:
    return [(number, sorted(found[number])) for number in sorted(found)]


def found_of(models: list[Shown]) -> list[Any]:
    return sorted(ordered(numbers(model)) for model in models)


def found_of_client(*stores: Any) -> list[Any]:
    return sorted(ordered(held_by_the_client(made)) for made in stores)


class TestTwoStores:
    def test_with_the_same_name_and_number_are_two(self, stores, read, lineage):
        one, two = stores["mlflow/database"], stores["mlflow2/database"]
        for made in (one, two):
            lineage.write(read(made.path, made.folder).facts)
        models = lineage.churn
        assert found_of(models) == found_of_client(one, two)
        runs = {each.subject.key for model in models for each in model.versions if each.subject}
        assert len({model.model.registry for model in models}) == 2
        assert len(runs) > 1

    def test_are_told_apart_by_what_an_ambiguous_ref_lists(self, stores, read, lineage):
        for name in ("mlflow/database", "mlflow2/database"):
            lineage.write(read(stores[name].path, stores[name].folder).facts)
        for text in ("models:/churn/1", "models:/mlflow:churn/1", "models:/churn@champion"):
            with pytest.raises(AmbiguousReferenceError) as both:
                lineage.questions.resolve(text)
            assert len(both.value.candidates) == 2
            nodes = [lineage.questions.resolve(each).node for each in both.value.candidates]
            assert len({node.id for node in nodes}) == 2
            assert [node.ref for node in nodes] == list(both.value.candidates)
            assert "registered 20" in both.value.todo
            assert " at " in both.value.todo


class TestOneStore:
    def test_that_was_moved_or_copied_is_one(self, stores, read, lineage, run_mlflow, tmp_path):
        made = stores["mlflow/folder"].copied(tmp_path / "one")
        copy = made.copied(tmp_path / "elsewhere")
        readings = [read(each.path, each.folder) for each in (made, copy)]
        for reading in readings:
            lineage.write(reading.facts)
        (model,) = lineage.churn
        assert numbers(model) == held_by_the_client(made)
        assert len(model.moves) == len(readings[0].of(Transition))  # each was noticed once
        for each, reading in zip((made, copy), readings, strict=True):
            words = ("set_registered_model_alias", '["churn", "champion", "2"]')
            run_mlflow(each.tool, "call", each.uri, *words)
            lineage.write(read(each.path, each.folder, reading.state).facts)
        (model,) = lineage.churn
        assert numbers(model)["2"] == {"champion", "challenger"}
        assert len(model.moves) == len(readings[0].of(Transition)) + 2

    def test_whose_files_became_a_database_is_one(self, stores, read, lineage, tool, tmp_path):
        made = stores["mlflow/folder"]
        target = tmp_path / "moved" / "mlflow.db"
        target.parent.mkdir()
        program = "import sys; from pathlib import Path; from mlflow.store.fs2db import migrate; "
        program += "migrate(Path(sys.argv[1]), sys.argv[2], progress=False)"
        python = tool("mlflow").parent / "python"
        words = [python, "-W", "ignore", "-c", program, made.path.parent, f"sqlite:///{target}"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        lineage.write(read(made.path, made.folder).facts)
        lineage.write(read(target, target.parent).facts)
        (model,) = lineage.churn
        assert numbers(model) == held_by_the_client(made)

    def test_of_which_a_copy_goes_its_own_way_is_one_up_to_there(
        self, stores, read, lineage, run_mlflow, tmp_path
    ):
        made = stores["mlflow/database"]
        copy = made.copied(tmp_path / "copy")
        other = made.copied(tmp_path / "other")
        for each in (copy, other):
            run_mlflow(
                each.tool, "call", each.uri,
                "create_model_version", json.dumps(["churn", str(each.folder / "new")]),
            )  # fmt: skip
            lineage.write(read(each.path, each.folder).facts)
        (model,) = lineage.churn
        found = [each.registered.version.version for each in model.versions]
        new = max(found, key=int)
        assert found.count(new) == 2
        assert all(found.count(number) == 1 for number in found if number != new)
        with pytest.raises(AmbiguousReferenceError) as both:
            lineage.questions.resolve(f"models:/churn/{new}")
        assert len({lineage.questions.resolve(each).node.id for each in both.value.candidates}) == 2

    def test_in_which_a_model_is_made_anew_has_two_of_its_name(
        self, stores, read, lineage, run_mlflow, tmp_path
    ):
        copy = stores["mlflow/folder"].copied(tmp_path / "copy")
        first = read(copy.path, copy.folder)
        run_mlflow(
            copy.tool, "call", copy.uri,
            "delete_registered_model", '["churn"]',
            "create_registered_model", '["churn"]',
            "create_model_version", json.dumps(["churn", str(copy.folder)]),
        )  # fmt: skip
        second = read(copy.path, copy.folder, first.state)
        for each in (first, second):
            lineage.write(each.facts)
        assert found_of(lineage.churn) == [[], [("1", [])]]
        with pytest.raises(AmbiguousReferenceError):
            lineage.questions.resolve("models:/churn/1")
        assert read(copy.path, copy.folder, second.state).facts == []


def of_before(facts: list[Fact]) -> list[Fact]:
    """Return facts as readings told them that knew a version by its number alone."""

    def bare(key: str) -> str:
        return "mlflow:" + key.partition(":")[2].partition("~")[0]

    def told(fact: Fact) -> Fact:
        if isinstance(fact, ModelVersion):
            return replace(fact, registry="mlflow", identity="")
        if isinstance(fact, Model):
            return replace(fact, registry="mlflow")
        if isinstance(fact, Transition):
            return replace(fact, version=bare(fact.version))
        if isinstance(fact, Tag) and fact.kind is NodeKind.MODEL_VERSION:
            return replace(fact, subject=bare(str(fact.subject)))
        return fact

    return [told(fact) for fact in facts]


def state_of_before(state: Mapping[str, Any]) -> Mapping[str, Any]:
    old: dict[str, Any] = json.loads(json.dumps(state))
    for model in old["registry"].values():
        del model["registry"]
        for version in model["versions"].values():
            del version["key"]
    return old


class TestAnEarlierLineage:
    def test_keeps_all_that_it_knew_and_has_nothing_twice(self, stores, read, lineage, run_mlflow, tmp_path):
        made = stores["mlflow/database"].copied(tmp_path / "copy")
        first = read(made.path, made.folder)
        run_mlflow(
            made.tool, "call", made.uri,
            "set_registered_model_alias", '["churn", "champion", "2"]',
            "delete_model_version", '["churn", "3"]',
        )  # fmt: skip
        second = read(made.path, made.folder, first.state)
        for each in (first, second):
            lineage.write(of_before(each.facts))
        approval = Approval(NodeKind.MODEL_VERSION, "mlflow:churn/1", "job", "review", "approved")
        lineage.write([approval])
        (before,) = lineage.churn
        assert before.model.registry == "mlflow"
        again = read(made.path, made.folder, state_of_before(second.state))
        lineage.write(again.facts)
        (after,) = lineage.churn
        assert after.model.registry != "mlflow"
        assert after.model.tags == before.model.tags

        def known(model: Shown) -> list[Any]:
            return [
                (
                    each.node.id,
                    each.registered.version.version,
                    each.registered.stages,
                    [(move.record, move.move, move.stage, move.when) for move in each.registered.transitions],
                    each.subject,
                    each.approvals,
                )
                for each in model.versions
            ]

        assert known(after) == known(before)
        assert lineage.questions.resolve("models:/churn@champion").node.ref == "models:/churn/2"
        registries = {each.model.registry for each in lineage.models}
        assert {each.partition("-")[0] for each in registries} == {"mlflow"}
        assert "mlflow" not in registries
        assert read(made.path, made.folder, again.state).facts == []

    def test_that_took_two_stores_for_one_has_two(self, stores, read, lineage, run_mlflow, tmp_path):
        one = stores["mlflow/database"]
        two = stores["mlflow2/database"].copied(tmp_path / "copy")
        readings = {made.name: (made, read(made.path, made.folder)) for made in (one, two)}
        for _, reading in readings.values():
            lineage.write(of_before(reading.facts))
        run_mlflow(two.tool, "call", two.uri, "set_registered_model_alias", '["churn", "champion", "3"]')
        (two.folder / "told.json").write_text(run_mlflow(two.tool, "tell", two.uri))
        assert len(lineage.churn) == 1
        for made, reading in readings.values():
            lineage.write(read(made.path, made.folder, state_of_before(reading.state)).facts)
        assert found_of(lineage.churn) == found_of_client(one, two)


MOMENTS = st.integers(1_600_000_000_000, 1_900_000_000_000)
RUNS = st.uuids(version=4).map(lambda each: each.hex)


@st.composite
def histories(draw: Callable[..., Any]) -> RegisteredModel:
    """A model as a store may have it: versions one after the other, each of a run of its own."""
    created = draw(MOMENTS)
    runs = draw(st.lists(RUNS, min_size=1, max_size=6, unique=True))
    versions = [
        RegisteredVersion(
            str(number), f"runs:/{run}/model", run=run, created=created + draw(st.integers(0, 50))
        )
        for number, run in enumerate(runs, 1)
    ]
    return RegisteredModel("churn", versions=tuple(versions), created=created)


def keys_of(model: RegisteredModel) -> set[str]:
    facts = Registry(None).facts([model], Models({}, {}), NOW)
    return {fact.key for fact in facts if isinstance(fact, ModelVersion)}


@given(histories(), histories())
def test_stores_with_histories_of_their_own_share_no_version(one: Any, two: Any) -> None:
    assert len(keys_of(one)) == len(one.versions)
    assert not keys_of(one) & keys_of(two)


@given(histories(), st.data())
def test_one_store_that_is_read_by_two_ways_shares_all(model: Any, data: Any) -> None:
    """What moves and what each way tells otherwise counts for nothing: places, stages, times of writing."""

    def otherwise(version: RegisteredVersion) -> RegisteredVersion:
        return replace(
            version,
            source=f"/moved/{version.run}/artifacts/model",
            location=data.draw(st.text()),
            stage=data.draw(st.sampled_from(["", "None", "Production"])),
            updated=data.draw(MOMENTS),
            user=data.draw(st.text()),
        )

    seen = replace(model, versions=tuple(map(otherwise, model.versions)), description=data.draw(st.text()))
    assert keys_of(seen) == keys_of(model)
