"""TLS to MySQL and MariaDB, as the address of a database asks for it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from forebear.sources.sql.errors import DatabaseError

_FALSE = ("", "0", "false", "no", "off")
_CHECKS = ("ssl", "ssl_verify_cert", "ssl_verify_identity", "ssl_check_hostname")


def mysql_tls(settings: Mapping[str, str]) -> ssl.SSLContext | None:
    """Return how a connection is encrypted, None = as the server likes it.

    The words are those of MySQL (`ssl_mode`, `ssl_ca`) and of SQLAlchemy's PyMySQL (`ssl_check_hostname`).
    Where an authority is named the certificate is checked, which the driver does by itself only if it is told
    so in other words. Raises DatabaseError for a file that cannot be read.
    """
    mode = settings.get("ssl_mode", "").upper()
    authority = settings.get("ssl_ca")
    said = {name: settings[name].lower() not in _FALSE for name in _CHECKS if name in settings}
    checked = bool(authority or said.get("ssl_verify_cert") or said.get("ssl_verify_identity"))
    checked = mode.startswith("VERIFY") or (checked and said.get("ssl_verify_cert", True))
    wanted = checked or mode == "REQUIRED" or said.get("ssl", False) or "ssl_cert" in settings or authority
    if not wanted or mode == "DISABLED":
        return None
    try:
        context = ssl.create_default_context(cafile=authority)
        if "ssl_cert" in settings:
            context.load_cert_chain(settings["ssl_cert"], settings.get("ssl_key"))
    except OSError as error:
        raise DatabaseError(
            f"A file of certificates that the address names cannot be read: {error.strerror or error}.",
            where=authority or settings.get("ssl_cert", ""),
            todo="Check ?ssl_ca=, ?ssl_cert= and ?ssl_key= in the address.",
        ) from None
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # MySQL's own certificates are not made as strictly
    named = said.get("ssl_check_hostname", True) and said.get("ssl_verify_identity", True)
    context.check_hostname = checked and mode != "VERIFY_CA" and named
    context.verify_mode = ssl.CERT_REQUIRED if checked else ssl.CERT_NONE
    return context
