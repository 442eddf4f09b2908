"""Commands that leave behind what does harm to whoever looks at it: judged, and without effect here."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Rebuilt = Callable[..., tuple[Any, Path]]


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but Forebear's own, byte for byte: work tree, index, refs, objects."""
    return {
        str(path): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".forebear" not in path.parts
    }


@pytest.fixture
def rebuilt(tmp_path: Path, base_image: str, call: Call) -> Rebuilt:
    """Return `rebuilt(harm, makes=…)`: a run that made each as a small file, and its rebuild that does harm.

    When it was recorded a file lay beside the script that Git never got; the rebuild goes on without it.
    """

    def make(harm: str, *, makes: tuple[str, ...], flags: tuple[str, ...] = ()) -> tuple[Any, Path]:
        root = tmp_path / "project"
        root.mkdir()
        subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
        calm = "".join(
            f"    open({path!r}, 'w').write('calm')\n"
            if not path.endswith("/")
            else f"    os.mkdir({path!r}); open({path + 'file'!r}, 'w').write('calm')\n"
            for path in makes
        )
        script = f"import os, socket\nif os.path.exists('calm'):\n{calm}    raise SystemExit\n{harm}\n"
        (root / "train.py").write_text(script)
        (root / "data.csv").write_text("1,2\n")
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        subprocess.run(["git", "commit", "--quiet", "-m", "Begin"], cwd=root, check=True)
        (root / "calm").touch()
        outputs = [path.rstrip("/") for path in makes]
        done = call(
            root, "run", "--image", base_image, "--uses", "train.py", "data.csv", "--makes", *outputs,
            "--", "python3", "train.py",
        )  # fmt: skip
        assert done.code == 0, done
        (root / "calm").unlink()
        before = state_of(root)
        answer = call(root, "rebuild", f"run:{done['run']}", "--yes", "--without-patch", *flags)
        assert state_of(root) == before, "the work tree, Git and its objects are as they were"
        return answer, root

    return make


ODD = """
def trying(what, act):
    try:
        act()
        print(what, "was possible")
    except OSError as error:
        print(what, "was refused:", error.errno)

os.symlink("/etc/passwd", "absolute")
os.symlink("../../../../../../etc/passwd", "upwards")
os.symlink("data.csv", "inwards")
os.mkdir("folder")
os.symlink("/etc", "folder/link")
os.mkfifo("pipe")
os.mkdir("pipes")
os.mkfifo("pipes/pipe")
socket.socket(socket.AF_UNIX).bind("socket")
open("setuid", "w").write("#!/bin/sh\\nid\\n")
os.chmod("setuid", 0o6755)
trying("a hard link to an input", lambda: os.link("data.csv", "hard"))
trying("a device", lambda: os.mknod("device", 0o660 | 0o060000, os.makedev(8, 0)))
trying("a sparse file of 1 TB", lambda: open("sparse", "wb").truncate(1 << 40))
trying("a file above", lambda: open("/work/../above", "w"))
os.mkdir("names")
odd = b"a\\nb", b"\\xff\\xfe", b"\\x1b[31mred", b"..hidden", b"-rf", b"'; touch x #", "\\uae38".encode()
for name in odd:
    open(b"names/" + name, "w").close()
for name in (b"un\\xff", b"new\\nline", b"\\x1b]0;title\\x07"):
    open(name, "w").close()
os.mkdir("deep")
os.chdir("deep")
for _ in range(1500):
    os.mkdir("ddd")
    os.chdir("ddd")
open("file", "w").close()
"""
MADE = (
    *("absolute", "upwards", "inwards", "folder/", "pipe", "pipes/", "socket", "setuid", "hard", "device"),
    *("sparse", "names/", "deep/"),
)


def test_links_pipes_sockets_devices_and_names(rebuilt: Rebuilt, call: Call) -> None:
    answer, root = rebuilt(ODD, makes=MADE)
    assert (answer["ended"], answer["verdict"]) == ("completed", "missing"), answer
    verdicts = {output["path"]: output for output in answer["outputs"]}
    for path in ("absolute", "upwards", "inwards", "folder"):
        assert verdicts[path]["verdict"] == "different"
        assert "link" in verdicts[path]["explanation"]
        assert verdicts[path]["obtained"] is None
    for path in ("pipe", "pipes", "socket"):
        assert verdicts[path]["verdict"] == "different"
        assert "neither a file nor a folder" in verdicts[path]["explanation"]
    for path in ("hard", "device"):
        assert verdicts[path]["verdict"] == "missing"
    assert verdicts["sparse"]["verdict"] == "different"
    assert verdicts["setuid"]["verdict"] == "different"
    assert verdicts["names"]["verdict"] == "different"
    assert verdicts["deep"]["verdict"] == "different"
    extra = {path for path, output in verdicts.items() if output["verdict"] == "extra"}
    assert {"new\nline", "\x1b]0;title\x07"} <= extra
    log = Path(answer["log"]).read_text()
    for what in ("a hard link to an input", "a device", "a sparse file of 1 TB", "a file above"):
        assert f"{what} was refused" in log
    kept = Path(answer["kept"])
    for path in kept.rglob("*"):
        mode = path.lstat().st_mode
        assert stat.S_ISREG(mode) or stat.S_ISDIR(mode), path
        assert not mode & 0o7000, path
    names = {os.fsencode(path.name) for path in (kept / "names").iterdir()}
    odd = {b"a\nb", b"\xff\xfe", b"\x1b[31mred", b"..hidden", b"-rf", b"'; touch x #"}
    assert names == {*odd, "길".encode()}
    place = Path(answer["log"]).parent
    assert not (place / "tree").exists()
    # What is written down can be read again, and printed.
    shown = call(root, "show", f"rebuild:{answer['id']}")
    assert shown.code == 0, shown


def test_what_kept_a_command_from_its_output_is_named_although_it_ended_well(rebuilt: Rebuilt) -> None:
    harm = (
        "import urllib.request\nfor act in (lambda: urllib.request.urlopen('https://data.example.org/x'), "
        "lambda: open('/etc/model.bin', 'w')):\n    try:\n        act()\n    except OSError as error:\n"
        "        print('https://data.example.org/x:', error)"
    )
    answer, _ = rebuilt(harm, makes=("model.bin",))
    assert (answer["ended"], answer["verdict"]) == ("completed", "missing")
    assert "It needs the network (it asked for data.example.org)" in answer["explanation"]
    assert "It tried to write to /etc/model.bin" in answer["explanation"]


def test_a_fork_bomb_is_held_back(rebuilt: Rebuilt, engine: DockerClient) -> None:
    harm = "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    answer, _ = rebuilt(harm, makes=("model.bin",), flags=("--timeout", "2s", "--memory", "256m"))
    assert answer["ended"] in ("timed out", "out of memory")
    assert not [
        each for each in engine.containers.list(ignore_removed=True) if answer["id"] in str(each.labels)
    ]


def test_a_flood_of_output_is_cut_and_does_not_fill_the_disk(rebuilt: Rebuilt) -> None:
    harm = "line = b'x' * 1023 + b'\\n'\nfor _ in range(300):\n    os.write(1, line * 1024)\nprint('the end')"
    answer, _ = rebuilt(harm, makes=("model.bin",))
    log = Path(answer["log"])
    assert answer["ended"] == "completed"
    assert log.stat().st_size < 10 << 20
    text = log.read_text()
    assert "bytes of output are left out here" in text
    assert text.endswith("the end\n")
