"""Words and facts as rows of their tables, and back."""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from forebear.lineage.facts import CameFrom, Metric
from forebear.lineage.schema import NO_STEP
from forebear.lineage.tables import Row, fitting
from forebear.lineage.words import (
    Commit,
    Environment,
    Image,
    Listed,
    Person,
    Problem,
    Ref,
    RefKind,
    Run,
    Scalar,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(when: datetime | None) -> int | None:
    """Return a time as the database keeps it."""
    return None if when is None else (when - _EPOCH) // _MICROSECOND


def moment(when: int | None) -> datetime | None:
    """Return the time that the database keeps as `when`."""
    return None if when is None else _EPOCH + timedelta(microseconds=when)


def commit_row(node: int, commit: Commit) -> Row:
    """Return a row of `git_commit`."""
    return (
        node,
        " ".join(commit.parents),
        commit.author.name,
        commit.author.email,
        microseconds(commit.authored_at),
        commit.committer.name,
        commit.committer.email,
        microseconds(commit.committed_at),
        commit.message,
    )


def commit_of(sha: str, row: Any) -> Commit:
    """Return the commit that a row of `git_commit` holds."""
    return Commit(
        sha,
        tuple(row.parents.split()),
        Person(row.author_name, row.author_email),
        _EPOCH + timedelta(microseconds=row.authored_at),
        Person(row.committer_name, row.committer_email),
        _EPOCH + timedelta(microseconds=row.committed_at),
        row.message,
    )


def ref_row(ref: Ref) -> Row:
    """Return a row of `ref`."""
    return (
        ref.repository,
        ref.kind.value,
        ref.name,
        ref.commit,
        None if ref.tagger is None else ref.tagger.name,
        None if ref.tagger is None else ref.tagger.email,
        microseconds(ref.tagged_at),
        ref.message,
    )


def ref_of(row: Any) -> Ref:
    """Return the reference that a row of `ref` holds."""
    tagger = None if row.tagger_name is None else Person(row.tagger_name, row.tagger_email)
    return Ref(
        row.name, RefKind(row.kind), row.sha, tagger, moment(row.tagged_at), row.message, row.repository
    )


def run_row(node: int, run: Run) -> Row:
    """Return a row of `run`."""
    return (
        node,
        json.dumps(run.command),
        run.working_directory,
        run.source,
        run.status,
        microseconds(run.started_at),
        microseconds(run.ended_at),
        run.by,
    )


def environment_key(environment: Environment) -> str:
    """Return the digest of all that is known of an environment."""
    image = environment.image
    content = [
        None if image is None else [image.reference, image.id, image.digest, list(image.diff_ids)],
        environment.platform,
        dict(environment.packages),
        dict(environment.variables),
        dict(environment.facts),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def environment_name(environment: Environment) -> str:
    """Return what people call an environment: its image's reference, else its platform."""
    image = environment.image
    return (image.reference or image.identity if image else "") or environment.platform or "environment"


def image_columns(image: Image | None) -> Row:
    """Return the four image columns of `environment` and `rebuild`."""
    if image is None:
        return None, "", "", "[]"
    return image.reference, image.id, image.digest, json.dumps(image.diff_ids)


def image_of(row: Any) -> Image | None:
    """Return the image that a row with image columns holds."""
    if row.image_reference is None:
        return None
    diff_ids = tuple(json.loads(row.image_diff_ids))
    return Image(row.image_reference, row.image_id, row.image_digest, diff_ids)


def environment_row(node: int, environment: Environment) -> Row:
    """Return a row of `environment`."""
    return (
        node,
        *image_columns(environment.image),
        environment.platform,
        _object(environment.packages),
        _object(environment.variables),
        _object(environment.facts),
    )


def environment_of(row: Any) -> Environment:
    """Return the environment that a row of `environment` holds."""
    return Environment(
        image_of(row),
        row.platform,
        json.loads(row.packages),
        json.loads(row.variables),
        json.loads(row.facts),
    )


def metric_row(node: int, metric: Metric) -> Row:
    """Return a row of `metric`; a NaN has neither value nor text, because SQLite would make it null.

    A whole number that no float is has its digits as text beside the nearest float.
    """
    step = NO_STEP if metric.step is None else metric.step
    if metric.value is None:
        return node, metric.name, step, None, metric.text
    value = float(metric.value)
    return (
        (node, metric.name, step, None, None)
        if math.isnan(value)
        else (node, metric.name, step, value, metric.text)
    )


def metric_number(value: float | None, text: str | None) -> float | None:
    """Return the number of a metric, which is None where the metric is text."""
    return math.nan if value is None and text is None else value


@functools.lru_cache(maxsize=4096, typed=True)
def scalar_text(value: Scalar) -> str:
    """Return a parameter's value as JSON (with NaN and infinities as Python writes them)."""
    return str(value) if isinstance(value, Listed) else json.dumps(value)


@functools.lru_cache(maxsize=4096)
def scalar_of(text: str) -> Scalar:
    """Return the value that `scalar_text` made `text` of."""
    if text[:1] in ("[", "{"):
        return Listed(text)
    value: Scalar = json.loads(text)
    return value


@functools.lru_cache(maxsize=4096)
def command_of(text: str) -> tuple[str, ...]:
    """Return the shell lines of `run.command`."""
    return tuple(json.loads(text))


def problem_row(problem: Problem) -> Row:
    """Return a row of `problem`."""
    content = "\0".join((problem.source, problem.where, problem.what))
    key = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return key, problem.source, problem.where, problem.what


def elsewhere_key(fact: CameFrom) -> str:
    """Return what names the other place that an artifact came from."""
    path = f"#{fact.path}" if fact.path else ""
    return fitting(f"{fact.source}{path}{f'@{fact.revision}' if fact.revision else ''}")


def _object(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), sort_keys=True)
