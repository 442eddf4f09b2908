"""Revisions, as Git spells them, resolved from the lineage alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from forebear.lineage.errors import AmbiguousReferenceError, UnknownReferenceError
from forebear.lineage.history import History
from forebear.lineage.words import Ref, RefKind

RevParse = Callable[[str], str | None]
"""Gives the full sha of a revision, or None; `git rev-parse` for what the lineage cannot read itself."""

# As in gitrevisions(7): tags before branches before remote branches.
_ORDER = (
    RefKind.HEAD,
    RefKind.TAG,
    RefKind.REGISTRY,
    RefKind.BRANCH,
    RefKind.REMOTE_BRANCH,
    RefKind.EXPERIMENT,
)
_FOLDER = {
    RefKind.TAG: "tags/",
    RefKind.REGISTRY: "tags/",
    RefKind.BRANCH: "heads/",
    RefKind.REMOTE_BRANCH: "remotes/",
    RefKind.EXPERIMENT: "exps/",
}
_STEP = re.compile(r"~(?P<up>\d*)|\^(?P<parent>\d*)(?!\{)|\^\{(?:commit)?\}")
_STEPS = re.compile(r"(?:~\d*|\^\{(?:commit)?\}|\^\d*)+$")
_HEX = re.compile(r"[0-9a-f]{4,64}")


IN_PROJECT = "::"
"""Stands between a project's name and its revision (`shop::v1.2`) where a lineage has several projects."""


class Revisions:
    """Names, shas and steps from them (`v1.2`, `origin/main`, `4f1c`, `HEAD~2`, `main^2`, `shop::main`)."""

    def __init__(
        self, refs: Iterable[Ref], history: History, rev_parse: RevParse | None, home: str = ""
    ) -> None:
        """Know `refs`; where several repositories have one name, that of `home` is meant."""
        self._history = history
        self._rev_parse = rev_parse
        self._named: dict[str, dict[RefKind, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._at_home: dict[str, dict[RefKind, list[str]]] = defaultdict(lambda: defaultdict(list))
        refs = list(refs)
        self._projects = _project_names({ref.repository for ref in refs})
        for ref in refs:
            names = {ref.name}
            if ref.kind is RefKind.HEAD:
                names |= {"HEAD", "@"}
            else:
                short = _FOLDER[ref.kind] + ref.name.removeprefix(f"refs/{_FOLDER[ref.kind]}")
                names |= {short, f"refs/{short}"}
            if ref.kind is RefKind.EXPERIMENT:  # DVC files them under the commit that they began from
                names.add(ref.title)
            project = self._projects.get(ref.repository)
            names |= {f"{project}{IN_PROJECT}{name}" for name in names} if project else set()
            for name in names:
                for named in (self._named, *((self._at_home,) if home == ref.repository else ())):
                    shas = named[name][ref.kind]
                    if ref.commit not in shas:
                        shas.append(ref.commit)

    @property
    def names(self) -> list[str]:
        """The short names that resolve."""
        return [name for name in self._named if not name.startswith("refs/")]

    def is_name(self, text: str) -> bool:
        """Whether a branch, a tag or another reference is called this."""
        return text in self._named

    def find(self, text: str) -> str | None:
        """Return the sha of the commit that `text` names, None where it is no revision.

        Raises AmbiguousReferenceError when it names several, UnknownReferenceError when Git knows the commit
        but the lineage does not.
        """
        steps = _STEPS.search(text)
        base = text[: steps.start()] if steps else text
        sha = self._base(base)
        for step in _STEP.finditer(steps.group() if steps else ""):
            if sha is None:
                break
            sha = self._stepped(sha, step)
        if sha is not None or self._rev_parse is None or not text:
            return sha
        sha = self._rev_parse(text)
        if sha is not None and sha not in self._history:
            raise UnknownReferenceError(
                f"Git knows the commit {sha[:12]}, but the lineage does not.",
                where=text,
                todo="Import the project again: forebear import PATH.",
            )
        return sha

    def _base(self, name: str) -> str | None:
        kinds = self._at_home.get(name) or self._named.get(name)
        if kinds is not None:
            shas = next(kinds[kind] for kind in _ORDER if kind in kinds)
            if len(shas) > 1:
                inside = {f"{project}{IN_PROJECT}{name}" for project in self._projects.values()}
                candidates = sorted(inside & self._named.keys()) or sorted(shas)
                raise AmbiguousReferenceError(f"{name} names {len(shas)} commits.", candidates)
            return shas[0] if shas[0] in self._history else None
        project, parted, sha = name.partition(IN_PROJECT)
        if parted and project in self._projects.values():
            name = sha  # the same commit, in whichever project
        if _HEX.fullmatch(name.lower()) is None:
            return None
        if name.lower() in self._history:
            return name.lower()
        shas = [sha for sha in self._history.shas if sha.startswith(name.lower())]
        if len(shas) > 1:
            raise AmbiguousReferenceError(f"{len(shas)} commits begin with {name}.", sorted(shas)[:20])
        return shas[0] if shas else None

    def _stepped(self, sha: str, step: re.Match[str]) -> str | None:
        if step["up"] is not None:
            for _ in range(int(step["up"] or 1)):
                parents = self._history.parents(sha)
                if not parents:
                    return None
                sha = parents[0]
            return sha if sha in self._history else None
        if step["parent"] is not None:
            number = int(step["parent"] or 1)
            parents = self._history.parents(sha)
            if number == 0:
                return sha
            found = parents[number - 1] if number <= len(parents) else ""
            return found if found in self._history else None
        return sha


def _project_names(repositories: Iterable[str]) -> dict[str, str]:
    """Return what several repositories are called, as short as tells them apart; {} for a single one."""
    wanted = {repository: repository.rstrip("/").split("/") for repository in repositories if repository}
    if len(wanted) < 2:
        return {}
    found: dict[str, str] = {}
    for length in range(1, max(map(len, wanted.values())) + 1):
        names = {repository: "/".join(parts[-length:]) for repository, parts in wanted.items()}
        counts = Counter(names.values())
        found |= {
            repository: name
            for repository, name in names.items()
            if counts[name] == 1 and repository not in found
        }
    return found
