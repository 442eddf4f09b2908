"""Models loaded in real containers: what hostile ones cannot do, and what a person is told."""

from __future__ import annotations

import fcntl
import io
import os
import pickle
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.leaves import Loaded
from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Silent
from forebear.lineage.words import Environment, Image
from forebear.rebuild.images import LOCAL, ChosenImage
from forebear.rebuild.inside.container import InsideRunner, Task
from forebear.rebuild.sandbox import PLACE_LABEL, Limits
from forebear.sources.docker.engine import EngineFacts

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Load = Callable[..., Loaded]


class Runs:
    """Runs Python code where it is loaded."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> Any:
        return (exec, (self.code,))


class Gives:
    """Is the value of an expression where it is loaded."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> Any:
        return (eval, (self.code,))


@pytest.fixture
def load(engine: DockerClient, base_image: str, tmp_path: Path) -> Iterator[Load]:
    """Return `load(content, name=…, image=…, code=…, **limits)`, which leaves nothing running."""

    def run(
        content: bytes,
        name: str = "model.pkl",
        *,
        image: str = base_image,
        code: dict[str, str] | None = None,
        command: tuple[str, ...] = ("python3 train.py",),
        progress: Any = None,
        largest: int = 64 << 20,
        **limits: Any,
    ) -> Loaded:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        (folder / "code").mkdir(parents=True)
        for path, text in (code or {}).items():
            (folder / "code" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "code" / path).write_text(text)
        (folder / "model").write_bytes(content)
        before = state(folder)
        id_ = str(engine.images.get(image).id)
        chosen = ChosenImage(Image(image, id_), LOCAL, True, Environment(), id_)
        given = Limits(**{"memory": 512 << 20, "seconds": 60.0, **limits})
        (folder / "lock").symlink_to(tmp_path / "lock")  # so that no other sweep takes it for one left behind
        runner = InsideRunner(engine, EngineFacts.of(engine), given, progress or Silent())
        task = Task(folder / "model", name, folder / "code", ("", "src"), command, chosen, largest)
        try:
            return runner.load(task, folder, folder / "found")
        finally:
            assert state(folder) == before
            assert not engine.containers.list(
                all=True, filters={"label": f"{PLACE_LABEL}={folder}"}, ignore_removed=True
            )

    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield run


def state(folder: Path) -> dict[str, bytes]:
    """What a model must not change: the code and its own file."""
    files = [folder / "model", *(folder / "code").rglob("*")]
    return {str(file): file.read_bytes() if file.is_file() else b"" for file in files}


def shown(loaded: Loaded) -> dict[str, str]:
    return {name: part.shown for (_, name), part in loaded.contents.parts.items()}


def refused(load: Load, content: bytes, **given: Any) -> str:
    with pytest.raises(UnreadableModelError) as raised:
        load(content, **given)
    return str(raised.value)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_any_protocol(load: Load, protocol: int) -> None:
    loaded = load(pickle.dumps({"a": [1, 2.5, None, "é"], "b": {b"x"}}, protocol))
    found = shown(loaded)
    assert (found["['a'][1]"], found["['a'][3]"]) == ("2.5", "'é'")
    assert loaded.how == "pickle"
    assert loaded.versions["python"].startswith("3.")


def test_it_cannot_write_or_reach_anything(load: Load) -> None:
    code = (
        "[__import__('os').system(line) for line in ("
        "'touch /pwned', 'touch /forebear/code/x', 'echo x >> /forebear/model', 'rm -rf /forebear/code',"
        "'rm /forebear/found', 'touch /forebear/program/x', 'mount -t tmpfs none /mnt')]"
    )
    found = shown(load(pickle.dumps(Gives(code)), code={"train.py": "print(1)\n"}))
    assert all(found[f"[{place}]"] != "0" for place in range(7)), found
    said = refused(load, pickle.dumps(Gives("__import__('socket').create_connection(('1.1.1.1', 53), 2)")))
    assert re.search(r"OSError|unreachable", said)
    assert not Path("/pwned").exists()


def test_it_sees_no_secrets_of_ours(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREBEAR_TEST_SECRET", "hunter2")
    loaded = load(pickle.dumps(Gives("dict(__import__('os').environ)")))
    assert "hunter2" not in repr(loaded)
    assert {name for name in shown(loaded) if "SECRET" in name} == set()


@pytest.mark.parametrize(
    ("code", "limits", "said"),
    [
        ("while True: pass", {"seconds": 2.0}, "stopped after 2 seconds"),
        (
            "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
            {"seconds": 3.0},
            "stopped after",
        ),
        ("x = bytearray(4 << 30)", {"memory": 64 << 20}, r"more memory|MemoryError"),
        ("import os; os._exit(0)", {}, "ended without an answer"),
        ("import os; os._exit(7)", {}, "exit code 7"),
        ("import sys; sys.exit('no')", {}, "SystemExit: no"),
        ("raise ValueError('\\x1b[2Jx')", {}, "ValueError"),
        ("raise RecursionError", {}, "RecursionError"),
        ("import os; os.kill(os.getpid(), 11)", {}, "exit code 139"),
    ],
)
def test_what_goes_wrong_is_a_sentence(load: Load, code: str, limits: dict[str, Any], said: str) -> None:
    begun = time.monotonic()
    assert re.search(said, refused(load, pickle.dumps(Runs(code)), **limits))
    assert time.monotonic() - begun < 30


def test_its_answer_cannot_grow_without_end(load: Load, tmp_path: Path) -> None:
    code = "f = open('/forebear/found', 'ab')\nwhile True: f.write(bytes(1 << 20)); f.flush()"
    said = refused(load, pickle.dumps(Runs(code)), largest=1 << 20)
    assert re.search(r"File too large|cannot be read|without an answer", said)
    [found] = tmp_path.glob("*/found/found")
    assert found.stat().st_size <= 300 << 20
    code = "import sys\nfor _ in range(60): sys.stdout.write('x' * (1 << 20))"
    load(pickle.dumps(Runs(code)))
    assert all(log.stat().st_size < 11 << 20 for log in tmp_path.glob("*/found/log"))


def test_a_forged_answer_is_no_verdict(load: Load) -> None:
    forged = (
        r"open('/forebear/found', 'w').write('{\"forebear\": 1}\n{\"end\": 0}\n'); import os; os._exit(0)"
    )
    assert not load(pickle.dumps(Runs(forged))).contents.parts


def test_damaged_files(load: Load) -> None:
    whole = pickle.dumps(["a" * 100, 2])
    for content in (whole[:-40], b"", b"no pickle", b"\x1f\x8b broken", b"PK\x03\x04 broken"):
        assert re.search(r"Error|BadZip|BadGzip", refused(load, content))
    assert "torch" in refused(load, whole, name="model.pt")


PLAIN = "class Scorer:\n    def __init__(self): self.a = {'b', 'a'}; self.__secret = 1\n"


def made_by_script(folder: Path, module: str) -> bytes:
    """Return a pickle of a class of a script's own, made by a process of its own."""
    (folder / "made").mkdir(exist_ok=True)
    (folder / "made" / "churn.py").write_text(PLAIN)
    where = "from churn import Scorer" if module == "churn" else PLAIN
    script = f"{where}\nimport pickle\npickle.dump(Scorer(), open('model.pkl', 'wb'))\n"
    (folder / "made" / "train.py").write_text(script)
    subprocess.run(["python3", "train.py"], cwd=folder / "made", check=True)
    content = (folder / "made" / "model.pkl").read_bytes()
    shutil.rmtree(folder / "made")
    return content


def test_classes_of_the_project_and_classes_that_are_gone(load: Load, tmp_path: Path) -> None:
    content = made_by_script(tmp_path, "churn")
    there = load(content, code={"src/churn.py": PLAIN})
    assert there.missing == ()
    gone = load(content)
    assert gone.missing == ("churn.Scorer",)
    assert shown(gone) == shown(there)
    assert shown(there)["._Scorer__secret"] == "1"
    script = load(made_by_script(tmp_path, "__main__"), code={"train.py": PLAIN})
    assert script.missing == ("__main__.Scorer",)
    assert shown(script)[".a{'a'}"] == "'a'"


class _Cancels(Silent):
    def step(self, *_words: Any, done: int = 0, **_named: Any) -> None:
        if done >= 1:
            raise CancelledError("Cancelled.")


def test_cancelling_leaves_nothing(load: Load) -> None:
    with pytest.raises(CancelledError):
        load(pickle.dumps(Runs("while True: pass")), progress=_Cancels())


@pytest.fixture
def image_without_python(engine: DockerClient) -> Iterator[str]:
    """An image that holds a shell and nothing else."""
    shell = os.path.realpath("/bin/sh")
    listed = subprocess.run(["ldd", shell], capture_output=True, text=True, check=True).stdout
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for library in re.findall(r"(/\S+)", listed):
            tar.add(os.path.realpath(library), library.lstrip("/"))
        tar.add(shell, "bin/sh")
    reference = "forebear-test-shell:1"
    engine.api.import_image_from_data(archive.getvalue(), repository="forebear-test-shell", tag="1")
    yield reference
    engine.images.remove(reference, force=True)


def test_an_image_without_python(load: Load, image_without_python: str) -> None:
    assert "no Python 3.6" in refused(load, pickle.dumps(1), image=image_without_python)


def test_the_task_quotes_what_a_record_says() -> None:
    image = ChosenImage(Image("x"), LOCAL, True, Environment(), "x")
    task = Task(Path("m"), "a'; rm -rf $HOME;.pkl", Path("c"), ("a b",), ("py$(x)thon3 t.py",), image, 1)
    words = task.words()
    assert "'a'\"'\"'; rm -rf $HOME;.pkl'" in words
    assert "$(x)" not in words
    assert "'/forebear/code/a b'" in words
    assert "/opt/my/python3.8" in replace(task, command=("/opt/my/python3.8 t.py",)).words().split("; do")[0]
