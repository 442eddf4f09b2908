"""The verdict: what counts as the same, and that nothing worse passes for it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.rebuilds import GOOD, OutputVerdict, Verdict
from forebear.lineage.words import ArtifactType, Digest
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.judge import Expected, Judge
from forebear.rebuild.judging.tolerance import Policy, Tolerance
from forebear.rebuild.verdict import undeclared, whole
from forebear.rebuild.workspace import snapshot, traces
from forebear.sources.hashing import measure


def judge(
    folder: Path,
    recorded: bytes,
    rebuilt: bytes,
    *,
    name: str = "metrics.json",
    policy: Policy | None = None,
    known: bool = True,
) -> OutputVerdict:
    folder.mkdir(exist_ok=True)
    before = folder / "before"
    before.write_bytes(recorded)
    digests = tuple(measure(before, ["md5", "sha256"]).digests.values())
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    (tree / name).write_bytes(rebuilt)
    expected = Expected(
        Wanted(name, digests, len(recorded)), ArtifactType.METRICS, is_metrics=name.startswith("metrics")
    )
    return judging(folder, before if known else None, policy).judge(expected, tree).verdict


def judging(folder: Path, baseline: Path | None = None, policy: Policy | None = None) -> Judge:
    return Judge(
        policy or Policy(), lambda *_: baseline, Comparing().compare, folder / "scratch", lambda: None
    )


def dump(values: Mapping[str, object], **how: object) -> bytes:
    return json.dumps(values, **how).encode()  # type: ignore[arg-type]


def test_the_same_bytes_are_identical_nan_included(tmp_path: Path) -> None:
    assert judge(tmp_path, b'{"auc": NaN}', b'{"auc": NaN}').verdict is Verdict.IDENTICAL


def test_nan_equals_nothing_unless_the_policy_says_so(tmp_path: Path) -> None:
    said = judge(tmp_path, b'{"auc": NaN}', b'{"auc":  NaN}')
    assert said.verdict is Verdict.DIFFERENT
    assert "NaN equals nothing" in said.explanation
    lenient = Policy(metrics=Tolerance(nan_equal=True))
    assert judge(tmp_path, b'{"a": NaN, "b": 1}', b'{"a":NaN, "b": 1}', policy=lenient).verdict in GOOD
    assert judge(tmp_path, b'{"auc": 0.5}', b'{"auc": NaN}', policy=lenient).verdict is Verdict.DIFFERENT


def test_another_order_of_names_is_equivalent(tmp_path: Path) -> None:
    said = judge(tmp_path, dump({"a": 1, "b": {"c": 2.5}}), dump({"b": {"c": 2.5}, "a": 1}))
    assert (said.verdict, said.normalisations) == (Verdict.EQUIVALENT, ("order of keys",))


def test_within_tolerance_names_the_policy_and_the_largest_difference(tmp_path: Path) -> None:
    said = judge(tmp_path, dump({"a": 1.0, "b": 2.0}), dump({"a": 1.0, "b": 2.0 + 1e-12}))
    assert said.verdict is Verdict.WITHIN_TOLERANCE
    assert "1 of 2 values differ" in said.explanation
    assert "(b)" in said.explanation
    assert "metrics relative 1e-09" in said.explanation


@pytest.mark.parametrize(
    "rebuilt",
    [{"a": 1.0}, {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 1.0, "b": "2.0"}, {"a": 1.0, "b": 2.1}, {}],
)
def test_what_is_not_within(tmp_path: Path, rebuilt: dict[str, object]) -> None:
    assert judge(tmp_path, dump({"a": 1.0, "b": 2.0}), dump(rebuilt)).verdict is Verdict.DIFFERENT


def test_a_metrics_file_that_is_broken_is_different(tmp_path: Path) -> None:
    said = judge(tmp_path, dump({"a": 1.0}), b'{"a": ')
    assert said.verdict is Verdict.DIFFERENT
    assert "cannot be read" in said.explanation


def test_numbers_in_other_files_have_no_tolerance(tmp_path: Path) -> None:
    said = judge(tmp_path, dump({"a": 1.0}), dump({"a": 1.0 + 1e-15}), name="weights.json")
    assert said.verdict is Verdict.DIFFERENT
    assert "a was 1.0, is 1.000000000000001" in said.explanation


def test_different_says_where_when_the_recorded_bytes_are_here(tmp_path: Path) -> None:
    said = judge(tmp_path, b"one\ntwo\nthree\n", b"one\ntoo\nthree\n", name="notes.txt")
    assert "the first at offset 5" in said.explanation
    assert "-two\n+too" in said.explanation
    unknown = judge(tmp_path, b"one\n", b"two\n", name="notes.txt", known=False)
    assert "not on this machine" in unknown.explanation


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.floats(allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_changing_any_one_value_beyond_the_tolerance_never_passes(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, float], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(values)))
    other = data.draw(st.floats(allow_nan=True).filter(lambda found: not _near(found, values[name])))
    folder = tmp_path_factory.mktemp("judge")
    said = judge(folder, dump(values), dump({**values, name: other}))
    assert said.verdict is Verdict.DIFFERENT


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-8)


@given(st.lists(st.sampled_from(list(Verdict)), max_size=6))
def test_the_whole_is_as_good_as_its_worst(verdicts: list[Verdict]) -> None:
    outputs = [OutputVerdict(str(number), None, None, each) for number, each in enumerate(verdicts)]
    order = list(Verdict)
    expected = max(verdicts, key=order.index, default=Verdict.NO_BASELINE)
    assert whole(outputs) is expected


def test_no_digest_no_baseline(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    expected = Expected(Wanted("out", (Digest("etag", "abc"),)))
    said = judging(tmp_path).judge(expected, tmp_path).verdict
    assert said.verdict is Verdict.NO_BASELINE
    assert said.obtained is not None


def test_crlf_does_not_matter_to_what_dvc_2_recorded(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_bytes(b"a\r\nb\r\n")
    wanted = Wanted("out.txt", (Digest("md5-dos2unix", "dd8c6a395b5dd36c56d23275028f526c"),))
    said = judging(tmp_path).judge(Expected(wanted), tmp_path).verdict
    assert said.verdict is Verdict.IDENTICAL


def test_many_undeclared_files_are_counted(tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    for number in range(130):
        (tmp_path / f"{number}.txt").write_text("x")
    said = undeclared(traces(before, snapshot(tmp_path)), tmp_path)
    assert len(said) == 101
    assert said[-1].path == "… and 30 more"


def test_traces_leave_out_what_is_declared(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    (tmp_path / "gone").write_text("x")
    (tmp_path / "changed").write_text("x")
    before = snapshot(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("x")
    (tmp_path / "outside").write_text("x")
    (tmp_path / "gone").unlink()
    (tmp_path / "changed").write_text("y")
    found = traces(before, snapshot(tmp_path, ["out"]))
    assert (found.added, found.changed, found.removed) == (("outside",), ("changed",), ("gone",))
