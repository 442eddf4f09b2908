"""What came of a rebuild, in one or two sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forebear.lineage.rebuilds import OutputVerdict, Verdict
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.plan import Plan
from forebear.rebuild.sentences import Ending, Foreseen
from forebear.rebuild.uncommitted import Uncommitted


def summed_up(
    outputs: Sequence[OutputVerdict], image: ChosenImage | None, plan: Plan, undeclared: int
) -> str:
    """Count the verdicts, and say so where image, code, inputs or limits are not what they usually are.

    `undeclared` is how much came that is no output; of very much not each has a verdict of its own.
    """
    if not outputs:
        return Foreseen.NO_OUTPUTS.said()
    counts = Counter(output.verdict for output in outputs)
    if undeclared:
        counts[Verdict.EXTRA] = undeclared
    said = [Ending.OUTPUTS.said(counts=", ".join(f"{count} {verdict}" for verdict, count in counts.items()))]
    if image is not None and not image.is_recorded:
        said.append(Ending.IMAGE.said(how=image.how) if image.identified else Ending.IMAGE_BY_TAG.said())
    if plan.uncommitted is not None:
        said.append(_code(plan.uncommitted))
    if plan.loosened.accepted:
        said.append(Ending.ACCEPTED.said(paths=", ".join(plan.loosened.accepted)))
    if plan.loosened.limits:
        said.append(Ending.LIMITS.said(limits=", ".join(plan.loosened.limits)))
    return " ".join(said)


def _code(patch: Uncommitted) -> str:
    if patch.left_out:
        return Ending.PATCH_LEFT_OUT.said(path=patch.path)
    files = f"{len(patch.files)} file{'s' if len(patch.files) != 1 else ''}"
    return Ending.PATCH_APPLIED.said(path=patch.path, files=files)
