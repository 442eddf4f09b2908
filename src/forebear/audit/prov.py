"""The lineage of a report as W3C PROV-JSON (https://www.w3.org/submissions/prov-json/).

Artifacts and environments are entities, commits entities of type Plan, runs activities, people agents.
Names are those of the report, percent-encoded below one prefix, so that they are valid and can be found
again in report.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from forebear.audit.report import Report

Json = dict[str, Any]

NAMESPACE = "urn:forebear:"


def prov_document(report: Report) -> Json:
    """Return the PROV-JSON document; relations are numbered in the report's order."""
    content = report.content
    document: Json = {
        "prefix": {
            "fb": NAMESPACE,
            "prov": "http://www.w3.org/ns/prov#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        }
    }
    runs = {run["id"]: run for run in content["runs"]}
    kinds = {node["id"]: node["kind"] for node in content["lineage"]["nodes"]}
    for node in content["lineage"]["nodes"]:
        if node["kind"] == "run":
            _put(document, "activity", node["id"], _activity(runs[node["id"]]))
        else:
            _put(document, "entity", node["id"], _entity(node))
    for edge in content["lineage"]["edges"]:
        _relate(document, edge, kinds)
    for run in content["runs"]:
        _associate(document, run)
    return document


def name_of(identifier: str) -> str:
    """Return the qualified name of something of the report."""
    return f"fb:{quote(identifier, safe='.-_~')}"


def _put(document: Json, kind: str, identifier: str, attributes: Json) -> None:
    document.setdefault(kind, {})[name_of(identifier)] = attributes


def _link(document: Json, kind: str, **ends: Any) -> None:
    relations = document.setdefault(kind, {})
    relations[f"_:{kind}{len(relations) + 1}"] = ends


def _entity(node: Mapping[str, Any]) -> Json:
    found: Json = {"prov:label": node["name"], "fb:kind": node["kind"], "fb:origin": node["origin"]}
    if node["kind"] == "commit":
        found["prov:type"] = {"$": "prov:Plan", "type": "prov:QUALIFIED_NAME"}
    if node["digests"]:
        found["fb:digest"] = list(node["digests"])
    return found


def _activity(run: Mapping[str, Any]) -> Json:
    found: Json = {"prov:label": run["name"], "fb:origin": run["origin"]}
    if run["command"]:
        found["fb:command"] = "\n".join(run["command"])
    # A record whose end lies before its start says nothing that PROV could hold.
    start, end = run["started_at"], run["ended_at"]
    if start and not (end and end < start):
        found["prov:startTime"] = start
    if end and not (start and end < start):
        found["prov:endTime"] = end
    return found


def _relate(document: Json, edge: Mapping[str, Any], kinds: Mapping[str, str]) -> None:
    source, target = edge["from"], edge["to"]
    ends = {"fb:role": edge["role"]} | ({"fb:path": edge["path"]} if edge["path"] else {})
    if kinds[target] == "run" and kinds[source] != "run":
        if kinds[source] != "commit":  # a commit is the plan of the run's association
            _link(
                document, "used", **{"prov:activity": name_of(target), "prov:entity": name_of(source)}, **ends
            )
    elif kinds[source] == "run" and kinds[target] != "run":
        _link(
            document,
            "wasGeneratedBy",
            **{"prov:entity": name_of(target), "prov:activity": name_of(source)},
            **ends,
        )
    elif "run" not in (kinds[source], kinds[target]):
        _link(
            document,
            "wasDerivedFrom",
            **{"prov:generatedEntity": name_of(target), "prov:usedEntity": name_of(source)},
            **ends,
        )


def _associate(document: Json, run: Mapping[str, Any]) -> None:
    """Say who is behind a run: who ran it, else the author of its code, which is then said."""
    code = run["code"]
    who = run["by"] or (code["author"] if code else None)
    if not who:
        return
    agent = f"person:{who}"
    _put(document, "agent", agent, {"prov:label": who})
    ends = {"prov:activity": name_of(run["id"]), "prov:agent": name_of(agent)}
    if code:
        plan = f"commit:{code['commit']}"
        if name_of(plan) not in document.get("entity", {}):
            _put(document, "entity", plan, {"prov:type": {"$": "prov:Plan", "type": "prov:QUALIFIED_NAME"}})
        ends["prov:plan"] = name_of(plan)
    _link(
        document,
        "wasAssociatedWith",
        **ends,
        **{"prov:role": "ran it" if run["by"] else "author of its code"},
    )
