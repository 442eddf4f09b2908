"""Databases on real servers are read as they stood, and nothing else can be done with them."""

# ruff: noqa: S608

from __future__ import annotations

import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from forebear.sources.secrets import Secret
from forebear.sources.sql import server as module
from forebear.sources.sql.errors import DatabaseError
from forebear.sources.sql.server import SqlServer, is_sql_url

PASSWORD = "correct horse/battery@staple"
ADA = Secret("ada", PASSWORD)


def driver(kind: str, place: str, database: str) -> Any:
    """A connection that may write, of the driver itself."""
    host, port = place.split(":")
    if kind == "postgresql":
        import psycopg

        return psycopg.connect(
            host=host,
            port=int(port),
            user="ada",
            password=PASSWORD,
            dbname=database or "postgres",
            autocommit=True,
        )
    import pymysql

    return pymysql.connect(
        host=host, port=int(port), user="ada", password=PASSWORD, database=database or None, autocommit=True
    )


@pytest.fixture(params=["postgresql", "mysql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest) -> str:
    name = "network_postgresql" if kind == "postgresql" else "network_mariadb"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(kind: str, place: str) -> Iterator[str]:
    """The location of a database with a table whose names have to be quoted."""
    name = f"made_{uuid.uuid4().hex[:10]}"
    connection = driver(kind, place, "")
    quoted = '"' if kind == "postgresql" else "`"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    inside = driver(kind, place, name)
    with inside.cursor() as cursor:
        columns = f"{quoted}key{quoted} VARCHAR(50), number BIGINT, part DOUBLE PRECISION"
        cursor.execute(f"CREATE TABLE {quoted}order{quoted} ({columns})")
        rows = [("50% of 고객", 1, 0.5), ("b", 2**60, -1e300), (None, 3, None)]
        cursor.executemany(f"INSERT INTO {quoted}order{quoted} VALUES (%s, %s, %s)", rows)
    yield f"{kind}://{place}/{name}"
    inside.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}{' WITH (FORCE)' if kind == 'postgresql' else ''}")
    connection.close()


def test_tables_and_rows_are_read_with_one_way_to_quote(database: str) -> None:
    with SqlServer(database, ADA) as server:
        assert server.tables == {"order": ("key", "number", "part")}
        asked = 'SELECT "key", "number", "part" FROM "order" ORDER BY "number"'
        found = list(server.rows(asked))
        assert sorted(found, key=str) == sorted(
            [("50% of 고객", 1, 0.5), ("b", 2**60, -1e300), (None, 3, None)], key=str
        )
        assert list(server.rows('SELECT "number" FROM "order" WHERE "key" = ?', ["50% of 고객"])) == [(1,)]
        assert list(
            server.rows('SELECT "number" FROM "order" WHERE "key" LIKE ? AND "key" LIKE \'5%\'', ["50%"])
        ) == [(1,)]


def test_a_url_with_its_password_is_split(kind: str, database: str) -> None:
    url = database.replace(
        "://", f"+{'psycopg2' if kind == 'postgresql' else 'pymysql'}://ada:{quote(PASSWORD, safe='')}@"
    )
    with SqlServer(url) as server:
        assert PASSWORD not in server.location
        assert "ada" not in server.location
        assert list(server.tables) == ["order"]


def test_nothing_can_be_written(database: str) -> None:
    with SqlServer(database, ADA) as server, pytest.raises(DatabaseError):
        list(server.rows("INSERT INTO \"order\" VALUES ('x', 1, 1)"))
    with SqlServer(database, ADA) as server:
        with pytest.raises(DatabaseError):
            list(server.rows('DROP TABLE "order"'))
        # Nor does what failed keep anybody from reading on.
        assert list(server.rows('SELECT count(*) FROM "order"')) == [(3,)]


def test_it_is_read_as_it_stood(kind: str, place: str, database: str) -> None:
    name = database.rpartition("/")[2]
    quoted = '"' if kind == "postgresql" else "`"
    writing = driver(kind, place, name)
    with SqlServer(database, ADA) as server:
        assert list(server.rows('SELECT count(*) FROM "order"')) == [(3,)]
        with writing.cursor() as cursor:
            cursor.execute(f"INSERT INTO {quoted}order{quoted} VALUES ('late', 9, 9)")
        assert list(server.rows('SELECT count(*) FROM "order"')) == [(3,)]
    with SqlServer(database, ADA) as server:
        assert list(server.rows('SELECT count(*) FROM "order"')) == [(4,)]
    writing.close()


def test_many_rows_come_in_blocks(kind: str, place: str, database: str) -> None:
    name = database.rpartition("/")[2]
    quoted = '"' if kind == "postgresql" else "`"
    writing = driver(kind, place, name)
    with writing.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted}order{quoted} VALUES (%s, %s, 0)", [("n", n) for n in range(12_345)]
        )
    writing.close()
    with SqlServer(database, ADA) as server:
        rows = server.rows('SELECT "number" FROM "order" WHERE "key" = ?', ["n"])
        assert next(rows) is not None
        assert sum(1 for _ in rows) == 12_344
        # One is read while another is.
        first, second = server.rows('SELECT "key" FROM "order"'), server.rows('SELECT "number" FROM "order"')
        pairs = list(zip(first, second, strict=True))
        assert len(pairs) == 12_348
        # A reader that stops early leaves the connection of use.
        assert next(server.rows('SELECT "number" FROM "order"')) is not None
        assert list(server.rows('SELECT count(*) FROM "order"')) == [(12_348,)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url, _: (url, Secret("ada", "wrong-password")), "user and password"),
        (lambda url, _: (url, Secret("nobody", "wrong-password")), "user and password"),
        (lambda url, _: (f"{url}_not", ADA), "no database of that name"),
        (lambda url, place: (url.replace(place, "127.0.0.1:1"), ADA), "does not answer"),
        (lambda url, place: (url.replace(place, "no-such-host.invalid"), ADA), "no server of that name"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(
    database: str, place: str, change: Any, said: str
) -> None:
    url, secret = change(database, place)
    with pytest.raises(DatabaseError) as raised:
        SqlServer(url, secret)
    assert said in raised.value.what
    assert raised.value.todo
    told = str(raised.value) + repr(raised.value) + repr(raised.value.__cause__)
    assert "wrong-password" not in told
    assert PASSWORD not in told


def test_a_table_that_may_not_be_read_is_said_to_be(kind: str, place: str, database: str) -> None:
    name = database.rpartition("/")[2]
    writing = driver(kind, place, name)
    user = f"eve{uuid.uuid4().hex[:6]}"
    with writing.cursor() as cursor:
        if kind == "postgresql":
            cursor.execute(f"CREATE USER {user} PASSWORD 'eve'")
        else:
            cursor.execute(f"CREATE USER {user}@'%' IDENTIFIED BY 'eve'")
            cursor.execute(f"CREATE TABLE {name}.other (a INT)")
            cursor.execute(f"GRANT SELECT ON {name}.other TO {user}@'%'")
    writing.close()
    with SqlServer(database, Secret(user, "eve")) as server, pytest.raises(DatabaseError) as raised:
        list(server.rows('SELECT * FROM "order"'))
    assert "does not allow" in raised.value.what


def test_a_server_that_hangs_is_left(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CONNECT", 2)  # libpq knows no less
    monkeypatch.setattr(module, "_SILENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        before = time.monotonic()
        with pytest.raises(DatabaseError) as raised:
            SqlServer(f"{kind}://127.0.0.1:{silent.getsockname()[1]}/x", ADA)
        assert time.monotonic() - before < 20
    assert "in time" in raised.value.what or "broke off" in raised.value.what


def test_a_server_that_talks_nonsense_is_said_to(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(DatabaseError) as raised:
            SqlServer(f"{kind}://127.0.0.1:{listening.getsockname()[1]}/x", ADA)
        thread.join()
    assert raised.value.todo


def test_tls_that_is_asked_for_and_not_there_is_an_error(kind: str, database: str, tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "ca.pem",
         "-days", "1", "-subj", "/CN=tests"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    options = (
        f"sslmode=verify-full&sslrootcert={tmp_path}/ca.pem"
        if kind == "postgresql"
        else f"ssl_ca={tmp_path}/ca.pem"
    )
    with pytest.raises(DatabaseError) as raised:
        SqlServer(f"{database}?{options}", ADA)
    assert "TLS" in raised.value.what


@pytest.mark.parametrize(
    ("location", "answer"),
    [
        ("postgresql://h/d", True),
        ("postgres://h/d", True),
        ("postgresql+psycopg2://h/d", True),
        ("mysql+pymysql://h/d", True),
        ("mariadb://h/d", True),
        ("sqlite:///x.db", False),
        ("https://h", False),
        ("mssql+pyodbc://h/d", False),
        ("/postgresql/x", False),
    ],
)
def test_which_urls_are_those_of_a_database(location: str, answer: bool) -> None:
    assert is_sql_url(location) is answer


def test_other_databases_are_refused() -> None:
    with pytest.raises(DatabaseError, match="no address of a database"):
        SqlServer("mssql://host/x")
