"""What was found out about a dataset, in words for the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from forebear.compare.data.findings import (
    MISSING_LARGE,
    MISSING_MODERATE,
    PSI_LARGE,
    PSI_MODERATE,
    SIGNIFICANT,
)
from forebear.desktop import wording

Found = Mapping[str, Any]

_LINES = 14  # of text about a dataset
_NAME = 40  # characters of a column's name or a value within a sentence
_COMMITS = 6  # of a Delta table that are told


class DataWords(QObject):
    """Puts the JSON of `forebear compare` about data into sentences and cells."""

    def lines(self, found: Found, baseline: str, version: str) -> Iterator[str]:
        """Yield what is to be said of two versions of a dataset, as much as has room."""
        every = list(self._every_line(found, baseline, version))
        yield from every[:_LINES]
        if len(every) > _LINES:
            yield self.tr("{count} more lines are in forebear compare --json.").format(
                count=f"{len(every) - _LINES:,}"
            )

    def _every_line(self, found: Found, baseline: str, version: str) -> Iterator[str]:
        both = (baseline, version)
        for absent in found.get("absent") or ():
            if absent["version"] in both:
                yield self._absent(absent)
        for letter, why in (found.get("unreadable") or {}).items():
            if letter.partition("/")[0] in both:
                yield f"{letter}: {why}"
        for letter, table in (found.get("tables") or {}).items():
            if letter.partition("/")[0] in both:
                yield from self._table(letter, table)
        for change in found.get("changes") or ():
            if change["version"] == version:
                part = change["part"]
                yield from (f"{_short(part)}: {line}" if part else line for line in self._change(change))

    def remotes(self, found: Found, baseline: str, version: str) -> Sequence[str]:
        """Return the DVC remotes that what is not here could be fetched from, the likeliest first."""
        names = [
            at["name"]
            for absent in found.get("absent") or ()
            if absent["version"] in (baseline, version)
            for at in absent["obtainable"]
            if at["how"] == "dvc" and "://" in at["url"]
        ]
        return list(dict.fromkeys(names))

    def thresholds(self) -> str:
        """Say what counts as drift."""
        return self.tr(
            "A drift is moderate from PSI {moderate} and large from {large}, where the p-value, corrected "
            "for all columns, is below {p}; or where the share of missing values differs by {some} % or "
            "{much} %."
        ).format(
            moderate=PSI_MODERATE,
            large=PSI_LARGE,
            p=SIGNIFICANT,
            some=f"{MISSING_MODERATE * 100:.0f}",
            much=f"{MISSING_LARGE * 100:.0f}",
        )

    def cells(self, column: Found) -> Sequence[str]:
        """Return the level, PSI, test, p-value, distance and missing shares of a column."""
        level = {
            "large": self.tr("large"),
            "moderate": self.tr("moderate"),
            "none": self.tr("none"),
        }[column["level"]]
        if column["psi"] is None and column["level"] == "none":
            level = self.tr("not compared")
        test = {"ks": self.tr("KS {value}"), "chi2": self.tr("χ² {value}")}.get(column["test"] or "", "")
        p = column["corrected_p"]
        missing = [_share(column[side]["missing"], column[side]) for side in ("before", "after")]
        return (
            level,
            _figure(column["psi"]),
            test.format(value=_figure(column["statistic"])) if column["statistic"] is not None else "",
            "" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}",
            _figure(column["js"]),
            " → ".join(_percent(share) for share in (missing if any(missing) else missing[:1])),
        )

    def column_lines(self, column: Found) -> Iterator[str]:
        """Yield what is to be said of a column."""
        before, after = column["before"], column["after"]
        yield from self._reason(column)
        if before["mean"] is not None and after["mean"] is not None:
            yield self.tr("Mean {before}, then {after}.").format(
                before=_number(before["mean"]), after=_number(after["mean"])
            )
            yield self.tr("From {least} to {most}, then from {least_after} to {most_after}.").format(
                least=_number(before["least"]),
                most=_number(before["most"]),
                least_after=_number(after["least"]),
                most_after=_number(after["most"]),
            )
        if rescaled := column["rescaled"]:
            yield self._rescaled(rescaled, after)
        elif beyond := column["below"] + column["above"]:
            yield self.tr("{share} of the values lie outside the earlier range.").format(
                share=_percent(_share(beyond, after, missing=False))
            )
        if sampled := column["sampled"]:
            yield self.tr("From a sample of {before} and {after} rows.").format(
                before=f"{sampled[0]:,}", after=f"{sampled[1]:,}"
            )
        if (column["histogram"] or {}).get("logarithmic"):
            yield self.tr("The bins are equally wide in the logarithm.")
        if column.get("names_rows"):
            yield self.tr("It names the rows: how its values are distributed says nothing.")
        elif not column["histogram"] and not column["shares"]:
            yield self.tr("Its values are too many, too few or nested: there is nothing to draw.")

    def _reason(self, column: Found) -> Iterator[str]:
        """Say why a column stands where it does."""
        level, psi, p = column["level"], column["psi"], column["corrected_p"]
        shares = [_share(column[side]["missing"], column[side]) for side in ("before", "after")]
        if psi is not None and p is not None and psi >= PSI_MODERATE:
            limit = PSI_LARGE if psi >= PSI_LARGE else PSI_MODERATE
            if p < SIGNIFICANT:
                text = self.tr("PSI {psi} is {limit} or more, and p is below {p}.")
            else:
                text = self.tr("PSI {psi} is {limit} or more, but p is not below {p}: it may be chance.")
            yield text.format(psi=_figure(psi), limit=limit, p=SIGNIFICANT)
        elif psi is not None and p is not None and p < SIGNIFICANT and level == "none":
            yield self.tr("It differs (p is below {p}), but hardly: PSI {psi} is below {limit}.").format(
                p=SIGNIFICANT, psi=_figure(psi), limit=PSI_MODERATE
            )
        if abs(shares[1] - shares[0]) >= MISSING_MODERATE:
            yield self.tr("Missing values went from {before} to {after}.").format(
                before=_percent(shares[0]), after=_percent(shares[1])
            )

    def _rescaled(self, rescaled: Found, after: Found) -> str:
        factor = rescaled["factor"]
        text = (
            self.tr("{share} of the values are {factor} times larger; rescaled, they lie as before.")
            if factor > 1
            else self.tr("{share} of the values are {factor} times smaller; rescaled, they lie as before.")
        )
        return text.format(
            share=_percent(_share(rescaled["count"], after, missing=False)),
            factor=f"{factor if factor > 1 else 1 / factor:g}",
        )

    def _absent(self, absent: Found) -> str:
        places = ", ".join(f"{at['name']} ({at['url']})" for at in absent["obtainable"])
        if not places:
            return self.tr(
                "{version} is not on this machine, and no remote is known that could have it."
            ).format(version=absent["version"])
        return self.tr("{version} is not on this machine. It could be fetched from {places}.").format(
            version=absent["version"], places=places
        )

    def _table(self, letter: str, table: Found) -> Iterator[str]:
        for note in table["notes"]:
            yield f"{letter}: {note}"
        if delta := table.get("delta"):
            yield self.tr("{letter}: version {version} of the Delta table.").format(
                letter=letter, version=delta["version"]
            )
        if table["broken"]:
            first = table["broken_lines"][0] if table["broken_lines"] else {"line": None, "why": ""}
            if first["line"]:
                yield self.tr("{version}: {count} lines could not be read; line {line}: {why}").format(
                    version=letter, count=f"{table['broken']:,}", line=f"{first['line']:,}", why=first["why"]
                )
            else:
                yield self.tr("{version}: {count} could not be read: {why}").format(
                    version=letter, count=f"{table['broken']:,}", why=first["why"]
                )

    def _change(self, change: Found) -> Iterator[str]:
        if change["note"]:
            yield change["note"]
        yield from self._commits(change.get("commits") or ())
        schema = {
            "added": self.tr("Column {column} is new ({after})."),
            "removed": self.tr("Column {column} is gone (it was {before})."),
            "type": self.tr("Column {column} was {before} and is {after}."),
            "moved": self.tr("Column {column} moved from place {before} to {after}."),
        }
        for each in (change["schema"] or ())[:20]:
            yield schema[each["status"]].format(**{**each, "column": _short(each["column"])})
        if files := change["files"]:
            yield self.tr(
                "Files: {added} added, {removed} removed, {changed} changed, {renamed} renamed, "
                "{same} the same."
            ).format(
                **{name: f"{files[name]:,}" for name in ("added", "removed", "changed", "renamed", "same")}
            )
        if change["rows"]:
            yield from self._rows(change["rows"])

    def _commits(self, commits: Sequence[Found]) -> Iterator[str]:
        """Say what the log of a Delta table has between two versions."""
        for commit in commits[:_COMMITS]:
            when = str(commit["when"] or "").replace("T", " ").removesuffix("Z")
            known = [
                commit["operation"],
                when,
                commit["by"],
                commit["parameters"],
                commit["metadata"],
            ]
            yield self.tr("Table version {version}: {what}").format(
                version=commit["version"], what=", ".join(part for part in known if part)
            )
        if len(commits) > _COMMITS:
            yield self.tr("{count} more table versions lie between.").format(count=len(commits) - _COMMITS)

    def _rows(self, rows: Found) -> Iterator[str]:
        counts = {name: f"{rows[name] or 0:,}" for name in ("added", "removed", "changed", "same")}
        if not (rows["added"] or rows["removed"] or rows["changed"]):
            yield self.tr("All rows have the same values, written otherwise or in another order.")
        elif rows["key"]:
            text = self.tr(
                "Rows by {key}: {added} added, {removed} removed, {changed} changed, {same} the same."
            )
            yield text.format(key=", ".join(rows["key"]), **counts)
        else:
            text = self.tr("Rows by all values: {added} added, {removed} removed, {same} the same.")
            yield text.format(**counts)
        if rows["columns"]:
            cells = [f"{_short(name)} ({count:,})" for name, count in list(rows["columns"].items())[:6]]
            yield self.tr("Changed cells: {columns}.").format(columns=", ".join(cells))
        if rows["changed"] and rows["counted"] < rows["changed"]:
            yield self.tr("The cells were counted in {count} of the changed rows.").format(
                count=f"{rows['counted']:,}"
            )
        yield from self._examples(rows)

    def _examples(self, rows: Found) -> Iterator[str]:
        """Show a row or two of those that changed, came and went."""
        texts = {
            "changed": self.tr("For example {row}: {cells}"),
            "added": self.tr("For example {row} is new: {cells}"),
            "removed": self.tr("For example {row} is gone: {cells}"),
        }
        left = {"changed": 2, "added": 1, "removed": 1}
        for example in rows["examples"] if rows["key"] else ():
            before, after = example["before"], example["after"]
            status = "added" if before is None else "removed" if after is None else "changed"
            left[status] -= 1
            if left[status] < 0:
                continue
            if status == "changed":
                pairs = [(name, before[name], after[name]) for name in before if before[name] != after[name]]
                cells = [f"{_short(name)} {_cell(one)} → {_cell(other)}" for name, one, other in pairs]
            else:
                held = (before if after is None else after) or {}
                cells = [f"{_short(name)} {_cell(value)}" for name, value in held.items()]
            named = zip(rows["key"], example["key"], strict=True)
            row = ", ".join(f"{_short(name)} {_cell(value)}" for name, value in named)
            shown = ", ".join(cells[:4]) + (" …" if len(cells) > 4 else "")
            yield texts[status].format(row=row, cells=shown)


def _short(name: str) -> str:
    """A column's name in one line that has room."""
    plain = " ".join(name.split())
    return plain if len(plain) <= _NAME else f"{plain[: _NAME - 1]}…"


def _cell(value: str | None) -> str:
    return "\N{EN DASH}" if value is None else _short(value)


def _figure(value: object) -> str:
    if isinstance(value, (int, float)) and 0 < value < 0.001:
        return "< 0.001"
    return f"{value:.3g}" if isinstance(value, (int, float)) else str(value or "")


def _number(value: object) -> str:
    return wording.number_text(value) if isinstance(value, (int, float)) else str(value)


def _share(count: int, side: Found, *, missing: bool = True) -> float:
    whole = side["count"] + (side["missing"] if missing else 0)
    return count / whole if whole else 0.0


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.095 or not share else f"{share * 100:.1g} %"
