"""Says which jobs ended while no window followed them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.chrome import Chrome
from forebear.desktop.jobs import Job
from forebear.desktop.jobs_model import state_text


def say_ended(chrome: Chrome, jobs: Sequence[Job], show_rebuild: Callable[[Job], object]) -> None:
    """Say it in the banner, and offer to show how they came out."""
    translate = QCoreApplication.translate
    if len(jobs) == 1:
        (job,) = jobs
        said = translate("Jobs", "{job} ended while you were away: {how}")
        what, more = said.format(job=job.title, how=how_text(job)), ""
        show = partial(show_rebuild, job) if is_one_rebuild(job) else partial(chrome.jobs_panel.show_job, job)
        label = translate("Jobs", "Show")
    else:
        what = translate("Jobs", "{count} jobs ended while you were away").format(count=len(jobs))
        more = " \N{MIDDLE DOT} ".join(f"{job.title}: {how_text(job)}" for job in jobs)
        show, label = partial(chrome.jobs_panel.show_job, jobs[-1]), translate("Jobs", "Show the jobs")
    good = all(job.exit_code == 0 for job in jobs)
    chrome.banner.say("good" if good else "", what, more, ((label, show),))


def is_one_rebuild(job: Job) -> bool:
    """Whether it is the rebuild of one thing, which the rebuild panel shows."""
    command, *words = job.words
    if command != "rebuild" or {"--all", "--continue"} & set(words):
        return False
    if "--" in words:
        return len(words) - words.index("--") == 2
    # From a terminal: `rebuild REF` and perhaps options.
    return bool(words) and not words[0].startswith("-") and all(word[0] == "-" for word in words[1:2])


def how_text(job: Job) -> str:
    """Say how a job came out: the verdict of a rebuild, how it ended where there is none, else its state."""
    word = job.document.get("verdict") or job.document.get("ended")
    return wording.verdict_word(str(word)) if word else state_text(job.state)
