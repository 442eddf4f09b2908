"""Who asks at a server: names, passwords and tokens, kept with the person and told to nobody else."""

from __future__ import annotations

import configparser
import json
import netrc
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from forebear.lineage.durable import write_whole
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import data_home

HIDDEN = "…"
"""What stands in a text where a secret was."""

_SECRET_NAME = re.compile(
    r"pass|secret|token|credential|auth|signature|connection_?string|^sig$|key$|^pwd$", re.IGNORECASE
)
_SHORTEST = 3  # letters of a secret that is searched for in texts: a shorter one would be found everywhere
_LARGEST = 1 << 20  # bytes of a file of secrets


def is_secret_name(name: str) -> bool:
    """Whether what goes by that name (of a variable, a setting, a parameter of a URL) is a secret."""
    return _SECRET_NAME.search(name) is not None


@dataclass(frozen=True, slots=True)
class Secret:
    """Who asks, and what proves it: a user with a password, or a token alone.

    `parameters` are those of the URL's query that are secrets (`sslpassword`, `sig`).
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)

    def hidden_in(self, text: str) -> str:
        """Return a text without any of these, for what a driver or a server says of an error."""
        for value in sorted((self.password, self.token, *self.parameters.values()), key=len, reverse=True):
            if len(value) >= _SHORTEST:
                text = text.replace(value, HIDDEN)
        return text


def split(url: str) -> tuple[str, Secret | None]:
    """Return a location as it may be kept and shown, and the secret that its URL held (None = none).

    The user goes with the secret, so that one place has one location whoever asks. What is no URL stays.
    """
    if "://" not in url or url.startswith("file:"):
        return url, None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:  # a password with a slash in it, say; it must not be told
        raise UsageError(
            "This URL cannot be read.",
            todo="Write signs like / # ? @ in its user and password as %2F %23 %3F %40.",
        ) from error
    query = parse_qsl(parts.query, keep_blank_values=True)
    hidden = {name: value for name, value in query if is_secret_name(name)}
    user, at, host = parts.netloc.rpartition("@")
    if parts.scheme in ("abfs", "abfss") and ":" not in user:  # the container of an Azure account
        user, at, host = "", "", parts.netloc
    if not at and not hidden:
        return url, None
    shown = urlencode([pair for pair in query if pair[0] not in hidden], safe="/:")
    location = f"{parts.scheme}://{host}{parts.path}{'?' if shown else ''}{shown}"
    name, _, password = user.partition(":")
    return location, Secret(unquote(name), unquote(password), "", hidden)


class Secrets:
    """The secrets of the person who runs this process.

    What was kept for a location (or for one above it: `https://host` stands for all below) is taken first,
    then what the tools themselves look for: environment variables, each only for the host that it belongs to,
    and ~/.netrc. A password of PostgreSQL in PGPASSWORD or ~/.pgpass is found by its driver.
    """

    def __init__(self, file: Path, variables: Mapping[str, str]) -> None:
        self._file = file
        self._variables = variables

    @classmethod
    def of_user(cls, variables: Mapping[str, str] | None = None) -> Secrets:
        """Return those of whoever runs this process (XDG Base Directory Specification)."""
        known = os.environ if variables is None else variables
        return cls(data_home(known) / "forebear" / "secrets.json", known)

    def of(self, location: str, kind: str = "") -> Secret | None:
        """Return the secret for a location; `kind` is the tool that asks, whose own variables count then."""
        return self._kept_for(location) or _of_tool(location, kind, self._variables) or _of_netrc(location)

    def keep(self, location: str, secret: Secret) -> None:
        """Keep a secret for a location, where this person alone can read it; raises ActionableError."""
        self._change(lambda known: known.__setitem__(_normal(location), asdict(secret)))

    def forget(self, location: str) -> None:
        """Keep no secret for a location any more."""
        if _normal(location) in self._read():
            self._change(lambda known: known.pop(_normal(location), None))

    def _kept_for(self, location: str) -> Secret | None:
        wanted = _normal(location)
        known = self._read()
        above = [kept for kept in known if wanted == kept or wanted.startswith(f"{kept}/")]
        found = known[max(above, key=len)] if above else None
        if not isinstance(found, Mapping):
            return None
        parameters = found.get("parameters")
        user, password, token = (str(found.get(name) or "") for name in ("user", "password", "token"))
        return Secret(
            user,
            password,
            token,
            {str(k): str(v) for k, v in parameters.items()} if isinstance(parameters, Mapping) else {},
        )

    def _read(self, *, strictly: bool = False) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_bytes()[:_LARGEST])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            known = None
        if not isinstance(known, dict) and strictly:
            raise ActionableError(
                "The file of passwords cannot be read, and is not overwritten.",
                where=str(self._file),
                todo="Repair or remove it.",
            )
        return known if isinstance(known, dict) else {}

    def _change(self, change: Callable[[dict[str, object]], object]) -> None:
        known = self._read(strictly=True)
        change(known)
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(known, indent=2, ensure_ascii=False).encode(), 0o600)
        except OSError as error:
            raise ActionableError(
                f"The password could not be kept: {error.strerror}.",
                where=str(self._file),
                todo="Give this folder to your account, or use the tool's own environment variables.",
            ) from error


def _normal(location: str) -> str:
    """Return a location so that two spellings of one are equal: no secret, no driver, no last slash."""
    shown, _ = split(location)
    scheme, parted, rest = shown.partition("://")
    if not parted:
        return shown.rstrip("/")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower().partition('+')[0]}://{host.lower()}{slash}{path}".rstrip("/")


def _host(url: str) -> str:
    with suppress(ValueError):
        return urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    return ""


def _of_tool(location: str, kind: str, variables: Mapping[str, str]) -> Secret | None:
    """Return what the variables of a tool say, where the location is on the host they are meant for."""
    if kind == "mlflow":
        with suppress(UsageError):
            named, held = split(variables.get("MLFLOW_TRACKING_URI", ""))
            if held is not None and _normal(named) == _normal(location):
                return held
    if not location.startswith(("https://", "http://")):
        return None
    host = _host(location)
    known = variables.get
    if kind == "mlflow" and _host(known("MLFLOW_TRACKING_URI", "")) in ("", host):
        return _of_mlflow(variables)
    if kind == "wandb" and host == _host(known("WANDB_BASE_URL", "") or "https://api.wandb.ai"):
        return Secret("api", known("WANDB_API_KEY", "")) if known("WANDB_API_KEY") else None
    tokens = {
        "github.com": ("GH_TOKEN", "GITHUB_TOKEN"),
        "api.github.com": ("GH_TOKEN", "GITHUB_TOKEN"),
        _host(known("GH_HOST", "")): ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"),
        _host(known("GITLAB_HOST", "") or known("CI_SERVER_HOST", "") or "gitlab.com"): ("GITLAB_TOKEN",),
    }
    token = next((value for name in tokens.get(host, ()) if (value := known(name, ""))), "")
    return Secret(token=token) if token else None


def _of_mlflow(variables: Mapping[str, str]) -> Secret | None:
    """Return what MLflow's own client would send (its utils/credentials.py): token, user, or its file."""
    user, password, token = (
        variables.get(f"MLFLOW_TRACKING_{name}", "") for name in ("USERNAME", "PASSWORD", "TOKEN")
    )
    if not (user or token):
        parser = configparser.RawConfigParser()
        with suppress(OSError, configparser.Error, UnicodeDecodeError):
            parser.read(Path.home() / ".mlflow" / "credentials", encoding="utf-8")
            user = parser.get("mlflow", "mlflow_tracking_username", fallback="")
            password = parser.get("mlflow", "mlflow_tracking_password", fallback="")
    return Secret(user, password, token) if user or token else None


def _of_netrc(location: str) -> Secret | None:
    if not location.startswith(("https://", "http://")):
        return None
    try:
        found = netrc.netrc().authenticators(_host(location))
    except (OSError, netrc.NetrcParseError):
        return None
    return Secret(found[0], found[2] or "") if found else None
