"""What a look into data says for its rank: the columns that drifted, or that no row differs.

The words about a column are figures alone (`age: PSI 0.41`, `age: NULL 2% → 40%`), for they are shown in
every language.
"""

from __future__ import annotations

from collections.abc import Iterable

from forebear.compare.data.findings import MISSING_MODERATE, ColumnDrift, Form, Level, Study


def drifted_columns(study: Study) -> tuple[str, ...]:
    """Return the columns that drifted in any version, each with its largest figures, the worst first."""
    worst: dict[str, ColumnDrift] = {}
    for change in study.changes:
        for drift in change.drift or ():
            name = f"{change.part}: {drift.column}" if change.part else drift.column
            if drift.level is not Level.NONE and (name not in worst or _is_worse(drift, worst[name])):
                worst[name] = drift
    ordered = sorted(worst.items(), key=lambda pair: (*_rank(pair[1]), pair[0]))
    return tuple(f"{_short(name)}: {', '.join(_figures(drift))}" for name, drift in ordered)


def all_rows_equal(study: Study) -> bool:
    """Whether every version's rows hold the baseline's values: the bytes differ, and no value does."""
    changes = study.changes
    if any(facts.form is Form.IMAGES for facts in study.tables.values()):
        return False  # a row is a whole picture: what differs then is another file of the folder
    return (
        bool(changes)
        and not study.absent
        and not study.unreadable
        and all(
            change.rows is not None and change.rows.equal and not change.schema and not change.note
            for change in changes
        )
    )


def _rank(drift: ColumnDrift) -> tuple[bool, float]:
    return drift.level is not Level.LARGE, -(drift.psi or 0.0)


def _is_worse(one: ColumnDrift, other: ColumnDrift) -> bool:
    return _rank(one) < _rank(other)


def _figures(drift: ColumnDrift) -> Iterable[str]:
    shares = [
        side.missing / (side.count + side.missing) if side.count + side.missing else 0.0
        for side in (drift.before, drift.after)
    ]
    moved = abs(shares[1] - shares[0]) >= MISSING_MODERATE
    if drift.psi is not None and (drift.psi >= 0.1 or not moved):
        yield f"PSI {drift.psi:.2f}"
    if moved or drift.psi is None:
        yield f"NULL {shares[0]:.0%} → {shares[1]:.0%}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"
