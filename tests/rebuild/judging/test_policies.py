"""Tolerance policies: which rule counts, what is refused with its line, and that the verdict names them."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.models.weights import steps_apart
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.finding import Finding
from forebear.rebuild.judging.policies import PolicyError, policy_of, read_policy
from forebear.rebuild.judging.tolerance import EXACT, METRICS, Policy, Rule, Tolerance
from forebear.sources.git.repository import GitRepository

Compared = Callable[..., Finding]

RELEASE = b"""name: release
version: 2
rules:
  - path: metrics/*.json
    name: "*.auc"
    relative: 1.0e-3
  - path: metrics/*
    absolute: 0.5
    nan_equal: true
  - column: price
    absolute: 0.01
  - name: w
    ulp: 4
"""


def release() -> Policy:
    return read_policy(RELEASE, "release.yaml", "release")


def test_the_first_rule_that_matches_counts() -> None:
    policy = release()
    assert policy.label.startswith("release 2 (sha256:")
    assert policy.tolerance("metrics/a.json", "train.auc") == Tolerance(relative=1e-3)
    assert policy.tolerance("metrics/a.json", "loss") == Tolerance(absolute=0.5, nan_equal=True)
    assert policy.tolerance("table.parquet", "price") == Tolerance(absolute=0.01)
    assert policy.tolerance("model.npz", "w") == Tolerance(ulp=4)
    assert policy.tolerance("model.npz", "b") == EXACT
    assert policy.tolerance("other.json", "auc", is_metrics=True) == EXACT
    assert Policy().tolerance("other.json", "auc", is_metrics=True) == METRICS
    assert Policy().tolerance("other.json", "auc") == EXACT


def dump(**values: object) -> bytes:
    return json.dumps(values).encode()


def test_metrics_are_judged_by_the_rule_of_their_name(compared: Compared) -> None:
    policy = release()

    def judged(before: bytes, after: bytes, name: str = "metrics/a.json") -> Finding:
        return compared(name, before, after, policy=policy, is_metrics=True)

    found = judged(dump(train={"auc": 0.9}, loss=1.0), dump(train={"auc": 0.9001}, loss=1.2))
    assert (found.verdict, found.policy) == (Verdict.WITHIN_TOLERANCE, policy.label)
    assert found.largest == pytest.approx(0.2)
    assert found.ulp is None, "so many are not worth saying"
    assert found.explanation.startswith("2 of 2 values differ, at most by 0.2 (loss)")
    assert policy.label in found.explanation
    assert judged(dump(train={"auc": 0.9}), dump(train={"auc": 0.92})).verdict is Verdict.DIFFERENT
    assert judged(dump(a=1.0), dump(a=1.1), "other.json").verdict is Verdict.DIFFERENT
    both = judged(b'{"loss": NaN}', b'{"loss":NaN}')
    assert (both.verdict, both.policy) == (Verdict.WITHIN_TOLERANCE, policy.label)
    assert judged(b'{"loss": NaN}', b'{"loss": 0.1}').verdict is Verdict.DIFFERENT
    assert judged(b'{"loss": NaN}', b'{"loss":NaN}', "other.json").verdict is Verdict.DIFFERENT


def test_tensors_columns_and_cells_are_judged_by_theirs(compared: Compared, tmp_path: Path) -> None:
    policy = release()

    def npz(**arrays: np.ndarray) -> bytes:  # type: ignore[type-arg]
        np.savez(tmp_path / "a.npz", **arrays)
        return (tmp_path / "a.npz").read_bytes()

    def parquet(**columns: list[float]) -> bytes:
        pq.write_table(pa.table(columns), tmp_path / "a.parquet")
        return (tmp_path / "a.parquet").read_bytes()

    one = np.array([1.0, 2.0, math.nan], "f4")
    near = np.nextafter(one, np.float32(9))
    found = compared("a.npz", npz(w=one), npz(w=near), policy=policy)
    assert (found.verdict, found.ulp) == (Verdict.WITHIN_TOLERANCE, 1)
    assert compared("a.npz", npz(w=one), npz(w=one + 1), policy=policy).verdict is Verdict.DIFFERENT
    assert compared("a.npz", npz(b=one), npz(b=near), policy=policy).verdict is Verdict.DIFFERENT

    found = compared("a.parquet", parquet(price=[1.0, 2.0]), parquet(price=[1.0, 2.005]), policy=policy)
    assert (found.verdict, found.policy) == (Verdict.WITHIN_TOLERANCE, policy.label)
    assert "price (1 of 2 values, at most by 0.005)" in found.explanation
    far = compared("a.parquet", parquet(price=[1.0, 2.0]), parquet(price=[1.0, math.nan]), policy=policy)
    assert far.verdict is Verdict.DIFFERENT

    assert compared("a.csv", b"price,n\n1.00,1\n", b"price,n\n1.004,1\n", policy=policy).verdict is (
        Verdict.WITHIN_TOLERANCE
    )
    found = compared("a.csv", b"price,n\n1.00,1\n", b"price,n\n1.004,2\n", policy=policy)
    assert found.verdict is Verdict.DIFFERENT
    assert "row 1, n was 1, is 2" in found.explanation


@given(st.floats(), st.floats(), st.floats(0, 1, exclude_max=True), st.floats(0, 10), st.integers(0, 99))
def test_one_number_is_judged_like_many(
    one: float, other: float, relative: float, absolute: float, ulp: int
) -> None:
    from forebear.compare.models.contents import Tensor
    from forebear.compare.models.weights import value_pairs

    def tensor(value: float) -> Tensor:
        return Tensor("<f8", (), 8, lambda _size: iter([np.array(value, "<f8").tobytes()]))

    tolerance = Tolerance(relative, absolute, ulp, nan_equal=True)
    [values] = value_pairs(tensor(one), tensor(other))
    assert tolerance.allows(one, other) is not bool(tolerance.beyond(values).any())
    assert tolerance.allows(one, other) is tolerance.allows(other, one)
    assert tolerance.allows(one, one)


@given(st.floats(allow_nan=False, allow_infinity=False, max_value=1e300), st.integers(0, 50))
def test_steps_are_counted_from_number_to_number(value: float, count: int) -> None:
    other = value
    for _ in range(count):
        other = math.nextafter(other, math.inf)
    assert steps_apart(value, other) == steps_apart(other, value) == count


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("rules: [\n", 2, "it is no YAML"),
        ("name: a\n", 0, "it has no list of rules"),
        ("name: a\nrules:\n  a: 1\n", 3, "it has no list of rules"),
        ("rules:\n- relative: 2\n", 2, "relative must be a number of at least 0 and less than 1"),
        ("rules:\n- absolute: -1\n", 2, "absolute must be a number of at least 0"),
        ("rules:\n- absolute: .nan\n", 2, "absolute must be a number"),
        ('rules:\n- absolute: "1"\n', 2, "absolute must be a number"),
        ("rules:\n- ulp: 1.5\n", 2, "ulp is no whole number"),
        ("rules:\n- nan_equal: maybe\n", 2, "nan_equal must be true or false"),
        ("rules:\n- path: a\n", 2, "a rule allows nothing"),
        ("rules:\n- metric: a\n  column: b\n  ulp: 1\n", 3, "metric and column, which are one thing"),
        ("rules:\n- relativ: 0.1\n", 2, "a rule has 'relativ'; known are "),
        ("rules:\n- 0.1\n", 2, "a rule is no mapping"),
        ("rules:\n- path: {a: b}\n  ulp: 1\n", 2, "a text is missing"),
        ("rule: []\n", 1, "the policy has 'rule'"),
        ("name: a b\nrules: []\n", 1, "its name has other characters"),
        ("rules: []\nrules: []\n", 2, "is there twice"),
        ("rules: !!python/object/apply:os.system [touch pwned]\n", 0, "YAML tag"),
        ("&a rules:\n- *b\n", 0, "refers to the anchor"),
        ("[1]\n", 1, "the policy is no mapping"),
        ("", 0, "the policy is no mapping"),
    ],
)
def test_what_is_no_policy_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_policy(text.encode(), "p.yaml", "p")
    assert why in str(raised.value)
    assert (f"line {line}" in str(raised.value)) or not line
    assert raised.value.todo


def test_an_alias_bomb_is_refused_or_harmless() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(PolicyError):
        read_policy("\n".join(lines).encode(), "p.yaml", "p")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def test_a_policy_is_what_is_committed(tmp_path: Path) -> None:
    folder = tmp_path / "forebear" / "tolerances"
    folder.mkdir(parents=True)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    (folder / "release.yaml").write_bytes(RELEASE)
    with GitRepository(tmp_path) as repository:
        assert policy_of(repository, "") is None
        with pytest.raises(PolicyError, match="There is no tolerance policy 'release'"):
            policy_of(repository, "release")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "Allow a little")
    (folder / "release.yaml").write_text("rules: [{absolute: 1e9}]")
    with GitRepository(tmp_path) as repository:
        assert policy_of(repository, "release") == release()
        assert policy_of(repository, "") is None
        given = policy_of(repository, str(folder / "release.yaml"))
        assert given is not None
        assert given.rules == (Rule(Tolerance(absolute=1e9)),)
        for name in ("../x", "no such", "-x"):
            with pytest.raises(PolicyError):
                policy_of(repository, name)
    git(tmp_path, "mv", "forebear/tolerances/release.yaml", "forebear/tolerances/default.yaml")
    git(tmp_path, "checkout", "--quiet", "HEAD", "--", "forebear/tolerances/release.yaml")
    (folder / "default.yaml").write_bytes(RELEASE)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "By default")
    with GitRepository(tmp_path) as repository:
        assert policy_of(repository, "") == release()
