"""What goes wrong on the way to a server, said so that a person can act on it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from forebear.lineage.errors import ActionableError

_EXPIRED, _NOT_YET = 10, 9  # X509_V_ERR_… of OpenSSL
_MISMATCHES = (62, 64)  # of the name, of the IP address
_AUTHORITIES = (
    "If you trust it, put the certificate of its authority into a file and name that in the environment "
    "variable REQUESTS_CA_BUNDLE (or SSL_CERT_FILE)."
)
_TRY_LATER = "Check its address and that it is running, then read this source again."

_ADDRESS = frozenset({"InvalidURL", "LocationParseError", "MissingSchema", "InvalidSchema", "UnicodeError"})
_MEANINGS = (
    (
        frozenset({"MissingAuthorities"}),
        (
            "The file of certificate authorities is not there",
            "Check REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and SSL_CERT_FILE in the environment.",
        ),
    ),
    (
        frozenset({"SSLError"}),
        (
            "The server does not speak TLS as it should",
            "Check whether its address begins with http:// or https://.",
        ),
    ),
    (
        frozenset({"InvalidProxyURL", "ProxyError"}),
        (
            "The proxy could not be reached",
            "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment.",
        ),
    ),
    (
        frozenset({"NameResolutionError", "gaierror"}),
        ("There is no server of that name", "Check its address and that this machine is connected."),
    ),
    (frozenset({"ConnectionRefusedError"}), ("Nothing answers at this address", _TRY_LATER)),
    (frozenset({"TimeoutError", "Timeout"}), ("The server did not answer in time", _TRY_LATER)),
    (_ADDRESS, ("This is no address of a server", "Check it.")),
    (
        frozenset({"BaseException"}),
        ("The connection to the server broke off", "Read this source again later."),
    ),
)
"""What went wrong by the classes of an error and its causes, the more telling first."""


class WebError(ActionableError):
    """A server could not be asked, or its answer is of no use; `status` is that of HTTP, if there is."""

    def __init__(self, what: str, *, where: str = "", todo: str = "", status: int | None = None) -> None:
        super().__init__(what, where=where, todo=todo)
        self.status = status


def of_status(status: int, where: str, *, known: bool) -> WebError:
    """Return what a status of HTTP means; `known` says whether it was told who asks."""
    if status == 401:
        what = (
            "The server does not accept the name and password, or the token"
            if known
            else "The server wants to know who asks"
        )
        todo = "Give a user and password, or a token, with this source."
    elif status == 403:
        what, todo = "The server does not allow this to be read", "Ask its owner for the right to read it."
    elif status in (404, 410):
        what, todo = "The server has nothing at this address", "Check the address of this source."
    elif status == 407:
        what, todo = "The proxy wants to know who asks", "Set HTTPS_PROXY=http://user:password@proxy:port."
    elif status == 429:
        what, todo = "The server has been asked too often", "Read this source again later."
    elif status >= 500:
        what, todo = "The server has a fault", "Read this source again later, or ask who runs it."
    else:
        what, todo = "The server refuses the question", "Check that this is a server of that tool."
    return WebError(f"{what} ({status}).", where=where, todo=todo, status=status)


def of_timeout(seconds: float, where: str) -> WebError:
    """Return the error for a server that answers too slowly or never."""
    return WebError(f"The server did not answer within {seconds:g} seconds.", where=where, todo=_TRY_LATER)


def of_exception(error: BaseException, where: str) -> WebError:
    """Return what an error of a connection means; nothing of its own words is passed on, which hold URLs."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _of_certificate(cause, where)
    names = {base.__name__ for cause in causes for base in type(cause).__mro__}
    if type(error) is OSError and "certificate" in str(error):  # as `requests` says it
        names.add("MissingAuthorities")
    what, todo = next(said for known, said in _MEANINGS if names & known)
    return WebError(f"{what}.", where=where, todo=todo)


def _of_certificate(error: ssl.SSLCertVerificationError, where: str) -> WebError:
    if error.verify_code == _EXPIRED:
        what, todo = "The certificate of the server has expired", "Ask who runs it for a new one."
    elif error.verify_code == _NOT_YET:
        what, todo = "The certificate of the server is not valid yet", "Check the clock of this machine."
    elif error.verify_code in _MISMATCHES:
        what, todo = "The certificate of the server is for another name", "Check the address of this source."
    else:
        what, todo = "Nobody known here vouches for the certificate of the server", _AUTHORITIES
    return WebError(f"{what}.", where=where, todo=todo)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it was raised from, or holds."""
    todo, seen = [error], set[int]()
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        todo += [cause for cause in inner if isinstance(cause, BaseException)]
