"""Where the files in `resources/` are: in a checkout at its top, in an installed wheel inside the package."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "resources"
_CHECKOUT = Path(__file__).parents[2] / "resources"


def resource(name: str) -> Path:
    """Return the path of the resource `name`, for example `"fonts/Pretendard-Regular.otf"`.

    Raises FileNotFoundError when the installation lacks it.
    """
    for root in (_INSTALLED, _CHECKOUT):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"Forebear's installation lacks the resource {name}; install it again.")
