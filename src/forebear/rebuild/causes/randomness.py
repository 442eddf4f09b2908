"""Reads Python code, without running it, for random numbers that nothing seeds: a suspicion, no proof."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forebear.rebuild.causes.sentences import Explained

_PYTHON, _NUMPY, _TORCH, _TENSORFLOW, _SYSTEM = "random", "numpy", "torch", "tensorflow", "system"
_ALL = (_PYTHON, _NUMPY, _TORCH, _TENSORFLOW)
_SEEDS: Mapping[str, tuple[str, ...]] = {
    "random.seed": (_PYTHON,),
    "numpy.random.seed": (_NUMPY,),
    "torch.manual_seed": (_TORCH,),
    "torch.random.manual_seed": (_TORCH,),
    "tensorflow.random.set_seed": (_TENSORFLOW,),
    "tensorflow.set_random_seed": (_TENSORFLOW,),
    "tensorflow.keras.utils.set_random_seed": _ALL,
    "keras.utils.set_random_seed": _ALL,
    "lightning.seed_everything": _ALL,
    "lightning.pytorch.seed_everything": _ALL,
    "pytorch_lightning.seed_everything": _ALL,
    "transformers.set_seed": _ALL,
    "accelerate.utils.set_seed": _ALL,
}
_GENERATORS = ("random.Random", "numpy.random.default_rng", "numpy.random.RandomState")
_SYSTEMS = ("os.urandom", "uuid.uuid1", "uuid.uuid4", "random.SystemRandom", "secrets.")
_PYTHON_DRAWS = """
    random uniform randint randrange choice choices shuffle sample gauss normalvariate betavariate expovariate
    getrandbits randbytes triangular lognormvariate
"""
_NUMPY_DRAWS = """
    rand randn randint random random_sample ranf sample choice shuffle permutation normal uniform
    standard_normal binomial poisson beta gamma exponential multivariate_normal bytes
"""
_TORCH_DRAWS = "rand randn randint randperm normal bernoulli multinomial rand_like randn_like"
_TORCH_LAYERS = """
    Linear Conv1d Conv2d Conv3d Embedding LSTM GRU RNN Transformer Dropout MultiheadAttention
"""
_TENSORFLOW_DRAWS = "normal uniform shuffle truncated_normal"
_STATEFUL = """
    train_test_split shuffle resample KMeans MiniBatchKMeans BisectingKMeans SpectralClustering
    RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor
    GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier
    HistGradientBoostingRegressor BaggingClassifier BaggingRegressor AdaBoostClassifier AdaBoostRegressor
    DecisionTreeClassifier DecisionTreeRegressor IsolationForest MLPClassifier MLPRegressor SGDClassifier
    SGDRegressor TSNE TruncatedSVD NMF LatentDirichletAllocation GaussianMixture make_classification
    make_regression make_blobs make_moons ShuffleSplit StratifiedShuffleSplit RandomizedSearchCV
"""
_DRAWS: Mapping[str, tuple[str, frozenset[str]]] = {
    "random": (_PYTHON, frozenset(_PYTHON_DRAWS.split())),
    "numpy.random": (_NUMPY, frozenset(_NUMPY_DRAWS.split())),
    "torch": (_TORCH, frozenset(_TORCH_DRAWS.split())),
    "torch.nn": (_TORCH, frozenset(_TORCH_LAYERS.split())),
    "tensorflow.random": (_TENSORFLOW, frozenset(_TENSORFLOW_DRAWS.split())),
}
_WITH_STATE = frozenset(_STATEFUL.split())  # scikit-learn's, which draw from NumPy's without random_state


@dataclass(frozen=True, slots=True)
class Draw:
    """A line of code that draws random numbers, from the source `family`, which no line was seen to seed."""

    file: str
    line: int
    call: str
    family: str

    def __str__(self) -> str:
        why = Explained.CANNOT_BE_SEEDED if self.family == _SYSTEM else Explained.NO_SEED
        return why.said(place=f"{self.file}:{self.line}", call=self.call)


def unseeded(code: Mapping[str, bytes]) -> tuple[Draw, ...]:
    """Return the draws in files (path to content) that nothing in any of them seeds, in their order.

    A file that is no Python of today is passed over. A seed anywhere counts for all files.
    """
    draws: list[Draw] = []
    seeded: set[str] = set()
    for file, content in code.items():
        tree = _parsed(content)
        if tree is None:
            continue
        for call, name in _calls(tree):
            seeded.update(_SEEDS.get(name, ()) if _is_given(call.args) or call.keywords else ())
            family = _drawn(call, name)
            if family:
                draws.append(Draw(file, call.lineno, name, family))
    return tuple(draw for draw in draws if draw.family not in seeded)


def imported(content: bytes) -> frozenset[str]:
    """Return the modules that a file imports, dotted; none where it cannot be read."""
    tree = _parsed(content)
    names: set[str] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def _parsed(content: bytes) -> ast.Module | None:
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _drawn(call: ast.Call, name: str) -> str:
    """Return the source of random numbers that a call draws from; "" for none, or one with its own seed."""
    if any(name.startswith(each) for each in _SYSTEMS):
        return _SYSTEM
    if name in _GENERATORS:
        given = _is_given(call.args) or any(_is_given([keyword.value]) for keyword in call.keywords)
        return "" if given else _SYSTEM
    module, _, last = name.rpartition(".")
    family, names = _DRAWS.get(module, ("", frozenset[str]()))
    if last in names:
        own = any(keyword.arg in {"generator", "seed"} for keyword in call.keywords)
        return "" if own else family
    if name.startswith("sklearn.") and last in _WITH_STATE:
        states = [keyword.value for keyword in call.keywords if keyword.arg in {"random_state", None}]
        return "" if _is_given(states) else _NUMPY
    return ""


def _is_given(values: Iterable[ast.expr]) -> bool:
    first = next(iter(values), None)
    return first is not None and not (isinstance(first, ast.Constant) and first.value is None)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield calls with the full name of what is called, in the order of the lines."""
    aliases: dict[str, str] = {}
    calls: list[ast.Call] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname: alias.name for alias in node.names if alias.asname}
            aliases |= {root: root for root in (alias.name.partition(".")[0] for alias in node.names)}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            aliases |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call):
            calls.append(node)
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        name = _dotted(call.func)
        root, _, rest = name.partition(".")
        if root in aliases:
            yield call, f"{aliases[root]}.{rest}" if rest else aliases[root]


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
