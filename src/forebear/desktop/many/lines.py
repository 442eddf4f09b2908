"""A batch as a table and as shares of a bar: what each run came to, in words, marks and colours."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.desktop.rebuilding.verdict_page import took_text
from forebear.lineage.rebuilds import ProcessEnd
from forebear.lineage.visible import visible
from forebear.rebuild.many.standing import Standing, State, Stood

_TONES = {
    State.WAITING: Tone.PLAIN,
    State.RUNNING: Tone.CHANGED,
    State.GOOD: Tone.BETTER,
    State.NOT_SO: Tone.WORSE,
    State.BLOCKED: Tone.WARNED,
}
_ICONS = {
    State.WAITING: "pause",
    State.RUNNING: "play",
    State.GOOD: "good",
    State.NOT_SO: "error",
    State.BLOCKED: "warning",
}
TOKENS = {
    State.WAITING: "border.strong",
    State.RUNNING: "accent",
    State.GOOD: "verdict.good",
    State.NOT_SO: "verdict.bad",
    State.BLOCKED: "verdict.warn",
}
"""The colour of each state; a word always says the same."""
_NAMED = 3  # things that a run stands for


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the bar: how many runs stand so."""

    state: State
    count: int
    text: str


def state_text(standing: Standing) -> str:
    """Say where a run stands: its verdict, else how it ended, else whether it waits or runs."""
    translate = QCoreApplication.translate
    rebuild = standing.rebuild
    if standing.state is State.RUNNING:
        return translate("Many", "running")
    if rebuild is None:
        return translate("Many", "waiting")
    if rebuild.ended is ProcessEnd.CANCELLED:
        return translate("Many", "waiting again")
    return wording.verdict_word((rebuild.verdict or rebuild.ended).value)


def shares(stood: Stood) -> tuple[Share, ...]:
    """Return the parts of the bar, in the order of the states, without those of nobody."""
    translate = QCoreApplication.translate
    texts = {
        State.GOOD: translate("Many", "as recorded"),
        State.NOT_SO: translate("Many", "not so"),
        State.BLOCKED: translate("Many", "blocked"),
        State.RUNNING: translate("Many", "running"),
        State.WAITING: translate("Many", "waiting"),
    }
    counted = ((state, stood.state_is(state)) for state in texts)
    return tuple(Share(state, count, texts[state]) for state, count in counted if count)


def sheet_of(stood: Stood) -> Sheet:
    """Return the table of a batch."""
    translate = QCoreApplication.translate
    headings = (
        translate("Many", "Run"),
        translate("Many", "For"),
        translate("Many", "Commit"),
        translate("Many", "Result"),
        translate("Many", "Took"),
        translate("Many", "Why"),
    )
    return Sheet(headings, tuple(_line(each) for each in stood.runs), frozenset({4}))


def _line(standing: Standing) -> Line:
    chosen, rebuild = standing.chosen, standing.rebuild
    names = tuple(map(visible, chosen.stands_for))
    more = f", +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    why = visible(standing.why) if standing.state in (State.NOT_SO, State.BLOCKED) else ""
    return Line(
        (
            Cell(visible(chosen.name), f"{visible(chosen.name)}  run:{chosen.run}"),
            Cell(f"{', '.join(names[:_NAMED])}{more}", "\n".join(names)),
            Cell(wording.short_key(chosen.commit), chosen.commit),
            Cell(state_text(standing), tone=_TONES[standing.state], icon=_ICONS[standing.state]),
            Cell(took_text(rebuild.seconds) if rebuild is not None else ""),
            Cell(why),
        ),
        key=chosen.run,
    )
