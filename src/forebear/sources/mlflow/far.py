"""The files of runs and models that a server keeps: brought here to be read, within limits, and not kept."""

from __future__ import annotations

import posixpath
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from forebear.lineage.errors import ActionableError
from forebear.sources.hashing import is_inside
from forebear.sources.mlflow.files import Listed
from forebear.sources.mlflow.places import Places
from forebear.sources.mlflow.rest_records import entries
from forebear.sources.objects.stored import ObjectStore
from forebear.sources.objects.tool import SCHEMES, object_store
from forebear.sources.secrets import Secret
from forebear.sources.web.gateway import Web

LARGEST = 256 << 20
"""Bytes of a file that is brought here."""
IN_ALL = 2 << 30
"""Bytes that are brought here in one reading."""

_MOST = 2_000  # files of one run
_DEEPEST = 30  # folders inside one another
_HELD = 8  # runs whose files are here at once
_PROXY = "api/2.0/mlflow-artifacts/artifacts"


class _Files(Protocol):
    """The files below one place of a server. Both methods raise ActionableError."""

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield each file's path below the place, and its size in bytes."""
        ...

    def get(self, path: str, target: Path) -> None:
        """Write one to a new file."""
        ...

    def place(self, path: str) -> str:
        """Return where one is, as a URL from which it can be had again; "" = the place itself."""
        ...


class FarFolder:
    """The files of one run or model on a server: all are `listed`; `left_out` says why some stay there."""

    def __init__(self, files: _Files, budget: Callable[[int], bool]) -> None:
        sizes: dict[str, int] = {}
        refused = []
        cut = False
        for path, size in files.sizes():
            if len(sizes) >= _MOST:
                cut = True
                break
            if is_inside(path):
                sizes[path] = size
            else:
                refused.append(path)
        self.listed = Listed(dict(sorted(sizes.items())), 0, tuple(refused), cut)
        self.left_out: dict[str, str] = {}
        self._files, self._budget = files, budget
        self._here: tempfile.TemporaryDirectory[str] | None = None

    def place(self, path: str) -> str:
        """Return where a file is, "" = the folder itself."""
        return self._files.place(path)

    def folder(self, pulse: Callable[[str], None]) -> Path:
        """Bring the files here, as far as they are within the limits; returns the folder that they are in."""
        if self._here is not None:
            return Path(self._here.name)
        self._here = tempfile.TemporaryDirectory(prefix="forebear-", ignore_cleanup_errors=True)
        folder = Path(self._here.name)
        for path, size in self.listed.sizes.items():
            if size > LARGEST:
                self.left_out[path] = f"it is larger than {LARGEST >> 20} MB, and on a server"
                continue
            if not self._budget(size):
                self.left_out[path] = f"{IN_ALL >> 30} GB were brought here already; it is on a server"
                continue
            pulse(path)
            target = folder / path
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._files.get(path, target)
            except ActionableError as error:
                self.left_out[path] = error.what.rstrip(".")
            except OSError as error:
                self.left_out[path] = error.strerror or str(error)
        return folder

    def close(self) -> None:
        """Remove what was brought here."""
        if self._here is not None:
            self._here.cleanup()
            self._here = None


class FarPlaces(Places):
    """Finds files on this machine first, then at the tracking server or in the object store that its records
    name. `server` is "" for a database, which serves no files.
    """

    def __init__(
        self, remapped: Callable[[str], str], secret_of: Callable[[str], Secret | None], server: str = ""
    ) -> None:
        super().__init__("", remapped)
        self._secret_of, self._server = secret_of, server
        self._open: OrderedDict[str, FarFolder] = OrderedDict()
        self._stores: dict[str, ObjectStore] = {}
        self._left = IN_ALL

    def far(self, id_: str, uri: str) -> FarFolder | None:
        """Return the files of a run or model on a server, None where it has none that can be had.

        Raises ActionableError where the server cannot be asked.
        """
        if id_ in self._open:
            return self._open[id_]
        files = self._files(uri)
        if files is None:
            return None
        while len(self._open) >= _HELD:
            self._open.popitem(last=False)[1].close()
        self._open[id_] = FarFolder(files, self._take)
        return self._open[id_]

    def close(self) -> None:
        """Remove what was brought here."""
        while self._open:
            self._open.popitem()[1].close()
        self._left = IN_ALL

    def _files(self, uri: str) -> _Files | None:
        scheme = urlsplit(uri).scheme
        if scheme == "mlflow-artifacts" and self._server:
            root = urlsplit(uri).path
            root = root.partition("/mlflow-artifacts/artifacts")[2] or root
            return _Proxied(Web(self._server, self._secret_of(self._server)), root.strip("/"))
        if scheme in SCHEMES:
            bucket = "/".join(uri.split("/")[:3])
            if bucket not in self._stores:
                self._stores[bucket] = object_store(bucket, self._secret_of(bucket))
            return _Stored(self._stores[bucket], object_store(uri, self._secret_of(uri)), uri.rstrip("/"))
        return None

    def _take(self, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        return True


class _Proxied:
    """Artifacts that a tracking server passes on (MLflow's `mlflow-artifacts` service)."""

    def __init__(self, web: Web, root: str) -> None:
        self._web, self._root = web, root

    def sizes(self) -> Iterator[tuple[str, int]]:
        pending = [""]
        while pending:
            folder = pending.pop()
            asked = {"path": posixpath.join(self._root, folder) if folder else self._root}
            for each in entries(self._web.document(_PROXY, asked), "files"):
                name = str(each.get("path", "")).rpartition("/")[2]
                path = posixpath.join(folder, name)
                if not each.get("is_dir"):
                    size = each.get("file_size")
                    yield path, int(size) if isinstance(size, int | str) and str(size).isdecimal() else 0
                elif is_inside(path) and path.count("/") < _DEEPEST:
                    pending.append(path)

    def get(self, path: str, target: Path) -> None:
        self._web.download(self._path(path), target, LARGEST + 1)

    def place(self, path: str) -> str:
        return f"{self._web.base}/{self._path(path)}".rstrip("/")

    def _path(self, path: str) -> str:
        return f"{_PROXY}/{quote(posixpath.join(self._root, path) if path else self._root)}"


class _Stored:
    """Artifacts in an object store; `inside` lists those below `root`, `store` has the whole bucket."""

    def __init__(self, store: ObjectStore, inside: ObjectStore, root: str) -> None:
        self._store, self._inside, self._root = store, inside, root
        self._versions: dict[str, str] = {}

    def sizes(self) -> Iterator[tuple[str, int]]:
        newest: dict[str, tuple[float, str, int]] = {}
        for each in self._inside.objects():
            when = each.at.timestamp() if each.at is not None else 0.0
            found = (when, each.version, each.size or 0)
            if each.place.startswith(f"{self._root}/") and found >= newest.get(each.place, (-1.0, "", 0)):
                newest[each.place] = found
        for place, (_, version, size) in newest.items():
            path = place.removeprefix(f"{self._root}/")
            self._versions[path] = version
            yield path, size

    def get(self, path: str, target: Path) -> None:
        if not self._store.fetch(self.place(path), self._versions.get(path, ""), target, LARGEST + 1):
            raise ActionableError("It is not there any more.", where=self.place(path))

    def place(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root
