"""Boosted trees: LightGBM's text, XGBoost's JSON and UBJSON. Each tree is a part, apart from the settings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    Part,
    UnreadableModelError,
    setting,
    settings_below,
)
from forebear.compare.models.ubjson import load_ubjson
from forebear.sources.dvc.values import as_list, as_mapping

_TREE = re.compile(r"Tree=(\d+)\s*\Z")
_PARAMETER = re.compile(r"\[([^:\]]+): ?(.*)\]\s*\Z")
_LISTS = ("feature_names", "feature_infos", "monotone_constraints")


def read_lightgbm(path: Path) -> ModelContents:
    """Read LightGBM's text format; its `parameters` block (threads, paths) is apart from the trees."""
    parts: dict[tuple[str, str], Part] = {}
    section, number = "model", ""
    lines: list[str] = []
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in _lines(stream):
            match = _TREE.match(line)
            if match or line in ("end of trees", "parameters:", "feature_importances:", "end of parameters"):
                _close(parts, section, number, lines)
                lines = []
                section = "tree" if match else line.rstrip(":")
                number = match[1] if match else ""
            elif line.strip():
                lines.append(line)
            if len(parts) > MOST_PARTS:
                raise UnreadableModelError("it has too many trees")
    _close(parts, section, number, lines)
    return ModelContents("LightGBM", path.stat().st_size, parts)


def _lines(stream: Iterator[str]) -> Iterator[str]:
    for line in stream:
        if len(line) > LARGEST_TEXT:
            raise UnreadableModelError("one of its lines is too long")
        yield line.rstrip("\r\n")


def _close(parts: dict[tuple[str, str], Part], section: str, number: str, lines: list[str]) -> None:
    if section == "tree":
        facts = dict(line.partition("=")[::2] for line in lines)
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        parts["tree", number.zfill(5)] = Part(f"{facts.get('num_leaves', '?')} leaves", digest)
        return
    for place, line in enumerate(lines):
        name, equals, value = line.partition("=")
        parameter = _PARAMETER.match(line)
        if section == "parameters" and parameter:
            parts["parameter", parameter[1]] = setting(parameter[2])
        elif name in _LISTS and value.strip():
            for column, word in enumerate(value.split(" ")):
                parts["feature", f"{name}[{column}]"] = setting(word)
        elif equals and name not in ("tree_sizes",):
            kind = "importance" if section == "feature_importances" else "setting"
            parts[kind, name] = setting(value)
        elif name != "tree_sizes":
            parts["setting", f"{section} line {place + 1}"] = setting(line)


def read_xgboost(path: Path) -> ModelContents:
    """Read XGBoost's model as JSON or UBJSON; raises UnreadableModelError where it is none."""
    size = path.stat().st_size
    if size > LARGEST_TEXT * 4:
        raise UnreadableModelError(f"it is {size:,} bytes long, which is too much to read whole")
    content = path.read_bytes()
    # JSON may have a space or a quote after the brace; UBJSON has the type of the first key's length.
    text = content[1:2] in b'"}\n\r\t ' if content[:1] == b"{" else False
    try:
        document = json.loads(content) if text else load_ubjson(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableModelError(f"it is no JSON ({error})") from error
    parts = xgboost_parts(document)
    if parts is None:
        raise UnreadableModelError("it is no model of XGBoost")
    return ModelContents("XGBoost JSON" if text else "XGBoost UBJSON", size, parts)


def xgboost_parts(document: object) -> dict[tuple[str, str], Part] | None:
    """Return the parts of XGBoost's document, None where it is another."""
    learner = as_mapping(as_mapping(document).get("learner"))
    booster = as_mapping(learner.get("gradient_booster"))
    if not booster:
        return None
    parts: dict[tuple[str, str], Part] = {}
    holders = [booster, as_mapping(booster.get("gbtree"))]  # dart nests its trees one deeper
    for holder in holders:
        model = as_mapping(holder.get("model"))
        for number, tree in enumerate(as_list(model.get("trees"))):
            nodes = len(as_list(as_mapping(tree).get("left_children")))
            parts["tree", str(number).zfill(5)] = Part(f"{nodes} nodes", _digest(tree))
        if weights := model.get("weights"):
            parts["tensor", "weights"] = Part(f"{len(as_list(weights))} weights", _digest(weights))
    for name, value in settings_below(_without_trees(document)):
        if len(parts) > MOST_PARTS:
            raise UnreadableModelError("it has too many parts")
        if value != []:
            parts["setting", name] = setting(value)
    return parts


def _without_trees(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _without_trees(item) for key, item in value.items() if key not in ("trees", "weights")}
    return value


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
