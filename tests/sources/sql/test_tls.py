"""Databases over TLS: what is encrypted, whose certificate counts, and what is said where it does not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from forebear.cli.main import main
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret
from forebear.sources.sql.errors import DatabaseError
from forebear.sources.sql.server import SqlServer

PASSWORD = "correct horse/battery@staple"
ADA = Secret("ada", PASSWORD)


@pytest.fixture
def of_postgresql(tls_postgresql: str) -> str:
    return f"postgresql://{tls_postgresql}/postgres"


@pytest.fixture
def of_mariadb(tls_mariadb: str) -> str:
    return f"mysql://{tls_mariadb}/mysql"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a commit, whose folder is the current one; of its person nothing is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".data"))
    for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "Begin")):
        subprocess.run(["git", *words], check=True)
    return tmp_path


def encrypted(location: str) -> bool:
    """Whether a database is read, and what the server says of the connection."""
    with SqlServer(location, ADA) as server:
        asked = (
            "SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            if server.kind == "postgresql"
            else "SELECT variable_value FROM information_schema.session_status"
            " WHERE variable_name = 'Ssl_cipher'"
        )
        [(cipher,)] = server.rows(asked)
        return bool(cipher)


def refused(location: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised:
        SqlServer(location, ADA)
    assert PASSWORD not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_postgresql_is_read_over_tls(of_postgresql: str, certificates: Path, mode: str) -> None:
    authority = "" if mode == "require" else f"&sslrootcert={certificates}/ca.pem"
    assert encrypted(f"{of_postgresql}?sslmode={mode}{authority}")
    assert not encrypted(f"{of_postgresql}?sslmode=disable")


@pytest.mark.parametrize(
    "options",
    [
        "ssl=true",
        "ssl_mode=REQUIRED",
        "ssl_ca={0}/ca.pem",
        "ssl_ca={0}/ca.pem&ssl_verify_cert=true&ssl_verify_identity=true",
        "ssl_ca={0}/ca.pem&ssl_mode=VERIFY_IDENTITY",
        "ssl_ca={0}/elsewhere.pem&ssl_verify_cert=false",
    ],
)
def test_mariadb_is_read_over_tls(of_mariadb: str, certificates: Path, options: str) -> None:
    assert encrypted(f"{of_mariadb}?{options.format(certificates)}")
    assert not encrypted(f"{of_mariadb}?ssl_mode=DISABLED")


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_a_certificate_of_another_authority_is_not_accepted_of_postgresql(
    of_postgresql: str, certificates: Path, mode: str
) -> None:
    error = refused(f"{of_postgresql}?sslmode={mode}&sslrootcert={certificates}/elsewhere.pem")
    assert "not accepted" in error.what
    assert "sslrootcert" in error.todo


@pytest.mark.parametrize("options", ["", "&ssl_verify_cert=true", "&ssl_check_hostname=false"])
def test_a_certificate_of_another_authority_is_not_accepted_of_mariadb(
    of_mariadb: str, certificates: Path, options: str
) -> None:
    error = refused(f"{of_mariadb}?ssl_ca={certificates}/elsewhere.pem{options}")
    assert "not accepted" in error.what
    assert "ssl_ca" in error.todo
    assert "not accepted" in refused(f"{of_mariadb}?ssl_mode=VERIFY_CA").what


def test_the_certificate_of_another_server_is_not_accepted(
    of_postgresql: str, of_mariadb: str, certificates: Path
) -> None:
    postgresql = f"{of_postgresql}?sslrootcert={certificates}/ca.pem".replace("127.0.0.1", "localhost")
    assert "another server" in refused(f"{postgresql}&sslmode=verify-full").what
    assert encrypted(f"{postgresql}&sslmode=verify-ca")
    mariadb = f"{of_mariadb}?ssl_ca={certificates}/ca.pem".replace("127.0.0.1", "localhost")
    assert "another server" in refused(mariadb).what
    assert encrypted(f"{mariadb}&ssl_check_hostname=false")
    assert encrypted(f"{mariadb}&ssl_mode=VERIFY_CA")


def test_a_file_of_certificates_that_is_not_there_is_told(of_postgresql: str, of_mariadb: str) -> None:
    assert "no file" in refused(f"{of_postgresql}?sslmode=verify-full&sslrootcert=/nowhere.pem").what
    assert "cannot be read" in refused(f"{of_mariadb}?ssl_ca=/nowhere.pem").what


@pytest.mark.parametrize("options", ["ssl_ca={0}/ca.pem", "ssl=true", "ssl_mode=REQUIRED"])
def test_a_mariadb_without_tls_is_told_nothing_where_it_is_asked_for(
    network_mariadb: str, certificates: Path, options: str
) -> None:
    error = refused(f"mysql://{network_mariadb}/mysql?{options.format(certificates)}")
    assert "has no TLS" in error.what


def test_a_lineage_is_kept_over_tls(of_postgresql: str, certificates: Path) -> None:
    url = of_postgresql.replace("://", f"://ada:{quote(PASSWORD, safe='')}@")

    def opened(options: str) -> ActionableError:
        with pytest.raises(ActionableError) as raised:
            Database.open(f"{url}?{options}", create=False, read_only=True)
        assert PASSWORD not in str(raised.value)
        return raised.value

    right = opened(f"sslmode=verify-full&sslrootcert={certificates}/ca.pem")
    assert right.what == "There is no lineage here yet."
    wrong = opened(f"sslmode=verify-full&sslrootcert={certificates}/elsewhere.pem")
    assert "certificate of the database server is not accepted" in wrong.what
    assert "sslrootcert" in wrong.todo
    assert "no file" in opened("sslmode=verify-full&sslrootcert=/nowhere.pem").what
    other = url.replace("staple", "stable")
    with pytest.raises(ActionableError, match="refuses this account"):
        Database.open(f"{other}?sslmode=require")


def test_an_import_lists_what_cannot_be_trusted_and_reads_the_rest(
    of_postgresql: str, of_mariadb: str, certificates: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = certificates / "elsewhere.pem"
    places = (f"{of_postgresql}?sslmode=verify-full&sslrootcert={wrong}", f"{of_mariadb}?ssl_ca={wrong}")
    for place in places:
        assert main(["sources", "--add", place.replace("://", "://ada:pass-word@"), "--kind", "mlflow"]) == 0
    capsys.readouterr()
    main(["import", str(project), "--json"])
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told["commits"] == 1
    said = [problem["what"] for problem in told["problems"]]
    assert len(said) == len(places), said
    assert all("certificate of the database server is not accepted" in each for each in said)
    assert "pass-word" not in printed.out + printed.err


def test_a_postgresql_without_tls_is_told_nothing_where_it_is_asked_for(plain_postgresql: str) -> None:
    assert "has no TLS" in refused(f"postgresql://{plain_postgresql}/postgres?sslmode=require").what
    url = f"postgresql://ada:{quote(PASSWORD, safe='')}@{plain_postgresql}/postgres?sslmode=require"
    with pytest.raises(ActionableError, match="has no TLS"):
        Database.open(url)
