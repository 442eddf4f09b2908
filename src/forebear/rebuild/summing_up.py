"""What came of a rebuild, in one or two sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forebear.lineage.rebuilds import OutputVerdict
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.uncommitted import Uncommitted


def summed_up(
    outputs: Sequence[OutputVerdict], image: ChosenImage | None, patch: Uncommitted | None = None
) -> str:
    """Count the verdicts, and say so where the image is not the recorded one or the code not the commit's."""
    if not outputs:
        return "The run declared no outputs, so there is nothing to compare."
    counts = Counter(output.verdict for output in outputs)
    more = _code(patch)
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items())
    if image is not None and not image.is_recorded:
        why = f"{image.how}, not recorded" if image.identified else "not identified: only its tag is known"
        return f"Outputs: {said}. The image is {why}.{more}"
    return f"Outputs: {said}.{more}"


def _code(patch: Uncommitted | None) -> str:
    if patch is None:
        return ""
    if patch.left_out:
        return f" The code is the clean commit: {patch.path}, with what was not committed, is left out."
    files = f"{len(patch.files)} file{'s' if len(patch.files) != 1 else ''}"
    return f" The code is the commit with {patch.path} applied ({files} that were not committed)."
