"""Package files, made by the tools themselves where they run here; what is a version and what only a wish."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.sources.packages.declared import by_name
from forebear.sources.packages.files import read_package_file, reader_of, settings_of
from forebear.sources.packages.installed import installed, release

FILES = Path(__file__).parent / "packages"
POETRY = """\
[[package]]
name = "Some_Package"
version = "1.2.3"
groups = ["main", "dev"]
files = [{file = "x.whl", hash = "sha256:aa"}]

[package.source]
type = "git"
url = "https://user:word@example.org/x.git"
resolved_reference = "0123abc"

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
"""
CONDA = """\
name: churn
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy==1.26.4
  - conda-forge::scipy=1.11.4=py311h64a7726_0
  - pip:
      - torch==2.1.0+cu118
      - "-e ./mine"
"""
CONDA_LOCK = """\
version: 1
metadata: {channels: [{url: conda-forge}]}
package:
  - {name: numpy, version: 1.26.4, manager: conda, platform: linux-64,
     url: "https://x.org/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda", hash: {md5: aa}}
  - {name: six, version: 1.17.0, manager: pip, platform: linux-64, url: "https://x/six.whl", hash: {md5: b}}
"""


def shown(path: str, content: str | bytes) -> dict[str, str]:
    text = content.encode() if isinstance(content, str) else content
    return {name: pair[0] for name, pair in by_name(read_package_file(path, text).packages).items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("uv.lock", {"churn": "0.1.0 from virtual .", "six": "1.17.0", "tomli-w": "1.2.0"}),
        ("pylock.toml", {"six": "1.17.0 (python_full_version < '4')", "tomli-w": "1.2.0"}),
        ("requirements.txt", {"six": "1.17.0 (python_full_version < '4')", "tomli-w": "1.2.0"}),
    ],
)
def test_locks_of_uv(name: str, expected: dict[str, str]) -> None:
    content = (FILES / name).read_bytes()
    assert shown(name, content) == expected
    file = read_package_file(name, content)
    assert not file.problem
    assert all(package.hashes for package in file.packages if package.name != "churn")


def test_pipenv_poetry_and_conda() -> None:
    pipfile = shown("Pipfile.lock", (FILES / "Pipfile.lock").read_bytes())
    assert pipfile["click"] == "8.1.7 (python_version >= '3.7')"
    assert "group develop" in pipfile["idna"]
    poetry = shown("poetry.lock", POETRY)
    assert poetry == {
        "some-package": "1.2.3 from git https://***@example.org/x.git 0123abc (groups main, dev)"
    }
    assert shown("environment.yml", CONDA) == {
        "conda:python": "=3.11",
        "conda:numpy": "1.26.4",
        "conda:scipy": "1.11.4 from build py311h64a7726_0, channel conda-forge",
        "torch": "2.1.0+cu118",
    }
    assert shown("conda-lock.yml", CONDA_LOCK) == {
        "conda:numpy": "1.26.4 from build py311h64a7726_0 (linux-64)",
        "six": "1.17.0 (linux-64)",
    }


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("numpy==1.26.4", "numpy", "1.26.4"),
        ("numpy === 1.26.4", "numpy", "1.26.4"),
        ("numpy", "numpy", "any version"),
        ("numpy>=1.2,<2", "numpy", ">=1.2,<2"),
        ("numpy==1.*", "numpy", "==1.*"),
        ("numpy~=1.2", "numpy", "~=1.2"),
        ("Uvicorn[standard, Extra]==0.30", "uvicorn", "0.30 [extra, standard]"),
        ("numpy (>=1.2)", "numpy", ">=1.2"),
        ("torch @ https://me:key@x.org/torch.whl", "torch", "https://***@x.org/torch.whl"),
        (
            "-e git+https://x.org/y.git@0a1b#egg=My_Y",
            "my-y",
            "editable git+https://x.org/y.git@0a1b#egg=My_Y",
        ),
        ("git+ssh://git@x.org/y.git@v1", "y", "git+ssh://***@x.org/y.git@v1"),
        ("./wheels/six-1.17.0-py2.py3-none-any.whl", "six", None),
        ("-e ./mine", "mine", "editable ./mine"),
        ("six==1.17.0  # a comment", "six", "1.17.0"),
        ("colorama==0.4.6 ; sys_platform == 'win32'", "colorama", "0.4.6 (sys_platform == 'win32')"),
    ],
)
def test_lines_of_requirements(line: str, name: str, said: str | None) -> None:
    found = shown("requirements.txt", line)
    assert list(found) == [name]
    assert found[name] == said if said else found[name].startswith("1.17.0 from ./wheels/")


def test_options_are_settings_and_rubbish_is_a_sentence() -> None:
    file = read_package_file(
        "requirements.txt", b"--index-url https://a:b@x.org/simple\n-r base.txt\n!!\nsix\n"
    )
    assert settings_of(file) == {"--index-url": "https://***@x.org/simple", "-r": "base.txt"}
    assert "line 3" in file.problem
    assert [package.name for package in file.packages] == ["six"]
    for name in (
        "uv.lock",
        "poetry.lock",
        "pylock.toml",
        "Pipfile.lock",
        "environment.yml",
        "conda-lock.yml",
    ):
        assert read_package_file(name, b"\xff\xfe{{{[").problem
        assert not read_package_file(name, b"[" * 5000).packages
    assert read_package_file("environment.yml", b"a: !!python/object/apply:os.system [x]").problem


def test_docker_files_say_what_they_start_from() -> None:
    text = (
        b"FROM --platform=linux/amd64 python:3.11-slim AS base\nRUN x\nFROM base\nFROM nvidia/cuda:12.4.1\n"
    )
    assert settings_of(read_package_file("docker/Dockerfile", text)) == {
        "base image of base": "python:3.11-slim for linux/amd64",
        "base image": "nvidia/cuda:12.4.1",
    }


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("sub/dev-requirements.in", True),
        ("requirements/base.txt", True),
        ("pylock.gpu.toml", True),
        ("conda.yaml", True),
        ("environment.yml", True),
        ("node_modules/x/requirements.txt", False),
        ("docs/notes.txt", False),
        ("params.yaml", False),
    ],
)
def test_which_files_are_read(path: str, is_one: bool) -> None:
    assert (reader_of(path) is not None) == is_one


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]\.[0-9]{1,2}", fullmatch=True)


@given(st.dictionaries(NAMES, VERSIONS, min_size=1, max_size=6), st.data())
def test_one_other_version_is_never_the_same(packages: dict[str, str], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(sorted(packages)))
    other = data.draw(VERSIONS.filter(lambda version: version != packages[chosen]))
    lines = [f"{name}=={version}" for name, version in packages.items()]
    changed = [f"{name}=={other if name == chosen else version}" for name, version in packages.items()]
    before = by_name(read_package_file("requirements.txt", "\n".join(lines).encode()).packages)
    after = by_name(read_package_file("requirements.txt", "\n".join(changed).encode()).packages)
    assert {name for name in before if before[name][1] != after[name][1]} == {chosen}
    turned = by_name(read_package_file("requirements.txt", "\n".join(lines[::-1]).encode()).packages)
    assert turned == before


def test_other_hashes_of_one_version_are_another_thing() -> None:
    one = by_name(read_package_file("requirements.txt", b"six==1.0 --hash=sha256:aa").packages)
    two = by_name(read_package_file("requirements.txt", b"six==1.0 --hash=sha256:bb").packages)
    assert one["six"][0] == two["six"][0]
    assert one["six"][1] != two["six"][1]


def test_databases_of_packages() -> None:
    files = {
        "var/lib/dpkg/status": b"Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\n\n"
        b"Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n",
        "var/lib/dpkg/status.d/tzdata": b"Package: tzdata\nVersion: 2024a\n",
        "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\n\nP:zlib\nV:1.3\n",
        "usr/lib/python3/dist-packages/Six-1.17.0.dist-info/METADATA": b"Name: Six\nVersion: 1.17.0\n\nText",
        "opt/v/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA": b"",
        "opt/conda/conda-meta/numpy-1.26.4-py311_0.json": b"{}",
        "etc/os-release": b'NAME="Debian"\nVERSION_ID="12"\n',
    }
    assert installed(files) == {
        "apk:musl": "1.2.5-r0",
        "apk:zlib": "1.3",
        "conda:numpy": "1.26.4 build py311_0",
        "deb:libc6": "2.36-9",
        "deb:tzdata": "2024a",
        "six": "1.16.0 in /opt/v/lib/python3.11/site-packages; 1.17.0 in /usr/lib/python3/dist-packages",
    }
    assert release(files)["VERSION_ID"] == "12"


def test_the_database_of_rpm(tmp_path: Path) -> None:
    """The header is one that rpm itself wrote (package hello, 4:1.2-3) into a database with a log (WAL)."""
    with closing(sqlite3.connect(tmp_path / "rpmdb.sqlite")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        made.execute("INSERT INTO Packages VALUES (1, ?)", ((FILES / "hello.rpm-header").read_bytes(),))
        made.execute("INSERT INTO Packages VALUES (2, ?)", (b"\xff" * 40,))
        made.commit()
    content = (tmp_path / "rpmdb.sqlite").read_bytes()
    assert installed({"var/lib/rpm/rpmdb.sqlite": content}) == {"rpm:hello": "4:1.2-3"}
    assert installed({"var/lib/rpm/rpmdb.sqlite": content[:3000]}) == {}
