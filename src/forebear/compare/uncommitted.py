"""What a version was made with that had not been committed, where a tool kept it.

DVC saves an experiment as a commit on top of the one that it began from: what differs between the two is
what was in the work tree (and what the experiment made). Forebear keeps the files that a recorded run used
and no commit holds. Another tool that keeps a patch is one more function from a version to a KeptPatch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from forebear.compare.comparison import Changed, CodeChanges
from forebear.compare.data.listing import ReadObject
from forebear.compare.kept import KeptPatch
from forebear.compare.paths import COUNTED, file_kind
from forebear.compare.text.decoding import read_text
from forebear.compare.text.lines import compare_texts
from forebear.compare.text.patches import read_patch, write_binary, write_patch
from forebear.compare.version import Contents
from forebear.lineage.answers import Node
from forebear.lineage.errors import ActionableError
from forebear.lineage.noted import tags_of
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind, Ref, RefKind
from forebear.sources.git.repository import GitRepository

Keeper = Callable[[Contents], KeptPatch | None]
"""Returns the uncommitted changes that one tool kept of a version."""

_LONGEST = 4_000_000  # characters of a patch
_LARGEST = 1 << 20  # bytes of a file that is compared line by line
_RECORDED = "uncommitted"  # the parameter in which `forebear run` names what its commit does not hold
_DIRTY = "dirty"  # the tag by which tools say so


def with_uncommitted(
    code: CodeChanges,
    contents: Sequence[Contents],
    questions: Questions,
    repository: GitRepository | None,
    read_object: ReadObject,
) -> CodeChanges:
    """Return the code with the uncommitted changes that were kept, which count as changes of it."""
    if repository is None:
        return code
    experiments = _Experiments(questions.refs(), repository)
    runs = _RecordedRuns(repository, read_object)
    patches = _ToolPatches(read_object)
    keepers: tuple[Keeper, ...] = (experiments.kept, runs.kept, patches.kept)
    found = []
    for content in contents:
        for keeper in keepers:
            try:
                kept = keeper(content)
            except ActionableError:  # the comparison of the commits says why
                kept = None
            if kept is not None:
                found.append(kept)
    changed, note = code.changed, code.note
    if changed is False:
        changed, why = _changed(contents, found, _dirty(questions, contents))
        note = note or why
    return replace(code, changed=changed, note=note, uncommitted=tuple(found))


def _changed(
    contents: Sequence[Contents], found: Iterable[KeptPatch], dirty: Collection[str]
) -> tuple[Changed, str]:
    """Say whether code of the same commits differs, by what had not been committed when their runs ran."""
    commits = {content.version.label: content.version.commit for content in contents}
    kept = {patch.label: patch for patch in found if patch.base == commits[patch.label]}
    unknown = [label for label in commits if (kept[label].note if label in kept else label in dirty)]
    lost = {label for label in unknown if label not in kept or not kept[label].text}
    if len({_code_in(kept.get(label)) for label in commits if label not in lost}) > 1:
        return True, ""
    if not unknown:
        return False, ""
    said = f"{' and '.join(unknown)} ran with changes that were not committed, and are not all kept."
    return None, said


def _code_in(patch: KeptPatch | None) -> Hashable:
    """Return what a patch does to code, whichever tool wrote it down."""
    files = read_patch(patch.text) if patch is not None else []
    return frozenset(
        (file.path, file.status, file.before, file.text if file.binary else tuple(file.lines))
        for file in files
        if file_kind(file.path, (), ()) in COUNTED
    )


def _dirty(questions: Questions, contents: Sequence[Contents]) -> frozenset[str]:
    """Return the labels of runs whose record says that not all of their code had been committed."""
    runs = {content.version.label: content.version.run for content in contents if content.version.run}
    if not runs:
        return frozenset()
    with questions.look() as look:
        said = {node for node, value in tags_of(look, _DIRTY).items() if value == "true"}
    listed = {content.version.label for content in contents if _listed(content)}
    tagged = {label for label, run in runs.items() if questions.node(NodeKind.RUN, run).id in said}
    return frozenset(listed | tagged)


def _listed(content: Contents) -> str:
    """Return what a recorded run's commit does not hold as it ran with, as it was recorded: a, b, …"""
    listed = (content.parameters.get("") or {}).get(_RECORDED) if content.version.run else None
    return listed if isinstance(listed, str) else ""


class _Experiments:
    """DVC's experiments: `refs/exps/<first 2 of the commit they began from>/<the rest>/<name>`."""

    def __init__(self, refs: Iterable[Ref], repository: GitRepository) -> None:
        self._repository = repository
        self._of: dict[str, list[Ref]] = {}
        for ref in refs:
            if ref.kind is RefKind.EXPERIMENT:
                self._of.setdefault(ref.commit, []).append(ref)

    def kept(self, content: Contents) -> KeptPatch | None:
        """Return what an experiment's commit holds and the one below it does not."""
        version = content.version
        refs = self._of.get(version.commit or "", [])
        if not refs:
            return None
        base = self._repository.rev_parse("".join(refs[0].name.split("/")[:2]))
        if base is None or version.commit is None:
            return None
        text, cut = self._repository.differences.patch(base, version.commit, _LONGEST)
        names = " and ".join(dict.fromkeys(ref.title for ref in refs))
        return KeptPatch(version.label, f"DVC experiment {names}", base, *_whole(text, cut=cut))


def _whole(text: str, *, cut: bool) -> tuple[str, str]:
    """Leave out the file in which a patch was cut, and say so."""
    if not cut:
        return text, ""
    return text.rpartition("\ndiff --git ")[0] + "\n", "The patch is too long; its end is left out."


class _RecordedRuns:
    """Runs that Forebear recorded: the code they used is known by digest, and kept where Git has it not."""

    def __init__(self, repository: GitRepository, read_object: ReadObject) -> None:
        self._repository = repository
        self._read_object = read_object

    def kept(self, content: Contents) -> KeptPatch | None:
        """Return how the files that a run used differ from those of its commit."""
        listed, commit = _listed(content), content.version.commit
        if not listed or commit is None or not content.runs:
            return None
        names, dots, _ = listed.partition(", …")
        wanted = set(names.split(", "))
        inputs = {path: node for path, node in content.runs[0].inputs if path in wanted or dots}
        patches = {file.path: file.text for file in read_patch(self._patch(content))}
        patches |= self._patches(commit, inputs)
        left = sorted(wanted - patches.keys())
        notes = [f"Not kept: {', '.join(left)}."] if left else []
        if dots:
            notes.append("Not all of the changed files were named.")
        text = "".join(patch for _, patch in sorted(patches.items()))
        by = "Forebear, when it recorded the run"
        return KeptPatch(content.version.label, by, commit, text, " ".join(notes))

    def _patch(self, content: Contents) -> str:
        """Return the patch of what the run did not declare."""
        found = (_kept(self._read_object, node) for _, node in content.patches)
        return next((raw.decode("utf-8", "replace") for raw in found if raw is not None), "")

    def _patches(self, commit: str, inputs: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
        for path, node in inputs.items():
            now = _kept(self._read_object, node)
            if now is None:
                continue
            was = self._repository.read(commit, path)
            before, after = _text(was or b""), _text(now)
            if was is not None and was == now:
                yield path, ""
            elif before is None or after is None:
                yield path, write_binary(path)
            else:
                yield path, write_patch(path, compare_texts(before, after), added=was is None)


class _ToolPatches:
    """Runs of tools that keep a patch beside what they record (W&B's `diff.patch`)."""

    def __init__(self, read_object: ReadObject) -> None:
        self._read_object = read_object

    def kept(self, content: Contents) -> KeptPatch | None:
        """Return the patch that was kept of a run, as far as it is here and text."""
        version = content.version
        if not content.patches or version.commit is None or _listed(content):
            return None
        path, node = content.patches[0]
        raw = _kept(self._read_object, node)
        if raw is None:
            return KeptPatch(
                version.label, path, version.commit, "", f"{path} is not on this machine any more."
            )
        text = raw.decode("utf-8", "replace")
        cut = len(text) > _LONGEST
        return KeptPatch(version.label, path, version.commit, *_whole(text[:_LONGEST], cut=cut))


def _kept(read_object: ReadObject, node: Node) -> bytes | None:
    """Return the bytes of an artifact, None where none of its digests leads to them."""
    return next((found for digest in node.digests if (found := read_object(digest)) is not None), None)


def _text(content: bytes) -> str | None:
    return read_text(content) if len(content) <= _LARGEST else None
