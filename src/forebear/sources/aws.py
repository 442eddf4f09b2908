"""The way to AWS, and to what speaks as AWS does: clients of boto3 within limits, and errors in words.

Who asks and where is found as the `aws` command finds it: AWS_PROFILE, AWS_ACCESS_KEY_ID, ~/.aws, a role of
the machine; AWS_ENDPOINT_URL for another server. What was kept for a location comes before that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret

_CONNECT, _READ, _TRIES = 10, 60, 3  # seconds, seconds, times
_SIGN_IN = "Set AWS_PROFILE, or run `aws configure` or `aws sso login`, then read this source again."
_NOT_NOW = "Read this source again later."

_MEANINGS = {
    "AccessDenied": ("does not allow this to be read", "Ask its owner for the right to read and to list it."),
    "NoSuchBucket": ("has no bucket of that name", "Check the address of this source."),
    "PermanentRedirect": ("keeps this in another region", "Add ?region=… to the address, or set AWS_REGION."),
    "InvalidAccessKeyId": ("does not know who asks", _SIGN_IN),
    "SignatureDoesNotMatch": ("does not accept the secret key", _SIGN_IN),
    "OptInRequired": ("has this switched off for your account in this region", "Check the region."),
    "ExpiredToken": ("says that your session has expired", _SIGN_IN),
    "RequestTimeTooSkewed": ("finds the clock of this machine wrong", "Set the clock."),
    "SlowDown": ("has been asked too often", _NOT_NOW),
    "ServiceUnavailable": ("is not available now", _NOT_NOW),
    "NoSuchKey": ("has nothing at this address", "Check the address of this source."),
    "NotImplemented": ("cannot answer this", "Check that this is a server of that kind."),
}
_SAME = {
    "403": "AccessDenied",
    "AccessDeniedException": "AccessDenied",
    "AllAccessDisabled": "AccessDenied",
    "Forbidden": "AccessDenied",
    "UnauthorizedOperation": "AccessDenied",
    "301": "PermanentRedirect",
    "AuthorizationHeaderMalformed": "PermanentRedirect",
    "IllegalLocationConstraintException": "PermanentRedirect",
    "UnrecognizedClientException": "InvalidAccessKeyId",
    "InvalidClientTokenId": "InvalidAccessKeyId",
    "MissingAuthenticationToken": "InvalidAccessKeyId",
    "MissingAuthenticationTokenException": "InvalidAccessKeyId",
    "IncompleteSignature": "SignatureDoesNotMatch",
    "IncompleteSignatureException": "SignatureDoesNotMatch",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "ExpiredTokenException": "ExpiredToken",
    "InvalidToken": "ExpiredToken",
    "RequestExpired": "ExpiredToken",
    "ThrottlingException": "SlowDown",
    "Throttling": "SlowDown",
    "TooManyRequestsException": "SlowDown",
    "ThrottledException": "SlowDown",
    "RequestThrottled": "SlowDown",
    "RequestThrottledException": "SlowDown",
    "RequestLimitExceeded": "SlowDown",
    "BandwidthLimitExceeded": "SlowDown",
    "ProvisionedThroughputExceededException": "SlowDown",
    "500": "ServiceUnavailable",
    "503": "ServiceUnavailable",
    "InternalError": "ServiceUnavailable",
    "InternalFailure": "ServiceUnavailable",
    "ServiceUnavailableException": "ServiceUnavailable",
    "404": "NoSuchKey",
    "ResourceNotFound": "NoSuchKey",
    "501": "NotImplemented",
}
"""Codes of services by the one of `_MEANINGS` that means the same."""

_WHO = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed")
_SIGNED_WRONG = (
    ("valid region", "PermanentRedirect"),
    ("ignature expired", "RequestTimeTooSkewed"),
    ("not yet current", "RequestTimeTooSkewed"),
)
"""What is wrong with a signature, by words of the message: the codes of some services do not tell."""

_OF_THE_WAY = {
    "NoCredentialsError": ("AWS wants to know who asks", _SIGN_IN),
    "PartialCredentialsError": ("Half of what proves who asks is missing", _SIGN_IN),
    "CredentialRetrievalError": ("Who asks could not be found out", _SIGN_IN),
    "TokenRetrievalError": ("Your session has expired", _SIGN_IN),
    "SSOTokenLoadError": ("Your session has expired", _SIGN_IN),
    "UnauthorizedSSOTokenError": ("Your session has expired", _SIGN_IN),
    "ProfileNotFound": ("There is no profile of that name in ~/.aws", "Check AWS_PROFILE or ?profile=…"),
    "ConfigParseError": ("The settings in ~/.aws cannot be read", "Repair them."),
    "NoRegionError": ("No region is known", "Add ?region=… to the address, or set AWS_REGION."),
    "SSLError": (
        "The certificate of the server is not accepted",
        "If you trust it, name the file of its authority in AWS_CA_BUNDLE.",
    ),
    "ProxyConnectionError": ("The proxy could not be reached", "Check HTTPS_PROXY in the environment."),
    "ConnectTimeoutError": ("The server did not answer in time", _NOT_NOW),
    "ReadTimeoutError": ("The server did not answer in time", _NOT_NOW),
    "EndpointConnectionError": ("Nothing answers at this address", "Check the region, or AWS_ENDPOINT_URL."),
    "HTTPClientError": ("The connection to the server broke off", _NOT_NOW),
}
"""By the classes of botocore's exceptions, the more telling first."""


class AwsError(ActionableError):
    """AWS, or what speaks as AWS does, cannot be asked or refuses. `code` is the service's own, "" = none."""

    def __init__(self, what: str, *, where: str = "", todo: str = "", code: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.code = code

    @property
    def too_often(self) -> bool:
        """Whether it is only that there were too many questions at a time."""
        return _meaning(self.code) == "SlowDown"

    @property
    def about_who_asks(self) -> bool:
        """Whether who asks is not, or no more, accepted: so it is with whatever else is asked."""
        return _meaning(self.code) in _WHO


def client(service: str, where: str, options: Mapping[str, str], secret: Secret | None = None) -> Any:
    """Return a client of boto3 for a service (`s3`, `sagemaker`); `where` is the location, for errors.

    `options` are those of the location's query: `profile`, `region`, `endpoint_url`. Of a secret the user is
    the access key, the password its secret key, the token that of the session. Raises AwsError.
    """
    try:
        import boto3  # type: ignore[import-untyped]
        import botocore.config  # type: ignore[import-untyped]
    except ModuleNotFoundError as error:
        raise AwsError(
            "The package that reads AWS is not installed.",
            where=where,
            todo="Install it beside Forebear: pip install boto3.",
        ) from error
    known = secret or Secret()
    try:
        session = boto3.Session(
            aws_access_key_id=known.user or None,
            aws_secret_access_key=known.password or None,
            aws_session_token=known.token or None,
            region_name=options.get("region"),
            profile_name=options.get("profile"),
        )
        return session.client(
            service,
            endpoint_url=options.get("endpoint_url"),
            config=botocore.config.Config(
                connect_timeout=_CONNECT,
                read_timeout=_READ,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                max_pool_connections=32,
                user_agent_extra="forebear",
            ),
        )
    except Exception as error:  # noqa: BLE001  (botocore and what it uses raise their own)
        raise told(error, where, known) from None


def _meaning(code: str, said: str = "") -> str:
    """Return the code of `_MEANINGS` that a service's code, and the message with it, mean."""
    meaning = _SAME.get(code, code)
    if meaning == "SignatureDoesNotMatch":
        return next((better for words, better in _SIGNED_WRONG if words in said), meaning)
    return meaning


def told(error: Exception, where: str, secret: Secret | None = None) -> AwsError:
    """Return what an error of boto3 means, for people."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        about = response.get("Error")
        said_of = about if isinstance(about, Mapping) else {}
        code, said = str(said_of.get("Code", "")), str(said_of.get("Message", ""))
        found = _MEANINGS.get(_meaning(code, said))
        if found is not None:
            return AwsError(f"The server {found[0]} ({code}).", where=where, todo=found[1], code=code)
        return AwsError(
            f"The server refuses the question ({code or 'no code'}).",
            where=where,
            todo="Check it.",
            code=code,
        )
    names = {each.__name__ for each in type(error).__mro__}
    for name, (what, todo) in _OF_THE_WAY.items():
        if name in names:
            return AwsError(f"{what}.", where=where, todo=todo)
    said = " ".join(str(error).split())[:300]
    words = secret.hidden_in(said) if secret is not None else said
    return AwsError(f"AWS could not be asked: {type(error).__name__}: {words}", where=where, todo="Check it.")
