"""Put versions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from forebear.compare.code import compare_code
from forebear.compare.comparison import Comparison
from forebear.compare.data import ReadObject, compare_data
from forebear.compare.environment import compare_environments
from forebear.compare.metrics import compare_metrics
from forebear.compare.parameters import compare_parameters
from forebear.compare.pipeline import steps_of
from forebear.compare.version import VersionReader
from forebear.lineage.errors import UsageError
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.questions import Questions
from forebear.sources.git.repository import GitRepository


def compare(
    questions: Questions,
    repository: GitRepository | None,
    refs: Sequence[str],
    *,
    read_object: ReadObject = lambda _digest: None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two or more REFs, the first being the baseline.

    `repository` is None where the project has no Git; `read_object` gives the bytes of small tables, where
    they are here. Raises UsageError for fewer than two REFs or a REF that cannot be compared,
    UnknownReferenceError and AmbiguousReferenceError as the questions do.
    """
    if len(refs) < 2:
        raise UsageError("A comparison needs at least two versions.", todo="Give two or more REFs.")
    watched = progress or Silent()
    reader = VersionReader(questions)
    contents = []
    for position, ref in enumerate(refs):
        watched.step("versions", position, len(refs), ref)
        contents.append(reader.read(ref, position))
    metrics, lost_metrics = compare_metrics(contents)
    parameters, lost_parameters = compare_parameters(contents)
    environment, environment_changed = compare_environments(contents)
    watched.step("code")
    code = compare_code(contents, repository)
    watched.step("data")
    return Comparison(
        versions=tuple(content.version for content in contents),
        metrics=metrics,
        parameters=parameters,
        data=compare_data(contents, read_object),
        environment=environment,
        code=code,
        environment_changed=environment_changed,
        unavailable=(*lost_metrics, *lost_parameters),
        steps=steps_of(content.runs for content in contents),
    )
