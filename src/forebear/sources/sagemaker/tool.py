"""How records of SageMaker are found: answers saved into files, or its API in a region."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from forebear.sources.details import Detail, Told
from forebear.sources.saved_tool import SavedTool
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.source import Source

_SAID = re.compile(
    r'"(?:ModelPackage(?:Group)?Arn|ModelPackageSummar(?:yList|ies)|ModelPackageGroupSummaryList'
    r"|(?:TrainingJob|ProcessingJob|TrialComponent|Artifact|Action|Context|Association)Summaries"
    r'|TrainingJobArn|ProcessingJobArn|TrialComponentArn|ArtifactArn|ActionArn|ContextArn|Vertices|Results)"\s*:'
)
_SCHEME = "sagemaker://"


class SageMakerTool(SavedTool):
    """Amazon SageMaker: `sagemaker://REGION`, with `?profile=…` and `?endpoint_url=…`, or saved answers."""

    kind = "sagemaker"
    title = "Amazon SageMaker"

    @staticmethod
    def belongs(head: str) -> bool:
        """Whether a file is an answer of SageMaker's API, from how it begins."""
        return "arn:aws" in head and _SAID.search(head) is not None

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield saved answers in the project, and offer the region that the `aws` command would ask."""
        yield from super().discover(context)
        region = _usual_region(os.environ)
        if region:
            yield Found(self.kind, f"{_SCHEME}{region}", f"{self.title} in {region}", inside=False)

    def at(self, location: str, context: Context) -> Found | None:
        """Ask a region whether it answers; raises ActionableError. Of a path, what is saved there."""
        if not location.startswith(_SCHEME):
            return super().at(location, context)
        from forebear.sources.aws import told

        client = self._client(location, context)
        try:
            answer = client.list_model_package_groups(MaxResults=100)
        except Exception as error:  # noqa: BLE001 -- botocore and what it uses raise their own
            raise told(error, location, context.secret(location, self.kind)) from None
        count = len(answer.get("ModelPackageGroupSummaryList", ()))
        models = Detail(Told.MODELS, count, more=bool(answer.get("NextToken")))
        region = urlsplit(location).netloc
        title = f"{self.title} in {region}" if region else self.title
        return Found(self.kind, location, title, (models,), inside=False)

    def open(self, location: str, context: Context) -> Source:
        """Return the source of a folder, a file or a region."""
        if location.startswith(_SCHEME):
            from forebear.sources.sagemaker.api import SageMakerApiSource

            return SageMakerApiSource(location, lambda: self._client(location, context))
        from forebear.sources.sagemaker.source import SavedSageMakerSource

        return SavedSageMakerSource(self.files(location))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no file has come, changed or gone; of a region only the server knows."""
        return not location.startswith(_SCHEME) and super().is_current(location, since, context)

    def watched(self, location: str, context: Context) -> Sequence[Path]:
        """Return the folder or the file."""
        return () if location.startswith(_SCHEME) else super().watched(location, context)

    def _client(self, location: str, context: Context) -> Any:
        from forebear.sources.aws import client

        parts = urlsplit(location)
        options = dict(parse_qsl(parts.query))
        if parts.netloc:
            options["region"] = parts.netloc
        return client("sagemaker", location, options, context.secret(location, self.kind))


def _usual_region(variables: Mapping[str, str]) -> str:
    """Return the region that the `aws` command would ask, "" where it would not know who asks."""
    home = Path(variables.get("HOME", "~")).expanduser() / ".aws"
    config = Path(variables.get("AWS_CONFIG_FILE", home / "config"))
    credentials = Path(variables.get("AWS_SHARED_CREDENTIALS_FILE", home / "credentials"))
    asks = "AWS_ACCESS_KEY_ID" in variables or credentials.is_file() or config.is_file()
    region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or ""
    if asks and not region:
        profile = variables.get("AWS_PROFILE", "default")
        parser = configparser.RawConfigParser()
        try:
            parser.read(config, encoding="utf-8")
            section = profile if profile == "default" else f"profile {profile}"
            region = parser.get(section, "region", fallback="")
        except (OSError, configparser.Error, UnicodeDecodeError):
            region = ""
    return region if asks and re.fullmatch(r"[a-z0-9-]+", region) else ""
