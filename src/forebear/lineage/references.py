"""What a REF names.

- `REVISION`: a commit: branch, tag, experiment, `HEAD`, a sha or its beginning, with `~N` and `^N`.
- `PATH@REVISION`: what is at a path there: an artifact that the commit holds, or that a run held there used
  or made, else the run of that name (`train@v1.2`). A path may itself hold an `@`.
- `PATH`: the same at `HEAD`.
- `run:ID`, `rebuild:ID`, `environment:ID`: by key or its beginning.
- `PLACE@VERSION`: what a tool's record saw at a path or URI in that version: a version of a Delta table
  (`data/prices@v3`), of an object (`s3://bucket/key@ID`); without version the latest.
- `ALGORITHM:VALUE`: an artifact by digest or its beginning; `md5:` also finds what DVC 1 and 2 called md5,
  and `delta:TABLE@VERSION` a version of a Delta table, where no copy of it has another of that number.
- `models:/NAME/VERSION`, `models:/NAME@STAGE`: an entry of a model registry; where several have it, led by
  the kind or the name of a registry (`models:/mlflow:churn/3`, `models:/mlflow-20240102-030405-678:churn/3`).
"""

from __future__ import annotations

import difflib
import re

from sqlalchemy import ColumnElement, Connection, or_, select

from forebear.lineage import schema
from forebear.lineage.answers import Resolved
from forebear.lineage.describing import Describer
from forebear.lineage.errors import AmbiguousReferenceError, UnknownReferenceError
from forebear.lineage.facts import Slot
from forebear.lineage.history import History
from forebear.lineage.model_names import models_of, names_of, shortest_names, told_by
from forebear.lineage.place_names import spellings, usual_name
from forebear.lineage.registering import Registry
from forebear.lineage.revisions import Revisions, RevParse
from forebear.lineage.rows import ref_of
from forebear.lineage.words import NodeKind

_KINDS = {
    "run": NodeKind.RUN,
    "rebuild": NodeKind.REBUILD,
    "environment": NodeKind.ENVIRONMENT,
}
_ALGORITHMS = {
    "md5": ("md5", "md5-dos2unix"),
    **{
        name: (name,)
        for name in ("md5-dos2unix", "sha256", "sha1", "git", "etag", "checksum", "blake3", "delta")
    },
}
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9-]*):(?P<rest>.*)", re.DOTALL)
_SHORTEST = 4  # characters of a key or digest
_LISTED = 20  # candidates, at most
# Where several things are at one path, the data comes first and a run that is only called like it last.
_SLOTS = (Slot.DATA, Slot.METRICS, Slot.PARAMETERS, Slot.PLOT, Slot.ENVIRONMENT, Slot.DEPLOYMENT)


class Resolver:
    """Resolves REFs with one connection and what commits hold."""

    def __init__(
        self, connection: Connection, history: History, rev_parse: RevParse | None, home: str = ""
    ) -> None:
        self._connection = connection
        self._history = history
        refs = map(ref_of, connection.execute(select(schema.ref)))
        self._revisions = Revisions(refs, history, rev_parse, home)

    def resolve(self, text: str) -> Resolved:
        """Return what `text` names; raises UnknownReferenceError or AmbiguousReferenceError."""
        match = _SCHEME.fullmatch(text)
        scheme = match["scheme"] if match else ""
        if match and scheme in _KINDS:
            return self._by_key(text, _KINDS[scheme], match["rest"])
        if match and scheme == "models":
            return self._by_model(text, match["rest"])
        if match and scheme in _ALGORITHMS:
            return self._by_digest(text, _ALGORITHMS[scheme], match["rest"])
        sha = self._revisions.find(text)
        if sha is not None:
            return self._resolved(text, self._commit(sha), commit=sha)
        elsewhere = self._ids(schema.node.c.key.in_((text, usual_name(text))), NodeKind.ARTIFACT)
        if elsewhere:
            return self._resolved(text, elsewhere[0])
        return self._by_path(text)

    def _by_key(self, text: str, kind: NodeKind, key: str) -> Resolved:
        node = schema.node
        found = self._ids(node.c.key == key, kind)
        if not found and len(key) >= _SHORTEST:
            found = self._ids(node.c.key.startswith(key, autoescape=True), kind)
        if not found:
            short = len(key) < _SHORTEST
            raise UnknownReferenceError(
                f"There is no {kind.value} {key}.",
                where=text,
                todo=f"Give at least {_SHORTEST} characters of its key."
                if short
                else f"See which there are: forebear list {_LISTS[kind]}.",
            )
        if len(found) > 1:
            nodes = Describer(self._connection).nodes(found[:_LISTED]).values()
            prefix = text.partition(":")[0]
            raise AmbiguousReferenceError(
                f"{len(found)} {kind.value}s begin with {key}.", [f"{prefix}:{each.key}" for each in nodes]
            )
        return self._resolved(text, found[0])

    def _by_digest(self, text: str, algorithms: tuple[str, ...], value: str) -> Resolved:
        digest = schema.digest
        if len(value) < _SHORTEST:
            raise UnknownReferenceError(
                "This digest is too short.", where=text, todo=f"Give at least {_SHORTEST} characters of it."
            )
        keys = [f"{algorithm}:{value}" for algorithm in algorithms]
        if "delta" in algorithms and "@" in value:  # a version by its number, of whichever copy of the table
            keys.append(f"delta:{value}~")
            exact = select(digest.c.key, digest.c.node).where(
                or_(digest.c.key == keys[0], digest.c.key.startswith(keys[1], autoescape=True))
            )
        else:
            exact = select(digest.c.key, digest.c.node).where(digest.c.key.in_(keys))
        begins = select(digest.c.key, digest.c.node).where(
            or_(*(digest.c.key.startswith(key, autoescape=True) for key in keys))
        )
        rows = self._connection.execute(exact).all() or self._connection.execute(begins).all()
        found = {row.node: row.key for row in sorted(rows, reverse=True)}
        if not found:
            raise UnknownReferenceError(
                "No artifact has this digest.",
                where=text,
                todo="See which there are: forebear list artifacts.",
            )
        if len(found) > 1:
            raise AmbiguousReferenceError(
                f"{len(found)} artifacts have digests that begin with {text}.",
                sorted(found.values())[:_LISTED],
            )
        return self._resolved(text, next(iter(found)))

    def _by_model(self, text: str, rest: str) -> Resolved:
        """Return the version of `models:/NAME/VERSION`, or the one in a stage (`models:/NAME@STAGE`)."""
        known = Registry(self._connection).versions()
        if not known:
            raise UnknownReferenceError(
                "No model registry has been read for this project.",
                where=text,
                todo="Name the model by its file (model.pkl@v1.2) or digest: forebear list models.",
            )
        wanted = rest.removeprefix("/")
        name, _, stage = wanted.rpartition("@")
        found = {
            node: each
            for node, each in known.items()
            if wanted in names_of(each.version) or (stage in each.stages and name in models_of(each.version))
        }
        if len(found) > 1:
            names = shortest_names(known)
            refs = {f"models:/{names[node]}": told_by(each) for node, each in found.items()}
            listed = sorted(refs)
            raise AmbiguousReferenceError(
                f"{len(found)} registries have {wanted}.", listed, [refs[ref] for ref in listed]
            )
        if not found:
            known_names = {f"models:/{each.version.name}/{each.version.version}" for each in known.values()}
            close = difflib.get_close_matches(f"models:/{wanted}", known_names, n=3, cutoff=0.5)
            raise UnknownReferenceError(
                "No registry has this model version.",
                where=text,
                todo=f"Did you mean {' or '.join(close)}?" if close else f"There is {min(known_names)}.",
            )
        return self._resolved(text, next(iter(found)))

    def _by_path(self, text: str) -> Resolved:
        at = text.rfind("@")
        while at > 0:
            sha = self._revisions.find(text[at + 1 :]) if at + 1 < len(text) else None
            if sha is not None:
                return self._held(text, text[:at], sha, text[at + 1 :])
            if (seen := self._seen(text[:at], text[at + 1 :])) is not None:
                return self._resolved(text, seen, path=text[:at])
            at = text.rfind("@", 0, at)
        head = self._head()
        if head is not None:
            node, path = self._at(text, head)
            if node is not None:
                return self._resolved(text, node, commit=head, path=path)
        if (seen := self._seen(text)) is not None:
            return self._resolved(text, seen, path=text)
        raise UnknownReferenceError("Nothing is called this.", where=text, todo=self._advice(text, head))

    def _head(self) -> str | None:
        """Return what is checked out; None where several projects have a `HEAD` each, and none is at home."""
        try:
            return self._revisions.find("HEAD")
        except AmbiguousReferenceError:
            return None

    def _held(self, text: str, path: str, sha: str, revision: str) -> Resolved:
        node, clean = self._at(path, sha)
        if node is not None:
            return self._resolved(text, node, commit=sha, path=clean)
        if (seen := self._seen(path, revision)) is not None:
            return self._resolved(text, seen, path=path)
        raise UnknownReferenceError(
            f"{revision} holds nothing at {path}.",
            where=text,
            todo=self._advice(path, sha, suffix=f"@{revision}"),
        )

    def _seen(self, where: str, version: str = "") -> int | None:
        """Return the artifact that was seen at a place in that version ("" = the latest), None for none."""
        place = schema.place
        query = select(place.c.artifact).where(place.c.place.in_(spellings(where)))
        if version:
            query = query.where(place.c.version.in_((version, version.removeprefix("v"))))
        latest = query.order_by(place.c.seen_at.is_(None), place.c.seen_at.desc(), place.c.artifact.desc())
        return self._connection.execute(latest).scalar()

    def _at(self, path: str, sha: str) -> tuple[int | None, str]:
        """Return the node that a commit has at a path, and the path as the lineage writes it."""
        clean = path.removeprefix("./")
        clean = clean if clean.endswith("://") else clean.rstrip("/")
        held = self._history.held(sha)
        for slot in _SLOTS:
            if (slot, clean) in held:
                return held[slot, clean].node, clean
        runs = [
            change.node for (slot, _), change in held.items() if slot is Slot.RUN and change.node is not None
        ]
        edge = schema.edge
        for own, other in ((edge.c.source, edge.c.target), (edge.c.target, edge.c.source)):
            found = self._connection.execute(
                select(other).where(own.in_(runs), edge.c.path == clean, edge.c.path != "").order_by(other)
            ).scalar()
            if found is not None:
                return int(found), clean
        if (Slot.RUN, clean) in held:
            return held[Slot.RUN, clean].node, clean
        return None, clean

    def _advice(self, text: str, sha: str | None, suffix: str = "") -> str:
        names = {} if suffix else dict.fromkeys(self._revisions.names)
        paths = [] if sha is None else [path for _, path in self._history.held(sha)]
        close = difflib.get_close_matches(text, [*names, *paths], n=3, cutoff=0.5)
        whole = next((path for path in paths if text.startswith(f"{path}/")), None)
        if whole is not None:
            return f"{whole} is tracked as a whole: {whole}{suffix}."
        if close:
            return f"Did you mean {' or '.join(f'{name}{suffix}' for name in close)}?"
        return "See what there is: forebear list artifacts, or forebear list commits."

    def _commit(self, sha: str) -> int:
        return self._ids(schema.node.c.key == sha, NodeKind.COMMIT)[0]

    def _ids(self, condition: ColumnElement[bool], kind: NodeKind) -> list[int]:
        node = schema.node
        query = select(node.c.id).where(node.c.kind == kind.value, condition).order_by(node.c.key)
        return list(self._connection.execute(query).scalars())

    def _resolved(
        self, text: str, id_: int, *, commit: str | None = None, path: str | None = None
    ) -> Resolved:
        return Resolved(text, Describer(self._connection).nodes([id_])[id_], commit, path)


_LISTS = {NodeKind.RUN: "runs", NodeKind.REBUILD: "runs", NodeKind.ENVIRONMENT: "environments"}
