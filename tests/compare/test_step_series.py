"""Metrics over steps, as files of DVCLive have them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.comparison import Version
from forebear.compare.drawn_series import Drawing, Over, drawn
from forebear.compare.side_by_side import compare
from forebear.compare.step_series import StepSeries, live_series, step_series
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind

# As DVCLive 0.6 wrote it (dvclive/loss.tsv of iterative/example-dvc-experiments).
OLD = b"timestamp\tstep\tloss\n1644420777053\t0\t0.317\n1644420792333\t1\t0.137\n"


def test_steps_and_times_are_read() -> None:
    found = live_series(OLD, "loss")
    assert found is not None
    assert found.steps.tolist() == [0, 1]
    assert found.values.tolist() == [0.317, 0.137]
    assert found.times is not None
    assert found.times.tolist() == [1644420777.053, 1644420792.333]


def test_names_in_folders_are_found_and_odd_lines_do_no_harm() -> None:
    found = live_series(b"step\ttrain/acc\n2\t0.5\n0\t\nnan\t3\n1\tx\n\n3\n", "train.acc")
    assert found is not None
    assert found.steps.tolist() == [0, 1, 2, 3]
    assert np.isnan(found.values).tolist() == [True, True, False, True]
    assert found.times is None
    assert live_series(b"", "a") is None
    assert live_series(b"a\tb\n1\t2\n", "a") is None  # no steps
    assert live_series(b"\xff\xfe\x00", "a") is None


@given(st.binary(max_size=300), st.text(max_size=5))
def test_any_bytes_are_steps_or_nothing(content: bytes, name: str) -> None:
    found = live_series(b"step\t" + name.encode() + b"\n" + content, name)
    if found is not None:
        assert np.all(np.diff(found.steps) >= 0)
        assert len(found.steps) == len(found.values)


def test_a_version_is_asked_for_the_file_beside_its_metrics(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    asked = []

    def read(version: Version, path: str) -> bytes | None:
        asked.append(path)
        return OLD if path == "dvclive/plots/metrics/loss.tsv" else None

    version = compare(questions, None, ["base", "data"]).versions[0]
    assert version.kind is NodeKind.COMMIT
    found = step_series(questions, version, "dvclive/metrics.json", "loss", read)
    assert found is not None
    assert asked == ["dvclive/plots/metrics/loss.tsv"]
    assert step_series(questions, version, "metrics.json", "../../etc.passwd", read) is None
    assert step_series(questions, version, "metrics.json", "auc") is None


def test_series_are_drawn_over_what_they_have() -> None:
    timed = StepSeries(np.arange(3.0), np.array([1.0, 10.0, 100.0]), np.array([30.0, 10.0, 20.0]))
    plain = StepSeries(np.arange(3.0), np.ones(3))
    assert set(drawn({"a": timed, "b": plain}, Drawing())) == {"a", "b"}
    over = drawn({"a": timed, "b": plain}, Drawing(Over.RELATIVE, log_y=True))
    assert over["a"].x.tolist() == [0, 10, 20]
    assert over["a"].y.tolist() == pytest.approx([1, 2, 0])
    assert set(over) == {"a"}
    shared = drawn({"a": timed, "b": plain}, Drawing(log_x=True))
    assert shared["a"].x is shared["b"].x
    assert shared["a"].x.tolist() == pytest.approx([0, np.log10(2)])
