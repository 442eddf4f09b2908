"""Passwords and tokens are kept with the person, readable by nobody else, and told only where they belong."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError, UsageError
from forebear.sources.secrets import Secret, Secrets, is_secret_name, split


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    return tmp_path


def secrets(home: Path, **variables: str) -> Secrets:
    return Secrets.of_user({"XDG_DATA_HOME": str(home / "data"), **variables})


@pytest.mark.parametrize(
    ("url", "location", "secret"),
    [
        ("https://ada:pass@host:8080/p", "https://host:8080/p", Secret("ada", "pass")),
        ("https://ada:p%40ss%2F@host", "https://host", Secret("ada", "p@ss/")),
        ("postgresql+psycopg://ada:x@db/mlflow", "postgresql+psycopg://db/mlflow", Secret("ada", "x")),
        ("postgresql://ada@/db?host=/run/pg", "postgresql:///db?host=/run/pg", Secret("ada")),
        (
            "postgresql://db/m?sslmode=require&sslpassword=x",
            "postgresql://db/m?sslmode=require",
            Secret(parameters={"sslpassword": "x"}),
        ),
        ("https://blob/c?sv=1&sig=abc", "https://blob/c?sv=1", Secret(parameters={"sig": "abc"})),
        ("https://host/a@b", "https://host/a@b", None),
        ("s3://bucket/key", "s3://bucket/key", None),
        ("abfs://box@one.dfs.core.windows.net/x", "abfs://box@one.dfs.core.windows.net/x", None),
        ("az://box/x?account_name=one", "az://box/x?account_name=one", None),
        (
            "az://box/x?connection_string=abc",
            "az://box/x",
            Secret(parameters={"connection_string": "abc"}),
        ),
        ("ssh://ada@host:22/data", "ssh://host:22/data", Secret("ada")),
        ("file:///home/ada@work", "file:///home/ada@work", None),
        ("/home/ada:x@work", "/home/ada:x@work", None),
        ("C:\\data", "C:\\data", None),
        ("", "", None),
    ],
)
def test_a_url_is_split_into_where_and_who(url: str, location: str, secret: Secret | None) -> None:
    assert split(url) == (location, secret)
    assert split(location) == (location, None)


@pytest.mark.parametrize("url", ["https://ada:pa/ss@host", "https://ada:pa#ss@host", "https://[ada:x@host"])
def test_a_url_that_cannot_be_split_is_not_told(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        split(url)
    assert "%2F" in raised.value.todo
    assert url not in str(raised.value)


_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="/?#@:[]%&=+ \t\r\n"), min_size=3)


@given(user=_WORDS, password=st.text("abc/?#@:%&", min_size=3))
def test_whatever_the_password_it_comes_back_and_is_not_in_the_location(user: str, password: str) -> None:
    from urllib.parse import quote

    location, secret = split(f"https://{quote(user)}:{quote(password, safe='')}@example.org/x")
    assert location == "https://example.org/x"
    assert secret == Secret(user, password)
    assert password not in secret.hidden_in(f"FATAL: {password} is wrong")


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("ada", "pass-word", "to-ken", {"sig": "signed"})
    for text in (repr(secret), str(secret), secret.hidden_in("pass-word to-ken signed")):
        assert not any(each in text for each in ("pass-word", "to-ken", "signed"))


def test_what_is_kept_is_for_this_person_alone(home: Path) -> None:
    kept = secrets(home)
    kept.keep("https://mlflow.example.org/", Secret("ada", "pass", "", {"sig": "x"}))
    kept.keep("postgresql://db/mlflow", Secret("eve", "other"))
    file = home / "data" / "forebear" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secrets.json"]
    again = secrets(home)
    assert again.of("https://mlflow.example.org") == Secret("ada", "pass", "", {"sig": "x"})
    assert again.of("https://MLflow.example.org/api/2.0") == Secret("ada", "pass", "", {"sig": "x"})
    assert again.of("postgresql+psycopg://db/mlflow") == Secret("eve", "other")
    assert again.of("https://mlflow.example.org.evil.example") is None
    assert again.of("http://mlflow.example.org") is None
    again.forget("https://mlflow.example.org")
    assert again.of("https://mlflow.example.org") is None
    assert again.of("postgresql://db/mlflow") == Secret("eve", "other")


@pytest.mark.parametrize("text", ["", "not json", "[]", "[" * 100_000])
def test_a_file_that_is_damaged_holds_nothing_and_is_not_overwritten(home: Path, text: str) -> None:
    file = home / "data" / "forebear" / "secrets.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert secrets(home).of("https://host") is None
    with pytest.raises(ActionableError, match="not overwritten"):
        secrets(home).keep("https://host", Secret("ada", "pass"))
    assert file.read_text() == text


def test_entries_of_a_wrong_kind_are_none(home: Path) -> None:
    file = home / "data" / "forebear" / "secrets.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"https://a": "text", "https://b": {"user": 3, "parameters": []}}))
    assert secrets(home).of("https://a") is None
    assert secrets(home).of("https://b") == Secret("3")


def test_variables_of_a_tool_are_for_its_own_host(home: Path) -> None:
    known = secrets(
        home,
        MLFLOW_TRACKING_URI="https://mlflow.example.org/base",
        MLFLOW_TRACKING_USERNAME="ada",
        MLFLOW_TRACKING_PASSWORD="pass",
        WANDB_API_KEY="key",
        GITHUB_TOKEN="gh",
        GITLAB_TOKEN="gl",
    )
    assert known.of("https://mlflow.example.org", "mlflow") == Secret("ada", "pass")
    assert known.of("https://elsewhere.example.org", "mlflow") is None
    assert known.of("https://mlflow.example.org", "github") is None
    assert known.of("https://api.wandb.ai/graphql", "wandb") == Secret("api", "key")
    assert known.of("https://wandb.example.org", "wandb") is None
    assert known.of("https://api.github.com/repos/a/b", "github") == Secret(token="gh")
    assert known.of("https://github.example.org/api/v3", "github") is None
    assert known.of("https://gitlab.com/api/v4") == Secret(token="gl")
    assert known.of("https://gitlab.com.example.org") is None
    assert secrets(home, MLFLOW_TRACKING_TOKEN="t").of("http://any:5000", "mlflow") == Secret(token="t")
    assert secrets(home, GH_HOST="ghe.corp", GH_ENTERPRISE_TOKEN="e").of("https://ghe.corp/x") == Secret(
        token="e"
    )


def test_what_is_kept_wins_over_variables_and_netrc_comes_last(home: Path) -> None:
    (home / ".netrc").write_text("machine gitlab.com login bob password from-netrc\n")
    (home / ".netrc").chmod(0o600)
    assert secrets(home).of("https://gitlab.com/x") == Secret("bob", "from-netrc")
    known = secrets(home, GITLAB_TOKEN="gl")
    assert known.of("https://gitlab.com/x") == Secret(token="gl")
    known.keep("https://gitlab.com", Secret("ada", "kept"))
    assert known.of("https://gitlab.com/x") == Secret("ada", "kept")


def test_the_file_of_mlflow_s_own_client_is_read(home: Path) -> None:
    (home / ".mlflow").mkdir()
    (home / ".mlflow" / "credentials").write_text(
        "[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = pass\n"
    )
    assert secrets(home).of("http://server:5000", "mlflow") == Secret("ada", "pass")
    assert secrets(home).of("http://server:5000") is None


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("DB_PASSWORD", True),
        ("AWS_SECRET_ACCESS_KEY", True),
        ("GITHUB_TOKEN", True),
        ("sig", True),
        ("X-Amz-Signature", True),
        ("X-Amz-Credential", True),
        ("pwd", True),
        ("learning_rate", False),
        ("sslmode", False),
        ("host", False),
        ("design", False),
    ],
)
def test_names_of_secrets(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret
