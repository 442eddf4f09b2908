"""The verdict on all outputs of a rebuild together, and on what the run did not declare."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from forebear.lineage.rebuilds import OutputVerdict, Verdict
from forebear.rebuild.judging.finding import ORDER
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.workspace import Traces, safe_join
from forebear.sources.hashing import UnsafePathError, measure

_LISTED = 100  # undeclared files that get a line of their own


def undeclared(found: Traces, tree: Path) -> tuple[OutputVerdict, ...]:
    """Return a verdict for each thing the command did beside its declared outputs."""
    said = [(path, Compared.NOT_DECLARED.said()) for path in found.added]
    said += [(path, Compared.CHANGED_FILE.said()) for path in found.changed]
    said += [(path, Compared.REMOVED_FILE.said()) for path in found.removed]
    verdicts = []
    for path, why in said[:_LISTED]:
        obtained, text = None, why
        try:
            obtained = measure(safe_join(tree, path), ["md5"]).digests["md5"]
        except UnsafePathError as error:
            text = f"{why} {error.what}"
        except OSError:
            text = why
        verdicts.append(OutputVerdict(path, None, obtained, Verdict.EXTRA, text))
    if len(said) > _LISTED:
        more = f"… and {len(said) - _LISTED} more"
        verdicts.append(OutputVerdict(more, None, None, Verdict.EXTRA, Compared.MORE_NOT_DECLARED.said()))
    return tuple(verdicts)


def whole(verdicts: Iterable[OutputVerdict]) -> Verdict:
    """Return the verdict on all outputs together: the worst one; without any output there is no baseline."""
    return max((each.verdict for each in verdicts), key=ORDER.__getitem__, default=Verdict.NO_BASELINE)
