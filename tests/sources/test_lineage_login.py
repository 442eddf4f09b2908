"""The password of a shared lineage database is in no words, no file but its own, and no message."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import hypothesis.strategies as st
import psycopg
import pytest
from hypothesis import given
from pytestqt.qtbot import QtBot
from sqlalchemy import URL, make_url
from tests.sources.conftest import PASSWORD

from forebear.cli.main import main
from forebear.desktop.crash import report_of
from forebear.desktop.jobs import Jobs
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.login import SECRETS, VARIABLE, told, whole
from forebear.rebuild.detached import DetachedJob, JobStore
from forebear.sources.lineage_login import keep_login, log_in
from forebear.sources.secrets import Secrets

NAME = "forebear_login"
QUOTED = quote(PASSWORD, safe="")
linux = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="looks into Linux's list of processes"
)


@pytest.fixture
def url(network_postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database that asks for a password, and a person of whom nothing is kept."""
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv(VARIABLE, "")
    server = f"postgresql://ada:{QUOTED}@{network_postgresql}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    yield f"{server}/{NAME}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def root(churn_project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(churn_project, tmp_path / "churn"))


def secret_in(text: str | bytes) -> bool:
    said = text.encode() if isinstance(text, str) else text
    return any(each.encode() in said for each in (PASSWORD, QUOTED, json.dumps(PASSWORD)[1:-1]))


def holding(folder: Path) -> list[Path]:
    """The files that have the password in them."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    return [path for path in files if secret_in(path.read_bytes())]


def processes() -> list[bytes]:
    """The words of all processes of this machine, as anybody can read them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes())
        except OSError:  # it has ended
            continue
    return found


def ran(job: DetachedJob) -> dict[str, object]:
    """Wait for the end of a job; none of all processes may show the password meanwhile."""
    seen = 0
    while job.alive:
        running = processes()
        assert not any(map(secret_in, running))
        seen += any(str(job.folder).encode() in words for words in running)
    assert seen
    assert job.exit_code == 0, job.progress.read_text()
    return dict(job.answer())


@linux
def test_a_job_that_outlives_its_window_has_the_password_and_shows_it_to_nobody(
    url: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = log_in(url)
    assert not secret_in(shown)
    store = JobStore.of_user()
    words = ["import", "--database", shown, str(root)]
    job = store.start(words, "Read churn", root)
    assert ran(job)["commits"] == 4
    (kept,) = holding(tmp_path)
    assert kept == tmp_path / "XDG_DATA_HOME" / "forebear" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    # Another day, another terminal: the job is found, repeated, and its lineage read.
    monkeypatch.setenv(VARIABLE, "")
    (found,) = store.all(root)
    assert found.words == tuple(words)
    assert ran(store.start(found.words, found.title, root))["commits"] == 4
    done = subprocess.run(
        [sys.executable, "-m", "forebear", "list", "commits", "--json", "--database", shown],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not secret_in(done.stdout + done.stderr)
    assert holding(tmp_path) == [kept]


@linux
def test_the_window_s_own_children_have_it_from_their_environment(
    url: str, root: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    jobs = Jobs()
    job = jobs.start(["import", "--database", log_in(url), "--", str(root)], "Read churn")
    seen: list[bool] = []

    def ended() -> bool:
        running = processes()
        assert not any(map(secret_in, running))
        seen.append(any(b"forebear\0import" in words and os.fsencode(root) in words for words in running))
        return not job.active

    qtbot.waitUntil(ended, timeout=60_000)
    assert any(seen)
    assert (job.exit_code, job.document["commits"]) == (0, 4), job.log
    assert not secret_in(repr((job.command, job.document, job.log)))
    assert holding(tmp_path) == []  # it ends with the window: nothing is kept for it


def test_nothing_that_a_command_prints_or_writes_has_it(
    url: str, root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for spelled in (["--database", url], [f"--database={url}"]):
        assert main(["import", *spelled, "--json", "--progress", "json", str(root)]) == 0
    place = ["--database", url, "--project", str(root)]
    report = tmp_path / "report.html"
    assert main(["list", "runs", "--json", *place]) == 0
    assert main(["sources", "--json", *place]) == 0
    assert main(["lineage", "model.json@HEAD", *place]) == 0
    assert main(["report", "model.json@HEAD", "--output", str(report), *place]) == 0
    assert main(["show", "no such thing", "--json", *place]) == 2
    said = capfd.readouterr()
    assert not secret_in(said.out + said.err)
    assert report.stat().st_size > 0
    assert holding(tmp_path) == []


@pytest.mark.parametrize("change", ["password", "database", "port", "tables"])
def test_no_error_of_a_database_tells_it(
    url: str, root: Path, change: str, capfd: pytest.CaptureFixture[str]
) -> None:
    address = make_url(url)
    if change == "tables":
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num text)")
            connection.execute("CREATE TABLE somebody_else (id int)")
    broken = {
        "password": address.set(password=f"{PASSWORD}!"),
        "database": address.set(database="nowhere"),
        "port": address.set(port=1),
        "tables": address,
    }[change].render_as_string(hide_password=False)
    assert main(["import", "--json", "--database", broken, str(root)]) == 3
    said = capfd.readouterr()
    assert "ada@127.0.0.1" in said.out
    assert not secret_in(said.out + said.err)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:first@hunter2@host/db",
        "postgresql:/ada:hunter2@host/db",
        "postgresql://ada:hunter2@host:port/db",
        "mysql://ada:hunter2@host/db",
        "mysql://ada@host/db?password=hunter2",
    ],
)
def test_no_message_about_a_wrong_address_tells_it(url: str) -> None:
    with pytest.raises(ActionableError) as caught:
        Database.open(url)
    assert "hunter2" not in f"{caught.value.document()}"
    with pytest.raises(ActionableError) as caught:
        Database.open(log_in(url, {}))
    assert "hunter2" not in f"{caught.value.document()}"


def test_what_nobody_caught_is_told_without_passwords() -> None:
    url = "postgresql://ada:hunter2@host/db"
    report = report_of(ValueError(f"cannot read {url}"))
    assert "ValueError: cannot read postgresql://***@host/db" in report
    program = (
        "import sys; from forebear.cli.main import main; sys.argv[1:] = ['--version']; main(); raise OSError"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{program}({url!r})"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "OSError: postgresql://***@host/db" in done.stderr
    assert "hunter2" not in done.stderr.partition("OSError: ")[2]


_TEXT = st.text("abcß한@:/?#%&= +", min_size=6, max_size=20)


@given(user=_TEXT | st.none(), password=_TEXT | st.none(), parameter=st.sampled_from([*sorted(SECRETS), ""]))
def test_a_url_is_told_without_what_is_secret_and_found_again(
    user: str | None, password: str | None, parameter: str
) -> None:
    secrets = [text for text in (password if user else None, "of-a-parameter" if parameter else None) if text]
    query = {"sslmode": "require", **({parameter: "of-a-parameter"} if parameter else {})}
    url = URL.create("postgresql", user, password if user else None, "host", 5432, "db", query)
    given_url = url.render_as_string(hide_password=False)
    shown = told(given_url)
    again = make_url(shown)
    assert (again.username, again.password, dict(again.query)) == (url.username, None, {"sslmode": "require"})
    assert not any(each in unquote(shown.removeprefix("postgresql://")).partition("@")[2] for each in secrets)
    assert told(shown) == shown
    assert whole(shown, {VARIABLE: given_url}) == given_url
    assert whole("postgresql://other/db", {VARIABLE: given_url}) == "postgresql://other/db"


def test_a_kept_password_is_for_its_user_and_its_database_alone(tmp_path: Path) -> None:
    variables = {"XDG_DATA_HOME": str(tmp_path)}
    shown = log_in("postgresql://ada:hunter2@host/db?sslpassword=hunter3", variables)
    keep_login(["list", "--database", "postgresql://ada@elsewhere/db"], variables)
    assert Secrets.of_user(variables).of(shown) is None
    keep_login(["list", f"--database={shown}"], variables)
    del variables[VARIABLE]
    for other in ("postgresql://bob@host/db", "postgresql://ada@host/other", "postgresql://ada@h/db"):
        assert log_in(other, variables) == other
        assert VARIABLE not in variables
    assert log_in(shown, variables) == shown == "postgresql://ada@host/db"
    assert make_url(variables[VARIABLE]) == make_url("postgresql://ada:hunter2@host/db?sslpassword=hunter3")
