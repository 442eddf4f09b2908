"""Records that name a model version by its name and number alone: whose version is meant."""

from __future__ import annotations

import pytest

from forebear.lineage.facts import Approval
from forebear.lineage.model_registry import model_registry
from forebear.lineage.questions import Questions
from forebear.lineage.words import ModelVersion, NodeKind

ONE = ModelVersion("mlflow-20240102-030405-678", "churn", "3", identity="3~0a1b2c3d")
TWO = ModelVersion("mlflow-20250102-030405-678", "churn", "3", identity="3~4a5b6c7d")
NAMED = Approval(NodeKind.MODEL_VERSION, "mlflow:churn/3", "kubernetes:1", "deployment", "available")


def approvals(database):
    with Questions(database).look() as look:
        return {each.node.key: each.approvals for model in model_registry(look) for each in model.versions}


@pytest.mark.parametrize("order", [(ONE, NAMED), (NAMED, ONE)])
def test_the_only_version_of_that_name_is_meant_whichever_was_read_first(database, order):
    for fact in order:
        database.write([fact])
    assert approvals(database) == {ONE.key: 1}
    nodes = Questions(database).counts()
    database.write([NAMED])
    database.write([ONE])
    assert approvals(database) == {ONE.key: 1}
    assert Questions(database).counts() == nodes


def test_where_two_stores_have_one_neither_is_meant(database):
    database.write([ONE, TWO])
    database.write([NAMED])
    assert approvals(database) == {ONE.key: 0, TWO.key: 0}
    (node,) = [node for node in Questions(database).nodes(range(1, 20)) if node.key == NAMED.subject]
    assert node.kind is NodeKind.MODEL_VERSION


def test_a_record_that_names_the_key_itself_means_that(database):
    database.write([ONE, TWO])
    database.write([Approval(NodeKind.MODEL_VERSION, TWO.key, "1", "review", "approved")])
    assert approvals(database) == {ONE.key: 0, TWO.key: 1}
