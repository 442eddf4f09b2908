"""`dvc.yaml`: what a pipeline declares, with its templates filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forebear.lineage.words import ArtifactType
from forebear.sources.dvc.digests import joined
from forebear.sources.dvc.templates import Context, expanded, is_template
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError

PARAMETERS = "params.yaml"
"""Where DVC looks for parameters when it is told no file."""

_TYPES = {"model": ArtifactType.MODEL, "dataset": ArtifactType.DATASET, "data": ArtifactType.DATASET}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as declared; paths are relative to the repository's root.

    `folder` is where its command runs; `kept` are the outputs that DVC keeps (not those with `cache: false`,
    which are Git's). `parameters` maps a file to the names it uses, none = all of them; `variables` likewise
    what its templates used. `drawn` maps the plots to what is said of how they are drawn.
    """

    name: str
    folder: str
    kept: frozenset[str]
    metrics: frozenset[str]
    plots: frozenset[str]
    parameters: Mapping[str, tuple[str, ...]]
    variables: Mapping[str, tuple[str, ...]]
    commands: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    drawn: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One `dvc.yaml`. `stages` by name, those of `foreach` and `matrix` as `name@key`.

    `unresolved` are entries of `stages:` whose templates could not be filled in, with the reason: of them
    only the lock file speaks. `metrics`, `plots` and `parameters` are files named at the top level; `types`
    what `artifacts:` says of paths. `drawn` are the plots of the top level, each by its name as written (a
    path, or any name) with what is said of how it is drawn.
    """

    stages: Mapping[str, Stage]
    unresolved: Mapping[str, str]
    metrics: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    types: Mapping[str, ArtifactType] | None = None
    drawn: tuple[tuple[str, Mapping[str, object]], ...] = ()


def context_files(document: object, folder: str) -> tuple[str, ...]:
    """Return the files from which the templates of a `dvc.yaml` in `folder` take values."""
    found = [joined(folder, PARAMETERS)]
    root = as_mapping(document)
    lists = [(folder, as_list(root.get("vars")))]
    for stage in as_mapping(root.get("stages")).values():
        definition = as_mapping(stage)
        inner = as_mapping(definition.get("do")) or definition
        wdir = inner.get("wdir")
        if not is_template(wdir):
            lists.append((joined(folder, str(wdir or ".")), as_list(inner.get("vars"))))
    for base, entries in lists:
        found += [joined(base, entry.partition(":")[0]) for entry in entries if isinstance(entry, str)]
    return tuple(dict.fromkeys(found))


def read_pipeline(document: object, folder: str, values: Callable[[str], object]) -> Pipeline:
    """Read a parsed `dvc.yaml` of `folder`.

    `values(path)` gives what a file of `context_files` holds at the same commit, None where there is none.
    Raises UnreadableError where the document is not a pipeline at all.
    """
    if document is None:
        return Pipeline({}, {})
    if not isinstance(document, Mapping):
        raise UnreadableError("it is no mapping of stages")
    root = as_mapping(document)
    context = _context(folder, [PARAMETERS, *as_list(root.get("vars"))], Context(), values)
    stages: dict[str, Stage] = {}
    unresolved: dict[str, str] = {}
    for name, definition in as_mapping(root.get("stages")).items():
        try:
            for found, stage, inner in expanded(name, definition, context):
                stages[found] = _stage(found, stage, folder, inner, values)
        except UnreadableError as error:
            unresolved[name] = str(error)
    top = context.having({})
    return Pipeline(
        stages,
        unresolved,
        tuple(_paths(_filled(top, root.get("metrics")), folder)),
        tuple(_plot_files(_filled(top, root.get("plots")), folder)),
        tuple(_paths(_filled(top, root.get("params")), folder)),
        _types(_filled(top, root.get("artifacts")), folder),
        tuple(_entries(_filled(top, root.get("plots")))),
    )


def _filled(context: Context, value: object) -> object:
    try:
        return context.filled(value)
    except UnreadableError:
        return None


def _context(
    folder: str, entries: Iterable[object], context: Context, values: Callable[[str], object]
) -> Context:
    files = dict(context.files)
    own = dict(context.own)
    for entry in entries:
        if isinstance(entry, str):
            file, _, names = entry.partition(":")
            path = joined(folder, file)
            content = as_mapping(values(path))
            if names:
                chosen = [name.strip() for name in names.split(",")]
                content = {name: content[name] for name in chosen if name in content}
            if content:
                files[path] = {**files.get(path, {}), **content}
        else:
            own.update(as_mapping(entry))
    return Context(files, own, context.aliases)


def _stage(
    name: str,
    definition: Mapping[str, object],
    folder: str,
    context: Context,
    values: Callable[[str], object],
) -> Stage:
    wdir = context.filled(definition.get("wdir")) or "."
    base = joined(folder, str(wdir))
    inner = _context(base, as_list(definition.get("vars")), context, values)
    # The command is filled in for the names it uses: DVC shows them as the stage's parameters.
    body = {
        key: inner.filled(value) for key, value in definition.items() if key not in ("vars", "wdir", "meta")
    }
    live = as_mapping(body.get("live"))
    metrics = {*_paths(body.get("metrics"), base), *(joined(base, f"{path}.json") for path in live)}
    plots = {*_paths(body.get("plots"), base), *(joined(base, path) for path in live)}
    for kind, found in (("metrics_no_cache", metrics), ("plots_no_cache", plots)):  # before DVC 1.0
        found.update(_paths(body.get(kind), base))
    return Stage(
        name,
        base,
        frozenset({*_kept(body, base), *(joined(base, path) for path in live)}),
        frozenset(metrics),
        frozenset(plots),
        _parameters(body.get("params"), base),
        {file: tuple(names) for file, names in inner.used.items()},
        _commands(body.get("cmd")),
        tuple(_paths(body.get("deps"), base)),
        tuple(dict.fromkeys([*_paths(body.get("outs"), base), *sorted(metrics), *sorted(plots)])),
        {joined(base, path): properties for path, properties in _entries(body.get("plots"))},
    )


def _commands(declared: object) -> tuple[str, ...]:
    listed = declared if isinstance(declared, list) else [declared]
    return tuple(str(line) for line in listed if line is not None)


def _paths(entries: object, folder: str) -> list[str]:
    """Return the paths of a list of paths and of mappings from paths to properties."""
    listed = entries if isinstance(entries, list) else [entries]
    found = []
    for entry in listed:
        if isinstance(entry, str):
            found.append(joined(folder, entry))
        elif isinstance(entry, Mapping):
            found += [joined(folder, str(path)) for path in entry]
    return found


def _entries(entries: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the entries of a list of names and of mappings from names to properties."""
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, str):
            yield entry, {}
        for name, properties in as_mapping(entry).items():
            yield name, as_mapping(properties)


def _kept(body: Mapping[str, object], folder: str) -> Iterator[str]:
    for kind in ("outs", "metrics", "plots"):
        listed = body.get(kind)
        for entry in listed if isinstance(listed, list) else [listed]:
            if isinstance(entry, str):
                yield joined(folder, entry)
            for path, properties in as_mapping(entry).items():
                if as_mapping(properties).get("cache") is not False:
                    yield joined(folder, path)


def _plot_files(entries: object, folder: str) -> list[str]:
    """Return the data files of top-level plots: a plot's name is its file unless `y` or `x` name some."""
    found = []
    listed = entries if isinstance(entries, list) else [entries]
    for entry in listed:
        if isinstance(entry, str):
            found.append(joined(folder, entry))
        for name, properties in as_mapping(entry).items():
            inner = as_mapping(properties)
            axes = [*as_mapping(inner.get("y")), *as_mapping(inner.get("x"))]
            found += [joined(folder, path) for path in axes or [name]]
    return list(dict.fromkeys(found))


def _parameters(entries: object, folder: str) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str] | None] = {}
    for entry in as_list(entries):
        wanted = {PARAMETERS: [entry]} if isinstance(entry, str) else as_mapping(entry)
        for file, keys in wanted.items():
            path = joined(folder, file)
            chosen = [str(key) for key in as_list(keys)]
            known = names.setdefault(path, [])
            if not chosen:
                names[path] = None
            elif known is not None:
                known += chosen
    return {path: tuple(dict.fromkeys(chosen or ())) for path, chosen in names.items()}


def _types(entries: object, folder: str) -> dict[str, ArtifactType]:
    found = {}
    for entry in as_mapping(entries).values():
        properties = as_mapping(entry)
        path, type_ = properties.get("path"), _TYPES.get(str(properties.get("type")))
        if isinstance(path, str) and type_ is not None:
            found[joined(folder, path)] = type_
    return found
