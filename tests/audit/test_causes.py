"""The causes of a rebuild as rows of the report."""

from __future__ import annotations

from forebear.audit.judged import cause_rows
from forebear.lineage.rebuilds import Cause
from forebear.rebuild.documents import causes_document


def test_a_cause_has_its_evidence_and_whether_it_was_shown() -> None:
    causes = (
        Cause("threads", "Shown: with threads = 1 it comes out.", "threads = 1: As recorded.", proven=True),
        Cause("seed", "No seed.", "a\u202eb.py:1\nsecond"),
    )
    rows = list(cause_rows(causes_document(causes)))
    assert [label for label, _, _ in rows] == ["Why", "Why"]
    assert rows[0][1].text.splitlines() == [
        "Shown: with threads = 1 it comes out.", "threads = 1: As recorded.", "Shown by reruns.",
    ]  # fmt: skip
    assert "\u202e" not in rows[1][1].text
    assert rows[1][1].text.endswith("second")
    assert list(cause_rows([])) == []
