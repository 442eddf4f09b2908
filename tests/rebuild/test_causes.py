"""What causes are read from: code, contents, environments; what must be found and what must not."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.words import Environment
from forebear.rebuild.causes.clock import moments_in
from forebear.rebuild.causes.environments import differences, silent
from forebear.rebuild.causes.factor import Factor, likeliness
from forebear.rebuild.causes.randomness import imported, unseeded

UNSEEDED = [
    ("import random\nrandom.shuffle(rows)", "random.shuffle"),
    ("from random import choice as pick\npick(rows)", "random.choice"),
    ("import numpy as np\nnp.random.rand(3)", "numpy.random.rand"),
    ("from numpy.random import default_rng\ndefault_rng()", "numpy.random.default_rng"),
    ("import numpy\nnumpy.random.RandomState(None)", "numpy.random.RandomState"),
    ("import numpy as np\nnp.random.seed()\nnp.random.rand()", "numpy.random.rand"),
    ("import random, numpy as np\nrandom.seed(1)\nnp.random.rand()", "numpy.random.rand"),
    ("from sklearn.cluster import KMeans\nKMeans(3)", "sklearn.cluster.KMeans"),
    ("import sklearn.ensemble as e\ne.RandomForestClassifier(random_state=None)",
     "sklearn.ensemble.RandomForestClassifier"),
    ("import torch\ntorch.nn.Linear(3, 4)", "torch.nn.Linear"),
    ("import os, random\nrandom.seed(1)\nos.urandom(4)", "os.urandom"),
    ("import uuid\nuuid.uuid4()", "uuid.uuid4"),
]  # fmt: skip
SEEDED = [
    "import random\nrandom.seed(7)\nrandom.shuffle(rows)",
    "import numpy as np\nnp.random.seed(seed=7)\nnp.random.rand(3)",
    "import numpy as np\nrng = np.random.default_rng(0)\nrng.normal()",
    "from sklearn.cluster import KMeans\nKMeans(3, random_state=0)",
    "from sklearn.cluster import KMeans\nKMeans(**settings)",
    "import numpy as np\nfrom sklearn.cluster import KMeans\nnp.random.seed(1)\nKMeans(3)",
    "import torch\ntorch.manual_seed(1)\ntorch.nn.Linear(3, 4)",
    "import pytorch_lightning as pl, random\npl.seed_everything(1)\nrandom.random()",
    "def rand(): pass\nrand()\nrandom.random()",  # a name that is nobody's module
    "this is no Python",
    "",
]


@pytest.mark.parametrize(("code", "call"), UNSEEDED)
def test_draws_without_a_seed_are_seen(code: str, call: str) -> None:
    (draw,) = unseeded({"train.py": code.encode()})
    assert (draw.call, draw.line) == (call, code.count("\n") + 1)


@pytest.mark.parametrize("code", SEEDED)
def test_draws_with_a_seed_are_not(code: str) -> None:
    assert unseeded({"train.py": code.encode()}) == ()


def test_a_seed_in_another_file_counts() -> None:
    files = {
        "train.py": b"import random, seeding\nrandom.random()",
        "seeding.py": b"import random\nrandom.seed(1)",
    }
    assert unseeded(files) == ()
    assert imported(files["train.py"]) == {"random", "seeding"}


@given(st.binary(max_size=300))
def test_any_bytes_may_be_code(content: bytes) -> None:
    assert isinstance(unseeded({"a.py": content}), tuple)


BEGAN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ENDED = BEGAN + timedelta(seconds=90)


def _gzip(moment: datetime) -> bytes:
    return gzip.compress(b"rows", mtime=moment.timestamp())


def _zip(moment: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a", moment.timetuple()[:6]), b"rows")
    return made.getvalue()


WRITERS = {
    "seconds": lambda moment: f'{{"at": {int(moment.timestamp())}}}'.encode(),
    "float": lambda moment: repr(moment.timestamp()).encode(),
    "milliseconds": lambda moment: str(int(moment.timestamp() * 1e3)).encode(),
    "nanoseconds": lambda moment: f"t={int(moment.timestamp() * 1e9)};".encode(),
    "iso": lambda moment: moment.isoformat().encode(),
    "minutes": lambda moment: f"{moment:%Y-%m-%d %H:%M}".encode(),
    "gzip": _gzip,
    "zip": _zip,
}


@pytest.mark.parametrize("how", WRITERS)
@given(seconds=st.integers(0, 90))
def test_a_moment_of_the_rebuild_is_found_and_another_is_not(how: str, seconds: int) -> None:
    write = WRITERS[how]
    assert moments_in(write(BEGAN + timedelta(seconds=seconds)), BEGAN, ENDED)
    assert not moments_in(write(BEGAN - timedelta(days=2)), BEGAN, ENDED)
    assert not moments_in(write(BEGAN + timedelta(days=1, seconds=seconds)), BEGAN, ENDED)


def test_a_date_is_found_where_nothing_finer_is() -> None:
    assert moments_in(b"made on 2026-03-04", BEGAN, ENDED) == ("2026-03-04 at offset 8",)
    assert moments_in(b"made on 2026-03-05", BEGAN, ENDED) == ()


@given(st.binary(max_size=400))
def test_any_bytes_may_be_an_output(content: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"2026-", b"17"):
        assert isinstance(moments_in(start + content, BEGAN, ENDED), tuple)


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_any_time_of_a_zip_is_read(day: int, clock: int) -> None:
    header = b"PK\x03\x04" + bytes(6) + struct.pack("<HH", clock, day)
    assert isinstance(moments_in(header, BEGAN, ENDED), tuple)


RECORDED = Environment(
    variables={"OMP_NUM_THREADS": "2", "API_TOKEN": "s3cret", "TZ": "UTC"},
    facts={"blas kernel": "Haswell", "blas threads": "2", "processors": "2", "gpu": ""},
    packages={"numpy": "1.26.4", "pandas": "2.1.0", "deb:libc6": "2.36"},
)


def test_equal_environments_have_no_cause() -> None:
    assert list(differences(RECORDED, RECORDED)) == []


@pytest.mark.parametrize(
    ("part", "name", "value", "factor", "line"),
    [
        ("variables", "OMP_NUM_THREADS", "1", "threads", "OMP_NUM_THREADS: recorded 2, here 1"),
        ("variables", "TZ", "Asia/Seoul", "time zone", "TZ: recorded UTC, here Asia/Seoul"),
        ("variables", "API_TOKEN", "other", "variables", "API_TOKEN: recorded (hidden), here (hidden)"),
        ("facts", "blas kernel", "SkylakeX", "blas kernel", "blas kernel: recorded Haswell, here SkylakeX"),
        ("facts", "processors", "8", "processors", "processors: recorded 2, here 8"),
        ("packages", "numpy", "2.0.0", "packages", "numpy: recorded 1.26.4, here 2.0.0"),
    ],
)
def test_each_difference_has_its_factor(part: str, name: str, value: str, factor: str, line: str) -> None:
    parts = {each: dict(getattr(RECORDED, each)) for each in ("variables", "facts", "packages")}
    parts[part][name] = value
    (cause,) = differences(RECORDED, Environment(**parts))
    assert (cause.factor, cause.evidence, cause.proven) == (factor, line, False)


def test_what_one_side_does_not_know_is_no_difference() -> None:
    here = Environment(variables=RECORDED.variables, packages={"numpy": "1.26.4", "pandas": "2.1.0"})
    assert list(differences(RECORDED, here)) == []
    assert silent(RECORDED) == (Factor.HASH_SEED, Factor.LOCALE)
    assert silent(None) == (
        Factor.THREADS, Factor.KERNEL, Factor.PROCESSORS, Factor.HASH_SEED, Factor.LOCALE, Factor.TIME_ZONE,
    )  # fmt: skip


def test_causes_that_a_later_version_wrote_come_last() -> None:
    assert likeliness("gravity") > max(map(likeliness, Factor))
    assert likeliness("chance") < likeliness("unexplained")
