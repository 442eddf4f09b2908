"""What goes wrong with a store that fsspec reads, said so that a person can act on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret

PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("azure", "az", "abfs", "abfss"), "adlfs"),
    **dict.fromkeys(("ssh", "sftp"), "sshfs"),
}
"""The package that reads a kind of URL."""

_Meaning = tuple[str, str]

_LATER = "Read it again later."
_ABSENT = ("There is nothing at this address.", "Check it.")
_RIGHTS = ("This may not be read.", "Ask its owner for the right to read and to list it.")
_UNKNOWN = ("There is no server of that name.", "Check the address.")
_REFUSED = ("Nothing answers at this address.", "Check the address and that the server is running.")
_SLOW = ("The server did not answer in time.", _LATER)
_BROKEN = ("The server broke off the connection.", _LATER)
_CERTIFICATE = (
    "The certificate of the server is not accepted.",
    "If you trust it, name the file of its authority in SSL_CERT_FILE.",
)
_SSH = (
    "The server does not let you sign in.",
    "Check with `sftp USER@HOST`: load your key into ssh-agent, or keep user and password with this place.",
)
_GOOGLE = (
    "Google does not accept who asks.",
    "Run `gcloud auth application-default login`, or name a key in GOOGLE_APPLICATION_CREDENTIALS.",
)
_AZURE = (
    "Azure does not accept who asks.",
    "Run `az login` and name the account (account_name), or set AZURE_STORAGE_CONNECTION_STRING.",
)
_SIGN_IN = {
    **dict.fromkeys(("ssh", "sftp"), _SSH),
    **dict.fromkeys(("gs", "gcs"), _GOOGLE),
    **dict.fromkeys(("azure", "az", "abfs", "abfss"), _AZURE),
}
_ANYBODY = ("The server does not accept who asks.", "Check how you sign in to it.")

_CLASSES = {
    "SFTPNoSuchFile": _ABSENT,
    "SFTPNoSuchPath": _ABSENT,
    "SFTPPermissionDenied": _RIGHTS,
    "SFTPConnectionLost": _BROKEN,
    "ConnectionLost": _BROKEN,
    "KeyImportError": ("The key for this server cannot be read.", "Load it into ssh-agent: ssh-add."),
    "KeyEncryptionError": ("The passphrase of the key is wrong.", "Load it into ssh-agent: ssh-add."),
    "ConfigParseError": ("~/.ssh/config cannot be read.", "Repair it; `ssh -G HOST` says where it is wrong."),
    "ChannelOpenError": ("The server lets nobody read its files (SFTP).", "Ask its owner to allow SFTP."),
    "ClientConnectorCertificateError": _CERTIFICATE,
    "SSLCertVerificationError": _CERTIFICATE,
    "ClientConnectorDNSError": _UNKNOWN,
    "gaierror": _UNKNOWN,
    "ConnectionRefusedError": _REFUSED,
    "FSTimeoutError": _SLOW,
    "ServerTimeoutError": _SLOW,
    "TimeoutError": _SLOW,
    "ServiceRequestTimeoutError": _SLOW,
    "ServiceResponseTimeoutError": _SLOW,
    "ResourceNotFoundError": _ABSENT,
    "ClientConnectorError": _REFUSED,
    "ServiceRequestError": _REFUSED,
    "ServerDisconnectedError": _BROKEN,
    "IncompleteReadError": _BROKEN,
    "ConnectionResetError": _BROKEN,
    "BrokenPipeError": _BROKEN,
    "FileNotFoundError": _ABSENT,
    "NotADirectoryError": _ABSENT,
    "PermissionError": _RIGHTS,
}
"""By the names of the classes of exceptions: those of libraries that are loaded late."""

_SIGNING_IN = (
    "PermissionDenied",
    "ClientAuthenticationError",
    "CredentialUnavailableError",
    "DefaultCredentialsError",
    "RefreshError",
)
_WORDS = (
    (r"^Forbidden", _RIGHTS),
    (r"AuthenticationFailed|failed to authenticate|InvalidAuthenticationInfo", None),
    (r"unable to connect to account|Must provide either a connection_string|account_name", None),
    (r"Name or service not known|name resolution|getaddrinfo|Could not resolve", _UNKNOWN),
    (r"[Cc]onnection refused|Connect call failed", _REFUSED),
    (r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", _CERTIFICATE),
    (r"[Tt]imed? ?out|Timeout", _SLOW),
)
"""By what an error says; None = who asks is not accepted."""


def told(error: Exception, where: str, secret: Secret | None = None) -> ActionableError:
    """Return what an error of a file system means; of its own words none that are secret are passed on.

    `where` is the URL, without secrets; what asks for a package that is not installed is told so.
    """
    scheme = where.partition("://")[0]
    chain = list(_chain(error))
    if isinstance(error, ActionableError):
        return error
    if isinstance(error, ImportError):
        package = PACKAGES.get(scheme, "fsspec")
        return ActionableError(
            f"The package that reads {scheme}:// is not installed.",
            where=where,
            todo=f"Install it beside Forebear: pip install {package}.",
        )
    for each in chain:
        if isinstance(each, Exception) and type(each).__module__.startswith("botocore"):
            from forebear.sources.aws import told as told_by_aws

            return told_by_aws(each, where, secret)
    host_key = next((each for each in chain if type(each).__name__ == "HostKeyNotVerifiable"), None)
    if host_key is not None:
        return ActionableError(
            f"The server shows {host_key}.",
            where=where,
            todo="If its owner says that it is right, accept it once with `ssh`; an old one is removed with"
            " `ssh-keygen -R HOST`.",
        )
    meaning = _meaning(chain, scheme)
    if meaning is not None:
        return ActionableError(meaning[0], where=where, todo=meaning[1])
    words = (secret or Secret()).hidden_in(" ".join(str(error).split()))[:300]
    return ActionableError(
        f"This store cannot be read: {type(error).__name__}: {words}",
        where=where,
        todo="Check its address, and how you sign in to it.",
    )


def _meaning(chain: list[BaseException], scheme: str) -> _Meaning | None:
    """Return what the first of these that is known means: an error, then what it came from."""
    sign_in = _SIGN_IN.get(scheme, _ANYBODY)
    names = [{each.__name__ for each in type(error).__mro__} for error in chain]
    if any(name in names_of for names_of in names for name in _SIGNING_IN):
        return sign_in
    for error, names_of in zip(chain, names, strict=True):
        for words, means in _WORDS:
            if re.search(words, str(error)):
                return means or sign_in
        code = getattr(error, "status_code", None) or getattr(error, "code", None)
        if code in (401, "401"):
            return sign_in
        if code in (403, "403"):
            return _RIGHTS
        found = next((means for name, means in _CLASSES.items() if name in names_of), None)
        if found is not None:
            return found
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, at most ten of them."""
    found: BaseException | None = error
    for _ in range(10):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__
