"""What was found out about a dataset, in words for the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from forebear.compare.data.findings import PSI_LARGE, PSI_MODERATE, SIGNIFICANT
from forebear.desktop import wording

Found = Mapping[str, Any]

_COMMITS = 6  # of a Delta table that are told


class DataWords(QObject):
    """Puts the JSON of `forebear compare` about data into sentences and cells."""

    def lines(self, found: Found, baseline: str, version: str) -> Iterator[str]:
        """Yield what is to be said of two versions of a dataset."""
        both = (baseline, version)
        for absent in found.get("absent") or ():
            if absent["version"] in both:
                yield self._absent(absent)
        for letter, why in (found.get("unreadable") or {}).items():
            if letter in both:
                yield f"{letter}: {why}"
        for letter, table in (found.get("tables") or {}).items():
            if letter.partition("/")[0] in both:
                yield from self._table(letter, table)
        for change in found.get("changes") or ():
            if change["version"] == version:
                yield from self._change(change)

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
            "for all columns, is below {p}."
        ).format(moderate=PSI_MODERATE, large=PSI_LARGE, p=SIGNIFICANT)

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
            "" if not any(missing) else " → ".join(_percent(share) for share in missing),
        )

    def column_lines(self, column: Found) -> Iterator[str]:
        """Yield what is to be said of a column."""
        before, after = column["before"], column["after"]
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
        if not column["histogram"] and not column["shares"]:
            yield self.tr("Its values are too many, too few or nested: there is nothing to draw.")

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
            yield schema[each["status"]].format(**each)
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
            known = [
                commit["operation"],
                commit["when"],
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
            cells = [f"{name} ({count:,})" for name, count in list(rows["columns"].items())[:6]]
            yield self.tr("Changed cells: {columns}.").format(columns=", ".join(cells))


def _figure(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, (int, float)) else str(value or "")


def _number(value: object) -> str:
    return wording.number_text(value) if isinstance(value, (int, float)) else str(value)


def _share(count: int, side: Found, *, missing: bool = True) -> float:
    whole = side["count"] + (side["missing"] if missing else 0)
    return count / whole if whole else 0.0


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.095 or not share else f"{share * 100:.1g} %"
