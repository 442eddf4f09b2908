"""Parameters of one version in the file of another: form and comments stay, and nothing else changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.rebuild.attribution.parameters import with_values
from forebear.sources.dvc.values import flattened, read_values

YAML = b"""# how it is trained
train:
  epochs: 20   # enough
  optimiser: {name: sgd}
  rate: 0.1
  note: 'it''s # not a comment'
layers: [1, 2]
seed: 7
"""


def test_the_same_names_take_the_other_file_whole() -> None:
    other = b"train: {rate: 0.2}\nseed: 8\n"
    assert with_values("params.yaml", b"seed: 1\ntrain:\n  rate: 1\n", other, {"train.rate": 0.2}) is other


def test_values_go_to_their_places_and_all_else_stays() -> None:
    made = with_values(
        "params.yaml",
        YAML,
        b"train:\n  rate: 0.5\n  epochs: 30\n",
        {"train.rate": 0.5, "train.epochs": 30, "train.note": "a: b # c", "seed": None, "layers": 3},
    )
    assert made == (
        YAML.replace(b"rate: 0.1", b"rate: 0.5")
        .replace(b"epochs: 20", b"epochs: 30")
        .replace(b"'it''s # not a comment'", b'"a: b # c"')
        .replace(b"[1, 2]", b"3")
        .replace(b"seed: 7", b"seed: null")
    )


def test_json_and_toml() -> None:
    made = with_values("p.json", b'{"a": {"b": 1, "c": [1]}}', b'{"a": {"b": 2}}', {"a.b": 2})
    assert json.loads(made) == {"a": {"b": 2, "c": [1]}}
    toml = b'top = 1\n[train] # here\nrate = 0.1 # slow\nname = "x"\n'
    made = with_values("p.toml", toml, b"top = 2\n", {"top": 2, "train.rate": 0.2, "train.name": "y"})
    assert made == b'top = 2\n[train] # here\nrate = 0.2 # slow\nname = "y"\n'


@pytest.mark.parametrize(
    ("path", "ground", "wanted"),
    [
        ("params.yaml", b"train: {rate: 1}\n", {"train.rate": 2}),  # not a line of its own
        ("params.yaml", b"seed: 1\n", {"rate": 2}),  # no such name
        ("params.yaml", b"a: &x 1\nb: *x\nrate: 1\n", {"a": 2}),  # another name for the same value
        ("params.toml", b"seed = 1\n", {"seed": None}),
        ("params.json", b"[1]", {"a": 1}),
        ("params.py", b"rate = 1\nother = 2\n", {"rate": 2}),
        ("params.yaml", b"a: [", {"a": 1}),
    ],
)
def test_what_is_not_understood_is_refused(path: str, ground: bytes, wanted: dict[str, object]) -> None:
    with pytest.raises(ActionableError, match="cannot be put into"):
        with_values(path, ground, b"", wanted)  # type: ignore[arg-type]


NAMES = st.sampled_from(["rate", "seed", "n_jobs", "lr-0", "deep"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(st.integers(-(10**6), 10**6), st.booleans(), st.none(), TEXTS, NUMBERS)
TREES = st.dictionaries(NAMES, st.one_of(SCALARS, st.dictionaries(NAMES, SCALARS, min_size=1)), min_size=1)


def as_block(tree: dict[str, object]) -> str:
    lines = []
    for name, value in tree.items():
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [f"  {inner}: {json.dumps(each, ensure_ascii=False)}" for inner, each in value.items()]
        else:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


@given(TREES, st.data())
def test_what_is_asked_is_there_afterwards_or_it_is_refused(
    tree: dict[str, object], data: st.DataObject
) -> None:
    ground = as_block(tree).encode()
    held = flattened(read_values("p.yaml", ground))
    wanted = {name: data.draw(SCALARS) for name in held if data.draw(st.booleans())}
    try:
        made = with_values("p.yaml", ground, b"another: 1\n", wanted)
    except ActionableError:
        return
    assert flattened(read_values("p.yaml", made)) == {**held, **wanted}


@given(st.dictionaries(NAMES, st.integers(0, 99), min_size=1), st.dictionaries(NAMES, st.integers(0, 99)))
def test_plain_files_are_never_refused(ground: dict[str, int], other: dict[str, int]) -> None:
    wanted = {name: other[name] for name in ground.keys() & other.keys()}
    made = with_values(
        "p.yaml", as_block({**ground}).encode(), as_block({**other}).encode() if other else b"", wanted
    )
    held = flattened(read_values("p.yaml", made))
    assert {name: held[name] for name in wanted} == wanted
