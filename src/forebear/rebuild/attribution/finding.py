"""Attributions that were carried out before, found again in what their rebuilds recorded."""

from __future__ import annotations

from collections.abc import Sequence

from forebear.lineage.errors import UsageError
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.rebuilds import Purpose
from forebear.rebuild.attribution.attribution import Attribution
from forebear.rebuild.attribution.carrying_out import Attributor, Ends
from forebear.rebuild.attribution.versions import Metric
from forebear.rebuild.plan import Loosened
from forebear.rebuild.workshop import open_workshop


def attributions_between(
    project: Project, a: str, b: str, metrics: Sequence[Metric], progress: Progress
) -> tuple[Attribution, ...]:
    """Return what is known of what changed these metrics from one version to another; nothing is run.

    Only those whose difference is shared out. Raises ActionableError where there is no lineage or no Git.
    """
    found = []
    with open_workshop(project, progress, "", read_only=True) as workshop:
        if not any(each.purpose is Purpose.MIXTURE for each in workshop.questions.rebuilds()):
            return ()
        for metric in metrics:
            try:
                attribution = Attributor(workshop, Ends(a, b, metric), Loosened(), None).attribution()
            except UsageError:  # no recorded run made it
                continue
            if attribution.sharing is not None:
                found.append(attribution)
    return tuple(found)
