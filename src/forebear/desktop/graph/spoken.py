"""What a screen reader says of a node of the graph."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.graph.drawn import Drawn
from forebear.desktop.graph.map_scene import MapScene
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.saying import CardText, card_text
from forebear.desktop.graph.scene import Scene
from forebear.lineage.answers import Change, Node
from forebear.lineage.species import SPECIES
from forebear.lineage.words import NodeKind

_MOST_NAMED = 3


def spoken_name(scene: Drawn, row: int) -> str:
    """Name a node: `model.pkl, v1.2, Model, made by train, used by 5`; its kind while no more is known."""
    node = scene.node(row)
    if node is None:
        return wording.kind_text(*SPECIES[int(scene.species[row])])
    if isinstance(scene, Scene) and (facts := scene.facts.get(node.id)) is not None and facts.told:
        return facts.told
    text = _card(scene, node)
    parts = [text.name, text.version, wording.node_text(node)]
    return ", ".join(part for part in (*parts, *_kin(scene, row, node)) if part)


def spoken_description(scene: Drawn, row: int, marks: Marks) -> str:
    """Describe a node further: date, metric, verdict, stage, what became of it, what is not shown of it."""
    translate = QCoreApplication.translate
    node = scene.node(row)
    if node is None:
        return ""
    text = _card(scene, node)
    up, down = scene.more.get(row, (0, 0))
    change = marks.changes.get(row)
    parts = (
        wording.date_text(node.when),
        f"{text.metric} {text.value}".strip(),
        wording.verdict_word(text.verdict) if text.verdict else "",
        text.stage,
        text.tip,
        translate("Spoken", "came later") if row in marks.later else "",
        wording.change_text(change, marks.sides) if change not in (None, Change.SAME) else "",
        translate("Spoken", "pinned as {letter}").format(letter=marks.pins[row]) if row in marks.pins else "",
        translate("Spoken", "{count} more upstream").format(count=up) if up else "",
        translate("Spoken", "{count} more downstream").format(count=down) if down else "",
    )
    return ", ".join(part for part in parts if part)


def _card(scene: Drawn, node: Node) -> CardText:
    if isinstance(scene, Scene | MapScene):
        return card_text(node, scene.facts.get(node.id), scene.groups.get(node.id))
    return card_text(node)


def _kin(scene: Drawn, row: int, node: Node) -> tuple[str, str]:
    """What a node was made from, and what it went into, with what is not drawn."""
    translate = QCoreApplication.translate
    left_out = scene.more.get(row, (0, 0))
    before, after = scene.before(row), scene.after(row)
    up, down = len(before) + left_out[0], len(after) + left_out[1]
    if node.kind is NodeKind.RUN:
        inputs = translate("Spoken", "1 input") if up == 1 else translate("Spoken", "{count} inputs")
        outputs = translate("Spoken", "1 output") if down == 1 else translate("Spoken", "{count} outputs")
        return inputs.format(count=up), outputs.format(count=down)
    makers = [each for each in map(scene.node, before[: _MOST_NAMED + 1]) if each is not None]
    made = ""
    if makers and len(before) <= _MOST_NAMED and all(each.kind is NodeKind.RUN for each in makers):
        made = translate("Spoken", "made by {names}").format(names=", ".join(each.name for each in makers))
    elif up:
        made = translate("Spoken", "made from {count}").format(count=up)
    used = translate("Spoken", "used by {count}").format(count=down) if down else ""
    return made, used
