"""The code of versions, against Git itself on a repository with all that files can be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.comparison import CodeFile, Comparison
from forebear.compare.document import comparison_document
from forebear.compare.side_by_side import compare
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.git.differences import Differences
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project

LATIN = os.fsdecode(b"caf\xe9.txt")
LINES = "".join(f"line {number}\n" for number in range(60))


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=True)
    return os.fsdecode(done.stdout)


def commit(root: Path, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two tags between which all happens that can happen to a file, and a third that goes on."""
    root = tmp_path_factory.mktemp("code") / "all"
    other = tmp_path_factory.mktemp("code") / "other"
    for folder in (root, other):
        folder.mkdir()
        git(folder, "init", "-q")
    (other / "a").write_text("a")
    commit(other, "One")
    files: Mapping[str, bytes] = {
        "src/train.py": b"x = 1\n\fx = 2\n\xe2\x80\xa8x = 3\r\nx = 4\n",
        "moved.py": LINES.encode(),
        "moved-and-changed.py": LINES.encode() * 2,
        "model.bin": b"\0\1\2" * 100,
        "crlf.py": b"a\r\nb\r\nc\r\n",
        LATIN: b"caf\xe9\n",
        "latin.py": b"# caf\xe9\nx = 1\n",
        "mode.sh": b"echo hi\n",
        "gone.py": b"y = 1\ny = 2\n",
        "no-newline.py": b"last",
        "becomes-link": b"text\n",
        "becomes-empty": b"text\n",
        "table.csv": b"a,b\n1,2\n",
        "-- a b.py": b"--- a\n+++ b\n",
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "link").symlink_to("moved.py")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "part")
    commit(root, "First")
    git(root, "tag", "first")
    git(root, "mv", "moved.py", "there.py")
    git(root, "mv", "moved-and-changed.py", "src/changed.py")
    (root / "src/changed.py").write_text(LINES * 2 + "one more\n")
    (root / "src/train.py").write_bytes(b"x = 1\n\fx = 5\n\xe2\x80\xa8x = 3\r\nx = 4\n\fy\n")
    (root / "model.bin").write_bytes(b"\0\1\3" * 101)
    (root / "crlf.py").write_bytes(b"a\nb\r\nc\r\nd\r\n")
    (root / LATIN).write_bytes(b"caf\xe8\n")
    (root / "latin.py").write_bytes(b"# caf\xe8\nx = 1\n")
    (root / "mode.sh").chmod(0o755)
    (root / "gone.py").unlink()
    (root / "no-newline.py").write_bytes(b"last\n")
    (root / "becomes-link").unlink()
    (root / "becomes-link").symlink_to("there.py")
    (root / "becomes-empty").write_bytes(b"")
    (root / "new\tname.py").write_bytes(b"z = 1\n")
    (root / "empty.py").write_bytes(b"")
    (root / "link").unlink()
    (root / "link").symlink_to("there.py")
    (root / "-- a b.py").write_bytes(b"--- b\n+++ b\n")
    (other / "a").write_text("b")
    commit(other, "Two")
    git(root / "part", "-c", "protocol.file.allow=always", "pull", "-q")
    commit(root, "Second")
    git(root, "tag", "second")
    (root / "src/train.py").write_bytes(b"x = 9\n")
    (root / "model.bin").write_bytes(b"\0")
    commit(root, "Third")
    git(root, "tag", "third")
    return root


@pytest.fixture(scope="module")
def questions(repository: Path) -> Iterator[Questions]:
    project = Project.at(repository)
    project.prepare()
    database = Database.open(project.database_url)
    import_project(project, database, Silent())
    yield Questions(database)
    database.close()


def compared(questions: Questions, repository: Path, *refs: str) -> Comparison:
    with GitRepository(repository) as opened:
        return compare(questions, opened, refs)


def numstat(root: Path, old: str, new: str) -> dict[str, tuple[str, str, str]]:
    """What `git diff --numstat -M` says: path to lines added, lines removed, and the old path."""
    tokens = iter(git(root, "diff", "--numstat", "-M", "-z", old, new).split("\0"))
    found = {}
    for token in tokens:
        if token:
            added, removed, path = token.split("\t", 2)
            before = "" if path else next(tokens)
            found[path or next(tokens)] = (added, removed, before)
    return found


def said(file: CodeFile) -> tuple[str, str, str]:
    [diff] = file.diffs
    return ("-", "-", diff.before) if diff.binary else (str(diff.added), str(diff.removed), diff.before)


@pytest.mark.parametrize(("old", "new"), [("first", "second"), ("second", "first"), ("second", "third")])
def test_files_and_lines_are_those_of_git(questions: Questions, repository: Path, old: str, new: str) -> None:
    files = compared(questions, repository, old, new).code.files
    assert {file.path: said(file) for file in files} == numstat(repository, old, new)


def test_each_file_is_told_as_what_it_is(questions: Questions, repository: Path) -> None:
    files = {
        file.path: file.diffs[0] for file in compared(questions, repository, "first", "second").code.files
    }
    status = {path: diff.status for path, diff in files.items()}
    assert status["there.py"] == status["src/changed.py"] == "renamed"
    assert files["there.py"].before == "moved.py"
    assert status["mode.sh"] == "mode changed"
    assert files["mode.sh"].modes == ("100644", "100755")
    assert status["becomes-link"] == "type changed"
    assert status["gone.py"] == "deleted"
    assert status["empty.py"] == status["new\tname.py"] == "added"
    assert files["model.bin"].omitted == "binary"
    assert files["model.bin"].sizes == (300, 303)
    assert files["part"].modes == ("160000", "160000")
    assert "Subproject commit" in files["part"].text
    assert files["becomes-link"].text.count("diff --git") == 2


def test_a_file_that_differs_in_several_versions_is_one_file(questions: Questions, repository: Path) -> None:
    files = {
        file.path: file for file in compared(questions, repository, "first", "second", "third").code.files
    }
    assert [diff.label for diff in files["src/train.py"].diffs] == ["B", "C"]
    assert [diff.sizes for diff in files["model.bin"].diffs] == [(300, 303), (300, 1)]
    assert [diff.label for diff in files["gone.py"].diffs] == ["B", "C"]


def test_the_document_has_what_was_promised_and_more(questions: Questions, repository: Path) -> None:
    code = comparison_document(compared(questions, repository, "first", "second"))["code"]
    assert isinstance(code, dict)
    assert code["commits"] == 1
    assert code["uncommitted"] == []
    files = {file["path"]: file["diffs"][0] for file in code["files"]}
    assert files["mode.sh"]["modes"] == ["100644", "100755"]
    assert files["model.bin"]["sizes"] == [300, 303]
    assert files["gone.py"]["modes"] == ["100644", ""]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=30), st.binary(max_size=30), st.sampled_from(["a.py", "requirements.txt", "Makefile"])
)
def test_any_change_of_code_is_told(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes, name: str
) -> None:
    root = tmp_path_factory.mktemp("change")
    git(root, "init", "-q")
    tips = []
    for content in (before, after):
        (root / name).write_bytes(content)
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", "x")
        tips.append(git(root, "rev-parse", "HEAD").strip())
    with GitRepository(root) as repository:
        files = repository.diff(*tips)
    assert bool(files) == (before != after)


def test_very_many_files(tmp_path: Path) -> None:
    root = tmp_path / "many"
    root.mkdir()
    git(root, "init", "-q")
    stream = ["commit refs/heads/main\ncommitter a <a@b> 0 +0000\ndata 1\nx\n"]
    stream += [f"M 644 inline f/{n % 50}/{n}.py\ndata 2\na\n" for n in range(20_000)]
    stream += ["commit refs/heads/main\ncommitter a <a@b> 1 +0000\ndata 1\ny\n"]
    stream += [f"M 644 inline f/{n % 50}/{n}.py\ndata 2\nb\n" for n in range(20_000)]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input="".join(stream).encode(), check=True)
    with GitRepository(root) as repository:
        files = repository.diff("main~1", "main")
    assert len(files) == 20_000
    assert all((file.added, file.removed) == (1, 1) for file in files)


def test_patches_for_which_there_is_no_room_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(LINES)
    old = commit(tmp_path, "1")
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(LINES.replace("line", "Line"))
    new = commit(tmp_path, "2")
    monkeypatch.setattr("forebear.sources.git.differences.MOST_PATCH", 2_000)
    with GitRepository(tmp_path) as repository:
        files = repository.diff(old, new)
    assert [(file.path, bool(file.patch), file.cut, file.added) for file in files] == [
        ("a", True, False, 60),
        ("b", False, True, 60),
        ("c", False, True, 60),
    ]


def test_a_huge_file_is_never_loaded(tmp_path: Path) -> None:
    """Neither in its place nor moved: what Git takes of memory stays below the 48 MiB of one side."""
    git(tmp_path, "init", "-q")
    line = b"x" * 99 + b"\n"
    content = line * ((48 << 20) // 100)
    (tmp_path / "log.txt").write_bytes(content)
    (tmp_path / "old.txt").write_bytes(content + b"more\n")
    old = commit(tmp_path, "1")
    (tmp_path / "log.txt").write_bytes(content + b"end\n")
    (tmp_path / "old.txt").rename(tmp_path / "new.txt")
    (tmp_path / "new.txt").write_bytes(content + b"less\n")
    new = commit(tmp_path, "2")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from forebear.sources.git import differences\n"
        "from forebear.sources.git.repository import GitRepository\n"
        "differences._LARGE = 32 << 20\n"
        "with GitRepository(Path(sys.argv[1])) as repository:\n"
        "    files = repository.diff(sys.argv[2], sys.argv[3])\n"
        "    assert repository.differences.is_text(files[0].new_blob)\n"
        "print([(file.path, str(file.change), file.binary) for file in files])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), old, new], capture_output=True, text=True, check=True
    )
    files, largest = done.stdout.splitlines()
    assert (
        files == "[('log.txt', 'modified', True), ('new.txt', 'added', True), ('old.txt', 'deleted', True)]"
    )
    assert int(largest) < 32 << 10  # KiB


def test_blobs_are_compared_as_git_does(repository: Path) -> None:
    place = GitPlace.find(repository)
    assert place is not None
    old = git(repository, "rev-parse", "first:src/train.py").strip()
    new = git(repository, "rev-parse", "second:src/train.py").strip()
    differences = Differences(place)
    patch = differences.of_blobs(old, new)
    assert b"-\x0cx = 2\n+\x0cx = 5\n" in patch
    assert differences.of_blobs(old, old) == b""
    assert differences.sizes([old, "0" * 40]) == {old: 29}


def test_what_a_clone_lacks_is_said_of_its_files_alone(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "partial"
    git(repository, "config", "uploadpack.allowFilter", "true")
    words = ("clone", "-q", "--bare", "--filter=blob:limit=25", f"file://{repository}", str(clone))
    git(tmp_path, *words)
    git(clone, "remote", "set-url", "origin", "file:///nowhere")
    with GitRepository(clone) as opened:
        files = {file.path: file for file in opened.diff("first", "second")}
    with GitRepository(repository) as opened:
        every = {file.path: file for file in opened.diff("first", "second")}
    assert {path for path, file in files.items() if file.lost} >= {"src/train.py", "model.bin"}
    assert files["crlf.py"] == every["crlf.py"]
    assert files["mode.sh"] == every["mode.sh"]
    assert not files["part"].lost
    assert set(every) - {"src/changed.py"} <= set(files)
