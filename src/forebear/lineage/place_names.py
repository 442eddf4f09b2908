"""One place under its several names: tools write schemes, ports, slashes and drives differently.

Hadoop writes `s3a://` for what others call `s3://`; OpenLineage's namespaces have a port, or leave the usual
one out (https://openlineage.io/docs/spec/naming); Windows takes either slash and either case of a drive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from urllib.parse import quote, unquote

_FAMILIES = (
    ("s3", "s3a", "s3n"),
    ("gs", "gcs"),
    ("abfss", "abfs"),
    ("postgres", "postgresql"),
    ("mssql", "sqlserver"),
)
_SCHEMES = {scheme: family for family in _FAMILIES for scheme in family}
_PORTS = {
    "postgres": "5432", "mysql": "3306", "mssql": "1433", "redshift": "5439", "hdfs": "8020", "http": "80",
    "https": "443",
}  # fmt: skip
_URI = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_FILE = re.compile(r"file:(?://(?:localhost)?)?(?P<path>/.*)", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"(?P<drive>[A-Za-z]):[/\\](?P<rest>.*)", re.DOTALL)


@lru_cache(maxsize=16384)
def usual_name(place: str) -> str:
    """Return the name that all names of a place come to."""
    if file := _FILE.fullmatch(place):
        place = unquote(file["path"])
        place = place[1:] if _DRIVE.fullmatch(place[1:]) else place
    if drive := _DRIVE.fullmatch(place):
        slashed = drive["rest"].replace("\\", "/").rstrip("/")
        return f"{drive['drive'].upper()}:/{slashed}"
    uri = _URI.fullmatch(place)
    if uri is None:
        return place.rstrip("/") or place
    family = _SCHEMES.get(uri["scheme"].lower())
    scheme, host, rest = family[0] if family else uri["scheme"].lower(), uri["host"], uri["rest"]
    if port := _PORTS.get(scheme):
        host = host.lower().removesuffix(f":{port}") if "@" not in host else host.removesuffix(f":{port}")
    if scheme not in ("http", "https"):  # where what ends in a slash is another page
        rest = rest.rstrip("/")
    return f"{scheme}://{host}{rest}"


def spellings(place: str) -> frozenset[str]:
    """Return the names under which records may have what is at a place, its own among them."""
    usual = usual_name(place)
    return frozenset({place, *(each for each in _spelled(usual) if usual_name(each) == usual)})


def _spelled(name: str) -> Iterator[str]:
    """Yield the names that come to a usual one."""
    if drive := _DRIVE.fullmatch(name):
        for letter, slash in product((drive["drive"], drive["drive"].lower()), ("/", "\\")):
            yield f"{letter}:{slash}{drive['rest'].replace('/', slash)}"
            yield f"file:///{letter}:/{quote(drive['rest'])}"
        return
    uri = _URI.fullmatch(name)
    if uri is None:
        yield from (name, f"{name}/") if name.strip("/") else (name,)
        if name.startswith("/") and name.strip("/"):
            yield f"file://{quote(name)}"
        return
    scheme, host, rest = uri["scheme"], uri["host"], uri["rest"]
    hosts = (host, f"{host}:{_PORTS[scheme]}") if scheme in _PORTS and ":" not in host else (host,)
    ends = (rest,) if scheme in ("http", "https") else (rest, f"{rest}/")
    for each, where, end in product(_SCHEMES.get(scheme, (scheme,)), hosts, ends):
        yield f"{each}://{where}{end}"
