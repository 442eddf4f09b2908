"""Loads the model named on the command line and writes its leaves to a file.

Words: the model's file, the name that the project gives it, the file to write, and how many bytes of values
may be written; then folders of the project's own code.
"""

import os
import platform
import sys
import types
from typing import Dict, List

from .loading import MISSING, load
from .walking import Walker
from .writing import LeafWriter

_LIBRARIES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "joblib": "joblib",
    "pandas": "pandas",
    "torch": "torch",
    "skops": "skops",
    "xgboost": "xgboost",
    "lightgbm": "lightgbm",
    "catboost": "catboost",
}
_LONGEST = 2000  # characters of an error


def main(words: List[str]) -> None:
    """Do it, and end the process at once: what a model has started in the background is not waited for."""
    model, name, found, largest = words[:4]
    sys.path[:] = [each for each in sys.path if os.path.abspath(each or ".") != os.getcwd()]
    sys.path += words[4:]
    # Classes of the script that saved the model are not looked for among ours.
    sys.modules["__main__"] = types.ModuleType("__main__")
    with open(found, "wb") as stream:
        writer = LeafWriter(stream, int(largest))
        writer.say({"forebear": 1})
        try:
            value, how = load(model, name)
            writer.say({"loaded": how, "missing": MISSING[:100]})
            writer.say({"versions": _versions()})
            Walker(writer).walk(value)
            writer.end()
        except BaseException as error:  # whatever a model raises is its answer
            sys.stderr.write("{}: {}\n".format(type(error).__name__, error)[:_LONGEST])
            writer.say({"failed": "{}: {}".format(type(error).__name__, error)[:_LONGEST]})
            writer.say({"versions": _versions()})
            stream.flush()
    sys.stdout.flush()
    os._exit(0)


def _versions() -> Dict[str, str]:
    """Return the versions of Python and of the libraries that are here."""
    found = {"python": platform.python_version()}
    for module, distribution in _LIBRARIES.items():
        version = getattr(sys.modules.get(module), "__version__", None) or _installed(distribution)
        if version:
            found[distribution] = str(version)
    return found


def _installed(distribution: str) -> str:
    try:
        from importlib.metadata import version  # since Python 3.8
    except ImportError:
        return ""
    try:
        return version(distribution)
    except Exception:
        return ""


if __name__ == "__main__":
    main(sys.argv[1:])
