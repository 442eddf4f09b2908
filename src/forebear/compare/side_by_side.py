"""Put versions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from forebear.compare.code import compare_code
from forebear.compare.comparison import Comparison
from forebear.compare.data.listing import compare_data
from forebear.compare.data.study import DataStudent
from forebear.compare.environment import compare_environments
from forebear.compare.environment_files import DeclaredFiles, FilesAt
from forebear.compare.environment_images import ReadImage, image_notes, read_images
from forebear.compare.files.listing import compare_files, repository_files
from forebear.compare.files.trees import Trees
from forebear.compare.metrics import compare_metrics
from forebear.compare.model import compare_models
from forebear.compare.objects import LocalObjects, Nowhere
from forebear.compare.parameters import compare_parameters
from forebear.compare.pipeline import steps_of
from forebear.compare.plots.listing import compare_plots
from forebear.compare.uncommitted import with_uncommitted
from forebear.compare.version import Contents, VersionReader, outside_note
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.questions import Questions
from forebear.sources.git.repository import GitRepository


def compare(  # noqa: PLR0913 -- what it compares, and where from
    questions: Questions,
    repository: GitRepository | None,
    refs: Sequence[str],
    *,
    objects: LocalObjects | None = None,
    student: DataStudent | None = None,
    read_image: ReadImage | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two or more REFs, the first being the baseline.

    `repository` is None where the project has no Git; `objects` give the content of tables, models and
    directories (None = none of it is here); `read_image` says what an image holds (None = only what is
    recorded is compared). Raises UsageError for fewer than two REFs or a REF that cannot be compared,
    UnknownReferenceError and AmbiguousReferenceError as the questions do.
    """
    if len(refs) < 2:
        raise UsageError("A comparison needs at least two versions.", todo="Give two or more REFs.")
    watched, held = progress or Silent(), objects or Nowhere()
    reader = VersionReader(questions)
    contents = []
    with questions.settled():
        for position, ref in enumerate(refs):
            watched.step("versions", position, len(refs), ref)
            contents.append(reader.read(ref, position))
    metrics, lost_metrics = compare_metrics(contents)
    parameters, lost_parameters = compare_parameters(contents)
    watched.step("environment")
    images = read_images(contents, read_image) if read_image else {}
    files = _files(contents, repository)
    environment, environment_changed = compare_environments(contents, images, files)
    watched.step("code")
    code = compare_code(contents, repository)
    code = with_uncommitted(code, contents, questions, repository, held.read)
    watched.step("data")
    data = compare_data(contents, held.read, student)
    watched.step("models")
    models = compare_models(contents, data, held.file)
    trees = Trees(repository)
    return Comparison(
        versions=tuple(content.version for content in contents),
        metrics=metrics,
        parameters=parameters,
        data=data,
        models=models,
        environment=environment,
        code=code,
        environment_changed=environment_changed,
        notes=(*outside_note(contents), *image_notes(images), *_file_notes(contents, files)),
        unavailable=(*lost_metrics, *lost_parameters),
        steps=steps_of(content.runs for content in contents),
        files=(*compare_files(contents, held.listing, trees), *repository_files(contents, code, trees)),
        plots=compare_plots(contents, trees, held.listing),
    )


def _files(contents: Sequence[Contents], repository: GitRepository | None) -> list[FilesAt | None]:
    """Return what each version's commit declares, None where it is not known."""
    if repository is None:
        return [None for _ in contents]
    declared = DeclaredFiles(repository)
    found: list[FilesAt | None] = []
    for content in contents:
        commit = content.version.commit
        try:
            found.append(declared.at(commit) if commit else None)
        except ActionableError:  # the comparison of the code says why
            found.append(None)
    return found


def _file_notes(contents: Sequence[Contents], files: Sequence[FilesAt | None]) -> list[str]:
    return [
        f"{content.version.label}: {note}"
        for content, found in zip(contents, files, strict=True)
        if found
        for note in found.notes
    ]
