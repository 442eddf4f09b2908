"""Code side by side: the commits between the versions and the files that differ, as unified diffs.

`changed.code` is about code. It counts every file that differs between the commits, except lineage's own
records (dvc.lock, *.dvc, metrics, parameters and plots files, .gitignore), data that is kept in Git, and
documents (*.md, *.txt, pictures, LICENSE). Declarations of an environment (requirements.txt, Dockerfile,
lock files) and dvc.yaml, which holds the commands, count as code. All differing files are listed whatever
they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from forebear.compare.comparison import (
    CodeChanges,
    CodeCommit,
    CodeFile,
    FileDiff,
)
from forebear.compare.paths import COUNTED, file_kind
from forebear.compare.version import Contents
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Commit
from forebear.sources.git.patches import ChangedFile
from forebear.sources.git.repository import GitRepository
from forebear.sources.guarded import without_passwords

LONGEST_DIFF = 400_000
"""Diffs of more characters are left out of the comparison; their lines are still counted."""
_LARGE = 8 << 20  # bytes; larger files are not read as text, see `place.SETTINGS`
_MOST_LOOKED_INTO = 200
_AT_A_TIME = 4
LOST = "its content is not in this clone; `git fetch --refetch --no-filter` may bring it"


def compare_code(contents: Sequence[Contents], repository: GitRepository | None) -> CodeChanges:
    """Compare each commit with the baseline's; `changed` is None where one is not known or not here."""
    commits = [content.version.commit for content in contents]
    missing = [content.version.label for content in contents if content.version.commit is None]
    shas = [sha for sha in commits if sha is not None]
    if missing:
        return CodeChanges(None, note=f"The commit of {' and '.join(missing)} is not recorded.")
    if len(set(shas)) == 1:
        return CodeChanges(changed=False)
    if repository is None:
        return CodeChanges(None, note="The project's Git repository is not here.")
    try:
        diffs = _differences(repository, shas)
        between = _commits(contents, shas, repository)
        weighed = _Weighed(repository, [file for files in diffs.values() for file in files if file.binary])
    except ActionableError as error:
        return CodeChanges(None, note=str(error))
    files = _files(contents, shas, diffs, weighed)
    return CodeChanges(any(file.kind in COUNTED for file in files), between, files)


def _differences(repository: GitRepository, shas: Sequence[str]) -> dict[str, list[ChangedFile]]:
    """Compare each commit with the first one; several at a time, for it is Git that works."""
    differences, others = repository.differences, list(dict.fromkeys(shas[1:]))
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
        found = pool.map(lambda sha: differences.files(shas[0], sha), others)
        return dict(zip(others, found, strict=True))


def _commits(
    contents: Sequence[Contents], shas: Sequence[str], repository: GitRepository
) -> tuple[CodeCommit, ...]:
    """Return the commits that some versions contain and others do not, newest first."""
    baseline = shas[0]
    found: dict[str, Commit] = {}
    only: list[set[str]] = []  # in this version and not in the baseline
    lacking: list[set[str]] = []  # in the baseline and not in this version
    apart = {baseline: (set[str](), set[str]())}
    for sha in shas:
        if sha not in apart:
            new = {commit.sha: commit for commit in repository.commits([sha], [baseline])}
            old = {commit.sha: commit for commit in repository.commits([baseline], [sha])}
            found |= new | old
            apart[sha] = (set(new), set(old))
        only.append(apart[sha][0])
        lacking.append(apart[sha][1])
    in_baseline = set().union(*lacking)
    labels = [content.version.label for content in contents]
    listed = [
        CodeCommit(
            commit.sha,
            str(commit.author),
            commit.committed_at,
            commit.summary,
            tuple(
                label
                for place, label in enumerate(labels)
                if commit.sha in only[place]
                or (commit.sha in in_baseline and commit.sha not in lacking[place])
            ),
        )
        for commit in found.values()
    ]
    return tuple(sorted(listed, key=lambda commit: (commit.when, commit.sha), reverse=True))


class _Weighed:
    """What binary files are: their sizes, and whether it is only for those that they are not read as text."""

    def __init__(self, repository: GitRepository, files: Sequence[ChangedFile]) -> None:
        blobs = {blob for file in files for blob in (file.old_blob, file.new_blob) if blob}
        differences = repository.differences
        self._sizes = differences.sizes(blobs)
        large = sorted(blob for blob in blobs if self._sizes.get(blob, 0) >= _LARGE)
        self._texts = {blob for blob in large[:_MOST_LOOKED_INTO] if differences.is_text(blob)}

    def sizes(self, file: ChangedFile) -> tuple[int | None, int | None]:
        """Return the sizes of both sides in bytes."""
        return self._sizes.get(file.old_blob), self._sizes.get(file.new_blob)

    def words(self, file: ChangedFile) -> str:
        """Say why no lines are shown."""
        if {file.old_blob, file.new_blob} & self._texts:
            return "too large to compare line by line"
        return "binary"


def _files(
    contents: Sequence[Contents],
    shas: Sequence[str],
    diffs: Mapping[str, Sequence[ChangedFile]],
    weighed: _Weighed,
) -> tuple[CodeFile, ...]:
    records = {
        path for content in contents for path in (*content.records, *content.parameters, *content.metrics)
    }
    data = {path for content in contents for path in content.data}
    used = {path for content in contents for path in content.code}
    by_path: dict[str, list[FileDiff]] = {}
    for content, sha in list(zip(contents, shas, strict=True))[1:]:
        for file in diffs.get(sha, ()):
            by_path.setdefault(file.path, []).append(_diff(content.version.label, file, weighed))
    return tuple(
        CodeFile(path, file_kind(path, records, data), _is_used(path, used), tuple(by_path[path]))
        for path in sorted(by_path)
    )


def _is_used(path: str, used: Collection[str]) -> bool | None:
    if not used:
        return None
    return not {path, *map(str, PurePosixPath(path).parents)}.isdisjoint(used)


def _diff(label: str, file: ChangedFile, weighed: _Weighed) -> FileDiff:
    text, omitted = file.patch, ""
    lines = file.added + file.removed
    if file.binary:
        text, omitted = "", weighed.words(file)
    elif file.lost:
        omitted = LOST
    elif file.cut:
        omitted = f"too much differs to show all of it ({lines:,} lines here)"
    elif len(text) > LONGEST_DIFF:
        text, omitted = "", f"the diff is too long to show ({lines:,} lines)"
    return FileDiff(
        label,
        str(file.change),
        file.old_path,
        file.added,
        file.removed,
        file.binary,
        omitted,
        without_passwords(text),  # it goes into pages that are passed on
        (file.old_blob, file.new_blob),
        (file.old_mode, file.new_mode),
        weighed.sizes(file) if file.binary else (None, None),
    )
