"""What Pachyderm's records say: commits are data, jobs are runs, provenance is what joins them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from forebear.lineage.facts import Fact, Generated, RanIn, Seen, Tag, Used
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Environment,
    Image,
    NodeKind,
    Origin,
    Problem,
    Run,
)
from forebear.sources.guarded import guarded, guarded_words, without_passwords
from forebear.sources.pachyderm.messages import KIND, CommitName, Repo, field, job_key, part
from forebear.sources.saved import Saved
from forebear.sources.shapes import Entry, as_list, as_mapping, as_moment, as_text, as_whole, image_named

_STATES = {
    "JOB_SUCCESS": "completed",
    "JOB_FAILURE": "failed",
    "JOB_KILLED": "cancelled",
    "JOB_UNRUNNABLE": "failed",
}
_DEEPEST = 20  # inputs in each other: join, cross, union, group
_GROUPS = ("join", "group", "cross", "union")


def facts_of(files: Sequence[Saved]) -> Iterator[Fact]:
    """Yield what files say."""
    records = Records()
    for file in files:
        for document in file.documents:
            for error in records.add(document):
                what = f"The server broke off: {error}. Save it again with `pachctl … --raw`."
                yield Problem(KIND, file.name, what)
    yield from records.facts()


class Records:
    """Records of Pachyderm, sorted by what they are."""

    def __init__(self) -> None:
        self._commits: list[Entry] = []
        self._branches: list[Entry] = []
        self._jobs: list[Entry] = []
        self._pipelines: dict[tuple[str, str, int], Entry] = {}
        self._images: dict[str, str] = {}  # by the key of a job

    def add(self, document: object) -> Iterator[str]:
        """Take a document, or several in a list; yield the errors that stand in the place of records."""
        for each in document if isinstance(document, list) else [document]:
            entry = as_mapping(each)
            if isinstance(entry.get("result"), dict):  # one of a stream of the API's
                entry = as_mapping(entry["result"])
            if isinstance(entry.get("error"), dict):
                yield without_passwords(as_text(field(entry["error"], "message")) or "no reason was given")
            elif field(entry, "commit_set"):
                self._commits += map(as_mapping, as_list(field(entry, "commits")))
            elif field(entry, "job_set"):
                self._jobs += map(as_mapping, as_list(field(entry, "jobs")))
            elif "datum" in entry:
                self._datum(entry)
            elif "job" in entry:
                self._jobs.append(entry)
            elif "pipeline" in entry:
                self._pipeline(entry)
            elif field(entry, "head") or (isinstance(entry.get("branch"), dict) and "commit" not in entry):
                self._branches.append(entry)
            elif isinstance(entry.get("commit"), dict):
                self._commits.append(entry)

    def facts(self) -> Iterator[Fact]:
        """Yield what the records say, jobs before commits: they tell more of a run."""
        data = _Data()
        jobs = set()
        for job in self._jobs:
            pipeline, id_ = part(field(job, "job"), "pipeline"), as_text(field(field(job, "job"), "id"))
            name = as_text(field(pipeline, "name"))
            if name and id_:
                project = as_text(field(field(pipeline, "project"), "name")) or "default"
                jobs.add(job_key(project, name, id_))
                yield from self._job(job, job_key(project, name, id_), data)
        for commit in self._commits:
            yield from _commit(commit, jobs, data)
        for branch in self._branches:
            yield from _branch(branch, data)
        yield from data.facts()

    def _datum(self, entry: Entry) -> None:
        job = field(field(entry, "datum"), "job")
        pipeline = part(job, "pipeline")
        project = as_text(field(field(pipeline, "project"), "name")) or "default"
        key = job_key(project, as_text(field(pipeline, "name")), as_text(field(job, "id")))
        image = as_text(field(entry, "image_id"))
        if image:
            self._images.setdefault(key, image)

    def _pipeline(self, entry: Entry) -> None:
        pipeline = part(entry, "pipeline")
        project = as_text(field(field(pipeline, "project"), "name")) or "default"
        version = as_whole(field(entry, "version")) or 0
        self._pipelines[project, as_text(field(pipeline, "name")), version] = entry

    def _job(self, job: Entry, key: str, data: _Data) -> Iterator[Fact]:
        project, _, rest = key.removeprefix(f"{KIND}:").partition("/")
        name, _, id_ = rest.rpartition("@")
        version = as_whole(field(job, "pipeline_version")) or 0
        pipeline = self._pipelines.get((project, name, version), {})
        details = part(job, "details") or part(pipeline, "details")
        transform = part(details, "transform")
        state = as_text(field(job, "state"))
        started = as_moment(field(job, "started")) or as_moment(field(job, "created"))
        yield Run(
            key,
            Repo(project, name).shown,
            _command(transform),
            as_text(field(transform, "working_dir")),
            source=KIND,
            status=_STATES.get(state, state.removeprefix("JOB_").lower()),
            started_at=started,
            ended_at=as_moment(field(job, "finished")),
        )
        environment = _environment(transform, self._images.get(key, ""))
        if environment is not None:
            yield RanIn(key, environment, Origin.IMPORTED)
        made = CommitName.read(field(job, "output_commit"))
        if made is not None and made.repo.type == "user":
            yield from data.generated(key, made, "output_commit")
        for used in _inputs(field(details, "input")):
            if used.repo.type == "user":
                yield from data.used(key, used, "input of the job")
        noted = {
            "pipeline": Repo(project, name).shown,
            "pipeline version": as_text(field(job, "pipeline_version")),
            "commit set": id_,
            "reason": without_passwords(as_text(field(job, "reason"))),
            "description": as_text(field(part(pipeline, "details"), "description")),
        }
        counts = ("data_total", "data_processed", "data_skipped", "data_failed", "data_recovered", "restart")
        noted |= {each.replace("_", " "): as_text(field(job, each)) for each in counts}
        yield from _tags(NodeKind.RUN, key, noted)


def _commit(commit: Entry, jobs: set[str], data: _Data) -> Iterator[Fact]:
    name = CommitName.read(field(commit, "commit"))
    if name is None or name.repo.type != "user":
        return
    data.add(name, commit)
    sources = [CommitName.read(each) for each in as_list(field(commit, "direct_provenance"))]
    used = [each for each in sources if each is not None and each.repo.type == "user"]
    origin = as_text(field(field(commit, "origin"), "kind"))
    if origin == "AUTO" and used:
        # The job that made it has its id, and its pipeline the name of its repository.
        if name.run not in jobs:
            yield Run(
                name.run,
                name.repo.shown,
                source=KIND,
                status=_outcome(commit),
                started_at=as_moment(field(commit, "started")),
                ended_at=as_moment(field(commit, "finished")),
            )
        yield from data.generated(name.run, name, "direct_provenance")
        for each in used:
            yield from data.used(name.run, each, "direct_provenance")
    parent = CommitName.read(field(commit, "parent_commit"))
    noted = {
        "origin": origin,
        "commit set": name.id,
        "branch": name.branch,
        "parent": parent.id if parent is not None else "",
        "description": without_passwords(as_text(field(commit, "description"))),
        "created by": as_text(field(commit, "created_by")),
        "error": without_passwords(as_text(field(commit, "error"))),
        "provenance": "" if origin == "AUTO" else ", ".join(each.place for each in used),
    }
    for key, value in part(commit, "metadata").items():
        noted[as_text(key)] = guarded(key, as_text(value))[0]
    yield from _tags(NodeKind.ARTIFACT, name.digest, noted)


class _Data:
    """The commits that records speak of, each with what is known of it, and what joins them to jobs.

    Of an edge the first record that says it is its evidence.
    """

    def __init__(self) -> None:
        self._commits: dict[CommitName, Entry] = {}
        self._edges: set[tuple[str, CommitName, type]] = set()

    def add(self, name: CommitName, commit: Entry | None = None) -> None:
        """Take a commit that is spoken of, or told of."""
        key = CommitName(name.repo, name.id)
        self._commits[key] = commit or self._commits.get(key, {})

    def used(self, run: str, name: CommitName, evidence: str) -> Iterator[Fact]:
        """Yield that a run read a commit, if that is news."""
        yield from self._edge(Used(run, name.digest, name.place, evidence=evidence), name)

    def generated(self, run: str, name: CommitName, evidence: str) -> Iterator[Fact]:
        """Yield that a run made a commit, if that is news."""
        yield from self._edge(Generated(run, name.digest, name.place, evidence=evidence), name)

    def _edge(self, fact: Used | Generated, name: CommitName) -> Iterator[Fact]:
        self.add(name)
        key = (fact.run, CommitName(name.repo, name.id), type(fact))
        if key not in self._edges:
            self._edges.add(key)
            yield fact

    def facts(self) -> Iterator[Fact]:
        """Yield each as an artifact, and where it is."""
        for name, commit in self._commits.items():
            size = as_whole(field(field(commit, "details"), "size_bytes"))
            if size is None:
                size = as_whole(field(commit, "size_bytes_upper_bound"))
            yield Artifact((name.digest,), name.repo.shown, ArtifactType.DATASET, size)
            at = as_moment(field(commit, "finished")) or as_moment(field(commit, "started"))
            yield Seen(name.digest, KIND, name.place, name.id, at)


def _branch(branch: Entry, data: _Data) -> Iterator[Fact]:
    head = CommitName.read(field(branch, "head"))
    name = as_text(field(field(branch, "branch"), "name"))
    if head is not None and head.repo.type == "user" and name:
        data.add(head)
        yield Tag(NodeKind.ARTIFACT, head.digest, f"head of {name}", "true")


def _tags(kind: NodeKind, subject: Digest | str, noted: Mapping[str, str]) -> Iterator[Fact]:
    for name, said in noted.items():
        if name and said and said != "0":
            yield Tag(kind, subject, name, said)


def _inputs(input_: object) -> Iterator[CommitName]:
    waiting = [(input_, 0)]
    while waiting:
        each, depth = waiting.pop()
        for kind in ("pfs", "cron"):
            found = part(each, kind)
            repo, commit = as_text(field(found, "repo")), as_text(field(found, "commit"))
            if repo and commit:
                project = as_text(field(found, "project")) or "default"
                type_ = as_text(field(found, "repo_type")) or "user"
                yield CommitName(Repo(project, repo, type_), commit, as_text(field(found, "branch")))
        if depth < _DEEPEST:
            waiting += [(inner, depth + 1) for group in _GROUPS for inner in as_list(field(each, group))]


def _command(transform: Entry) -> tuple[str, ...]:
    words = [as_text(word) for word in as_list(field(transform, "cmd"))]
    lines = [shlex.join(guarded_words(words))] if words else []
    typed = [as_text(line) for line in as_list(field(transform, "stdin"))]
    return tuple(lines + list(guarded_words(typed)))


def _environment(transform: Entry, image_id: str) -> Environment | None:
    image = image_named(as_text(field(transform, "image")))
    exact = image_named(image_id)
    if exact is not None and exact.digest:
        image = Image(image.reference if image else exact.reference, digest=exact.digest)
    if image is None:
        return None
    variables = as_mapping(field(transform, "env"))
    shown = {as_text(name): guarded(name, as_text(value))[0] for name, value in variables.items()}
    for secret in as_list(field(transform, "secrets")):
        if variable := as_text(field(secret, "env_var")):
            shown[variable] = guarded(variable, "set", secret=True)[0]
    return Environment(image, variables=shown)


def _outcome(commit: Entry) -> str:
    if as_text(field(commit, "error")):
        return "failed"
    return "completed" if field(commit, "finished") else "running"
