"""What the lineage knows about one REF: the material of a report, gathered once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from forebear.compare.paths import is_code
from forebear.compare.version import VersionReader
from forebear.lineage.answers import (
    ArtifactRecord,
    Edge,
    Graph,
    Node,
    Resolved,
    RunRecord,
)
from forebear.lineage.errors import UsageError
from forebear.lineage.facts import Slot
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.registered_as import registered_as
from forebear.lineage.words import (
    ArtifactType,
    Commit,
    NodeKind,
    Ref,
    RefKind,
    Role,
    Scalar,
)
from forebear.rebuild.causes.diagnosis import diagnosis_of, told_causes


@dataclass(frozen=True, slots=True)
class Given:
    """A metric or a parameter; `source` is its file's path, or ""."""

    source: str
    name: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Evidence:
    """A subject, all that is upstream of it, and what was tried to make it again.

    `focus` are the runs that made the subject (for a revision: all it holds), `products` the artifacts it
    is about, `order` all runs in the order in which data flowed. `metrics` and `parameters` are the
    subject's own, or else the metrics of the runs that read it (an evaluation).
    """

    subject: Resolved
    commit: Commit | None
    graph: Graph
    runs: Mapping[int, RunRecord]
    artifacts: Mapping[int, ArtifactRecord]
    commits: Mapping[str, Commit]
    order: tuple[RunRecord, ...]
    focus: tuple[RunRecord, ...]
    products: tuple[ArtifactRecord, ...]
    sources: tuple[ArtifactRecord, ...]
    metrics: tuple[Given, ...]
    parameters: tuple[Given, ...]
    rebuilds: Mapping[str, tuple[Rebuild, ...]]  # by run key, newest first
    unavailable: tuple[str, ...]  # metrics and parameters files whose content is not here
    tags: tuple[Ref, ...]  # those of the subject's commit


class Gatherer:
    """Asks the questions that a report needs."""

    def __init__(self, questions: Questions, progress: Progress | None = None) -> None:
        self._questions = questions
        self._progress = progress or Silent()

    def gather(self, ref: str) -> Evidence:
        """Return the evidence for a revision, run, artifact or model version; raises UsageError."""
        subject = self._questions.resolve(ref)
        if subject.node.kind is NodeKind.MODEL_VERSION:
            subject = registered_as(self._questions, subject) or subject
        kind = subject.node.kind
        if kind is NodeKind.COMMIT:
            roots, focus_keys = self._of_commit(subject.node.key)
        elif kind is NodeKind.RUN:
            roots, focus_keys = {subject.node.id}, {subject.node.key}
        elif kind is NodeKind.ARTIFACT:
            roots, focus_keys = {subject.node.id}, set()
        else:
            raise UsageError(
                f"There is no report on a {kind}.",
                where=ref,
                todo="Give a revision, a run, or an artifact (PATH@REVISION or a digest).",
            )
        graph = upstream_only(self._questions.upstream(roots), roots)
        runs = {node.id: self._questions.run(node.key) for node in self._watched("runs", graph, NodeKind.RUN)}
        if kind is NodeKind.RUN:
            graph = _with_outputs(graph, runs[subject.node.id])
        if kind is NodeKind.ARTIFACT:
            makers = {edge.source for edge in graph.edges if edge.target == subject.node.id}
            focus_keys = {runs[node_id].run.key for node_id in makers if node_id in runs}
        artifacts = {
            node.id: self._questions.artifact(node.id)
            for node in self._watched("artifacts", graph, NodeKind.ARTIFACT)
        }
        order = flow_order(graph, runs)
        focus = tuple(run for run in order if run.run.key in focus_keys)
        contents = VersionReader(self._questions).read(ref, 0)
        commit = self._commit_of(subject, focus)
        products = _products(subject, focus, artifacts)
        return Evidence(
            subject=subject,
            commit=commit,
            graph=graph,
            runs=runs,
            artifacts=artifacts,
            commits=self._commits(graph, runs.values(), artifacts.values()),
            order=order,
            focus=focus,
            products=products,
            sources=_sources(graph, artifacts),
            metrics=_flat(contents.metrics) or self._judged(products, commit),
            parameters=_flat(contents.parameters),
            rebuilds=self._rebuilds(order),
            unavailable=tuple(
                sorted(
                    path
                    for files in (contents.metrics, contents.parameters)
                    for path, values in files.items()
                    if values is None
                )
            ),
            tags=tuple(
                ref
                for ref in self._questions.refs()
                if commit and ref.kind in (RefKind.TAG, RefKind.REGISTRY) and ref.commit == commit.sha
            ),
        )

    def _judged(self, products: Iterable[ArtifactRecord], commit: Commit | None) -> tuple[Given, ...]:
        """Return what the runs that read the products say of them; of those at the commit, if any."""
        readers = {
            node.key for product in products for node in product.consumers if node.kind is NodeKind.RUN
        }
        if commit:
            held = {item.node.key for item in self._questions.held(commit.sha) if item.slot is Slot.RUN}
            readers = readers & held or readers
        found = {
            (value.source, value.name): Given(value.source, value.name, value.text or value.value)
            for key in sorted(readers)
            for value in self._questions.run(key).metrics
        }
        return tuple(found[key] for key in sorted(found))

    def _watched(self, phase: str, graph: Graph, kind: NodeKind) -> Iterator[Node]:
        nodes = [node for node in graph.nodes if node.kind is kind]
        for done, node in enumerate(nodes):
            self._progress.step(phase, done, len(nodes))
            yield node

    def _of_commit(self, sha: str) -> tuple[set[int], set[str]]:
        held = self._questions.held(sha)
        roots = {item.node.id for item in held if item.slot in (Slot.DATA, Slot.RUN, Slot.METRICS)}
        return roots, {item.node.key for item in held if item.slot is Slot.RUN}

    def _commit_of(self, subject: Resolved, focus: Iterable[RunRecord]) -> Commit | None:
        sha = subject.node.key if subject.node.kind is NodeKind.COMMIT else subject.commit
        sha = sha or next((run.code[0] for run in focus if run.code), None) or subject.node.commit
        return self._questions.known_commit(sha or None)

    def _rebuilds(self, runs: Iterable[RunRecord]) -> dict[str, tuple[Rebuild, ...]]:
        """Return the rebuilds of each run, with the causes that later reruns of one have shown."""
        found: dict[str, list[Rebuild]] = {run.run.key: [] for run in runs}
        series: dict[str, list[Rebuild]] = {}
        known = self._questions.rebuilds()
        for rebuild in known:
            series.setdefault(rebuild.series, []).append(rebuild)
        for rebuild in known:
            if rebuild.run in found and rebuild.vouches:
                causes = told_causes(rebuild, diagnosis_of(rebuild, series.get(rebuild.id, ())))
                found[rebuild.run].append(replace(rebuild, causes=causes))
        return {key: tuple(rebuilds) for key, rebuilds in found.items()}

    def _commits(
        self, graph: Graph, runs: Iterable[RunRecord], artifacts: Iterable[ArtifactRecord]
    ) -> dict[str, Commit]:
        shas = {node.key for node in graph.nodes if node.kind is NodeKind.COMMIT}
        shas |= {run.code[0] for run in runs if run.code}
        shas |= {artifact.node.commit for artifact in artifacts if artifact.node.commit}
        known = {sha: self._questions.known_commit(sha) for sha in sorted(shas)}
        return {sha: commit for sha, commit in known.items() if commit is not None}


def _flat(files: Mapping[str, Mapping[str, Scalar] | None]) -> tuple[Given, ...]:
    return tuple(
        Given(source, name, values[name])
        for source, values in sorted(files.items())
        if values
        for name in sorted(values)
    )


def upstream_only(graph: Graph, roots: Collection[int]) -> Graph:
    """Keep what leads to the roots without passing a rebuild: rebuilds are evidence, not ancestry."""
    rebuilds = {node.id for node in graph.nodes if node.kind is NodeKind.REBUILD}
    sources: dict[int, set[int]] = {}
    for edge in graph.edges:
        if edge.source not in rebuilds and edge.target not in rebuilds:
            sources.setdefault(edge.target, set()).add(edge.source)
    kept: set[int] = set()
    waiting = [node for node in roots if node not in rebuilds]
    while waiting:
        node = waiting.pop()
        if node not in kept:
            kept.add(node)
            waiting += sources.get(node, ())
    return Graph(
        tuple(node for node in graph.nodes if node.id in kept),
        tuple(edge for edge in graph.edges if edge.source in kept and edge.target in kept),
    )


def flow_order(graph: Graph, runs: Mapping[int, RunRecord]) -> tuple[RunRecord, ...]:
    """Return the runs in the order in which data flowed; runs that do not depend on each other by name."""
    before: dict[int, set[int]] = {node.id: set() for node in graph.nodes}
    after: dict[int, set[int]] = {node.id: set() for node in graph.nodes}
    for edge in graph.edges:
        before[edge.target].add(edge.source)
        after[edge.source].add(edge.target)
    depth: dict[int, int] = {}
    waiting = [node for node, sources in before.items() if not sources]
    while waiting:
        node = waiting.pop()
        depth[node] = 1 + max((depth[source] for source in before[node]), default=0)
        waiting += [
            target
            for target in after[node]
            if target not in depth and all(source in depth for source in before[target])
        ]
    # A cycle (the same bytes read and written) leaves nodes without a depth; they come last, by name.
    last = len(before) + 1
    found = sorted(runs, key=lambda node: (depth.get(node, last), runs[node].run.name, runs[node].run.key))
    return tuple(runs[node] for node in found)


def _with_outputs(graph: Graph, run: RunRecord) -> Graph:
    nodes: dict[int, Node] = {node.id: node for node in graph.nodes}
    edges = list(graph.edges)
    for link in run.outputs:
        nodes.setdefault(link.artifact.id, link.artifact)
        edges.append(Edge(run.node.id, link.artifact.id, link.role, link.path))
    return Graph(tuple(nodes.values()), tuple(dict.fromkeys(edges)))


def _products(
    subject: Resolved, focus: Iterable[RunRecord], artifacts: Mapping[int, ArtifactRecord]
) -> tuple[ArtifactRecord, ...]:
    """What the report is about: the artifact itself, else the models made, else what was made last."""
    if subject.node.kind is NodeKind.ARTIFACT:
        return (artifacts[subject.node.id],)
    runs = list(focus)
    made = {link.artifact.id for run in runs for link in run.outputs if link.artifact.id in artifacts}
    read = {link.artifact.id for run in runs for link in run.inputs}
    models = {node_id for node_id in made if artifacts[node_id].artifact.type is ArtifactType.MODEL}
    chosen = models or (made - read) or made
    return tuple(sorted((artifacts[node_id] for node_id in chosen), key=_artifact_order))


def _sources(graph: Graph, artifacts: Mapping[int, ArtifactRecord]) -> tuple[ArtifactRecord, ...]:
    """The artifacts that no known run made (code and settings aside), as this project holds them."""
    made = {edge.target for edge in graph.edges if edge.source not in artifacts}
    made |= {
        edge.source for edge in graph.edges if edge.role is Role.IMPORT
    }  # elsewhere; said by what was fetched
    aside = (ArtifactType.CODE, ArtifactType.CONFIG)
    found = [
        record
        for node_id, record in artifacts.items()
        if node_id not in made and record.artifact.type not in aside and not is_code(place(record))
    ]
    return tuple(sorted(found, key=_artifact_order))


def place(record: ArtifactRecord) -> str:
    """Return the path under which an artifact is known: where it was first seen, else its name."""
    return record.sightings[0].path if record.sightings else record.node.name


def _artifact_order(record: ArtifactRecord) -> tuple[str, str]:
    return record.node.name, record.node.key
