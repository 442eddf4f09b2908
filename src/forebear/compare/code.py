"""Code side by side: the commits between the versions and the files that differ, as unified diffs.

`changed.code` is about code. It counts every file that differs between the commits, except lineage's own
records (dvc.lock, *.dvc, metrics, parameters and plots files, .gitignore), data that is kept in Git, and
documents (*.md, *.txt, pictures, LICENSE). Declarations of an environment (requirements.txt, Dockerfile,
lock files) and dvc.yaml, which holds the commands, count as code. All differing files are listed whatever
they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from forebear.compare.comparison import (
    CodeChanges,
    CodeCommit,
    CodeFile,
    FileDiff,
    FileKind,
)
from forebear.compare.paths import file_kind
from forebear.compare.version import Contents
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Commit
from forebear.sources.git.patches import ChangedFile
from forebear.sources.git.repository import GitRepository

LONGEST_DIFF = 400_000
"""Diffs of more characters are left out of the comparison; their lines are still counted."""


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
        diffs = {sha: repository.diff(shas[0], sha) for sha in dict.fromkeys(shas[1:])}
        between = _commits(contents, shas, repository)
    except ActionableError as error:
        return CodeChanges(None, note=str(error))
    files = _files(contents, shas, diffs)
    counted = (FileKind.CODE, FileKind.ENVIRONMENT)
    return CodeChanges(any(file.kind in counted for file in files), between, files)


def _commits(
    contents: Sequence[Contents], shas: Sequence[str], repository: GitRepository
) -> tuple[CodeCommit, ...]:
    """Return the commits that some versions contain and others do not, newest first."""
    baseline = shas[0]
    found: dict[str, Commit] = {}
    only: list[set[str]] = []  # in this version and not in the baseline
    lacking: list[set[str]] = []  # in the baseline and not in this version
    for sha in shas:
        pair = []
        for tip, known in ((sha, baseline), (baseline, sha)):
            new = (
                {commit.sha: commit for commit in repository.commits([tip], [known])} if tip != known else {}
            )
            found |= new
            pair.append(set(new))
        only.append(pair[0])
        lacking.append(pair[1])
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


def _files(
    contents: Sequence[Contents], shas: Sequence[str], diffs: Mapping[str, Sequence[ChangedFile]]
) -> tuple[CodeFile, ...]:
    records = {
        path for content in contents for path in (*content.records, *content.parameters, *content.metrics)
    }
    data = {path for content in contents for path in content.data}
    used = {path for content in contents for path in content.code}
    by_path: dict[str, list[FileDiff]] = {}
    for content, sha in list(zip(contents, shas, strict=True))[1:]:
        for file in diffs[sha]:
            by_path.setdefault(file.path, []).append(_diff(content.version.label, file))
    return tuple(
        CodeFile(path, file_kind(path, records, data), _is_used(path, used), tuple(by_path[path]))
        for path in sorted(by_path)
    )


def _is_used(path: str, used: Collection[str]) -> bool | None:
    if not used:
        return None
    return not {path, *map(str, PurePosixPath(path).parents)}.isdisjoint(used)


def _diff(label: str, file: ChangedFile) -> FileDiff:
    lines = file.patch.partition("\n@@")[2].splitlines()
    text, omitted = file.patch, ""
    if file.binary:
        text, omitted = "", "binary, or too large to compare line by line"
    elif len(text) > LONGEST_DIFF:
        text, omitted = "", f"the diff is too long to show ({len(lines):,} lines)"
    return FileDiff(
        label,
        str(file.change),
        file.old_path,
        sum(line.startswith("+") for line in lines),
        sum(line.startswith("-") for line in lines),
        file.binary,
        omitted,
        text,
    )
