"""S3, and what speaks as it does: buckets with all versions of their objects."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from forebear.lineage.words import Digest
from forebear.sources.aws import AwsError, client, told
from forebear.sources.objects.stored import StoredObject
from forebear.sources.secrets import Secret

_MD5 = re.compile(r'"?(?P<value>[0-9a-f]{32})"?')
_CANNOT_LIST = ("AccessDenied", "NotImplemented", "MethodNotAllowed", "501", "403")
"""Codes of stores that list objects and not their versions."""
_ABSENT = ("404", "NoSuchKey", "NoSuchVersion")
_BLOCK = 1 << 20
_HASHES = {
    "ChecksumSHA256": "sha256",
    "ChecksumSHA512": "sha512",
    "ChecksumSHA1": "sha1",
    "ChecksumMD5": "md5",
}
_SHORT = {"ChecksumCRC32C": "crc32c", "ChecksumCRC32": "crc32", "ChecksumCRC64NVME": "crc64nvme"}

_Given = TypeVar("_Given")


class S3Store:
    """The objects below `s3://bucket/prefix`, which may have `?profile=`, `?region=` and `?endpoint_url=`.

    Every method raises AwsError, which is an ActionableError.
    """

    def __init__(self, location: str, secret: Secret | None = None) -> None:
        parts = urlsplit(location)
        options = dict(parse_qsl(parts.query))
        self._where = location
        self._secret = secret
        self._bucket = parts.netloc
        self._prefix = unquote(parts.path).strip("/")
        self._client = client("s3", location, options, secret)

    def objects(self) -> Iterator[StoredObject]:
        """Yield all versions of all objects, where the store tells of versions, else what is there now."""
        asked = {"Bucket": self._bucket, "Prefix": self._prefix}
        began = False
        try:
            for page in self._pages("list_object_versions", asked):
                began = True
                yield from self._of_page(page.get("Versions") or ())
        except AwsError as error:
            if began or error.code not in _CANNOT_LIST:
                raise
        else:
            return
        for page in self._pages("list_objects_v2", asked):
            yield from self._of_page(page.get("Contents") or ())

    def studied(self, stored: StoredObject) -> StoredObject:
        """Ask for the checksums of an object (HeadObject), and whether its ETag is an md5."""
        asked = self._named(stored.place, stored.version)
        head = self._told(lambda: self._client.head_object(**asked, ChecksumMode="ENABLED"))
        digests = [
            Digest(algorithm, value)
            for name, algorithm in _HASHES.items()
            if (value := _whole_checksum(head, name))
        ]
        found = _MD5.fullmatch(stored.tag)
        if found is not None and self._is_md5(head):
            digests.append(Digest("md5", found["value"]))
        short = {name: value for key, name in _SHORT.items() if (value := _whole_checksum(head, key))}
        return replace(stored, digests=tuple(dict.fromkeys(digests)), checksums=short)

    def has(self, place: str, version: str = "") -> bool:
        """Whether there is an object at a place of this bucket, in that version ("" = now)."""
        try:
            self._told(lambda: self._client.head_object(**self._named(place, version)))
        except AwsError as error:
            if error.code in _ABSENT:
                return False
            raise
        return True

    def fetch(self, place: str, version: str, target: Path, largest: int | None = None) -> bool:
        """Write an object to a new file, at most `largest` bytes of it; False where there is none."""
        try:
            answer = self._told(lambda: self._client.get_object(**self._named(place, version)))
        except AwsError as error:
            if error.code in _ABSENT:
                return False
            raise
        left = largest
        with target.open("xb") as file, closing(answer["Body"]) as body:
            while left is None or left > 0:
                wanted = _BLOCK if left is None else min(_BLOCK, left)
                block = self._told(partial(body.read, wanted))
                if not block:
                    break
                left = None if left is None else left - len(block)
                file.write(block)
        return True

    def _of_page(self, entries: Any) -> Iterator[StoredObject]:
        for entry in entries:
            key = str(entry.get("Key", ""))
            inside = not self._prefix or key == self._prefix or key.startswith(f"{self._prefix}/")
            if not inside or key.endswith("/"):  # the mark of a folder
                continue
            version = str(entry.get("VersionId") or "")
            yield StoredObject(
                f"s3://{self._bucket}/{key}",
                entry.get("Size"),
                "" if version == "null" else version,
                str(entry.get("ETag") or "").strip('"'),
                entry.get("LastModified"),
            )

    def _is_md5(self, head: Mapping[str, Any]) -> bool:
        """Whether an ETag without a dash is the md5 of the bytes: of what is encrypted under a key of the
        owner's it is not, nor in directory buckets (S3 User Guide, Checking object integrity).
        """
        encrypted = head.get("ServerSideEncryption")
        plain = encrypted is None or (
            encrypted == "AES256" and self._client.meta.endpoint_url.endswith(".amazonaws.com")
        )
        return plain and "SSECustomerAlgorithm" not in head and not self._bucket.endswith("--x-s3")

    def _pages(self, operation: str, asked: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
        pages = iter(self._client.get_paginator(operation).paginate(**asked))
        while (page := self._told(lambda: next(pages, None))) is not None:
            yield page

    def _named(self, place: str, version: str) -> dict[str, str]:
        """Return how the service calls an object of this bucket."""
        named = {"Bucket": self._bucket, "Key": place.removeprefix(f"s3://{self._bucket}/")}
        return {**named, "VersionId": version} if version else named

    def _told(self, act: Callable[[], _Given]) -> _Given:
        try:
            return act()
        except Exception as error:  # noqa: BLE001  (botocore and what it uses raise their own)
            raise told(error, self._where, self._secret) from None


def _whole_checksum(head: Mapping[str, Any], name: str) -> str:
    """Return a checksum of all the bytes in hex, "" where it is not told or one of checksums of parts."""
    value = str(head.get(name) or "")
    if not value or "-" in value or head.get("ChecksumType") == "COMPOSITE":
        return ""
    try:
        return base64.b64decode(value, validate=True).hex()
    except ValueError:
        return ""
