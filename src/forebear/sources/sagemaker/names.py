"""What things of SageMaker are called: by their Amazon Resource Names.

Source: the service model of botocore (`sagemaker/2017-07-24`).
"""

from __future__ import annotations

from dataclasses import dataclass

from forebear.lineage.words import Digest, Person
from forebear.sources.shapes import Entry, as_mapping, as_text, identity
from forebear.sources.urls import without_secrets

KIND = "sagemaker"
_COMPONENT = "experiment-trial-component"
# SageMaker makes a component for each job, called as the job is with this behind it.
_OF_JOBS = {
    "-aws-training-job": "training-job",
    "-aws-processing-job": "processing-job",
    "-aws-transform-job": "transform-job",
}
_RUNS = (*_OF_JOBS.values(), _COMPONENT, "action", "pipeline", "automl-job", "hyper-parameter-tuning-job")


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of a name: `resource` is its kind (`training-job`), `id` what it is called there."""

    text: str
    region: str
    account: str
    resource: str
    id: str

    @classmethod
    def parse(cls, text: object) -> Arn | None:
        """Return the parts of a name of SageMaker's, None for anything else."""
        parts = as_text(text).split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or parts[2] != KIND or "/" not in parts[5]:
            return None
        resource, _, id_ = parts[5].partition("/")
        return cls(":".join(parts), parts[3], parts[4], resource.lower(), id_)

    @property
    def is_run(self) -> bool:
        """Whether something is carried out under this name."""
        return self.resource in _RUNS

    @property
    def registry(self) -> str:
        """What the model registry is called that this is of: each account has one in each region."""
        return "-".join(part for part in (KIND, self.region, self.account) if part)


def run_key(arn: Arn) -> str:
    """Return the key of a run; a job and the component that SageMaker makes for it are one."""
    resource, id_ = arn.resource, arn.id.lower()
    if resource == _COMPONENT:
        for ending, job in _OF_JOBS.items():
            if id_.endswith(ending):
                resource, id_ = job, id_.removesuffix(ending)
                break
    return f"{KIND}:{arn.region}/{arn.account}/{resource}/{id_}"


def artifact_of(arn: Arn) -> Digest:
    """Return what an artifact of SageMaker's lineage is known by."""
    return identity(KIND, arn.region, arn.account, arn.id)


def data_at(url: str, etag: str) -> Digest:
    """Return what model data is known by: where it is and, if that is recorded, its etag there.

    An etag is the md5 of the bytes in some cases only, and which one it is nobody recorded.
    """
    return identity(KIND, url, *([etag.strip('"')] if etag else []))


def place(value: object) -> str:
    """Return a URI as it may be kept, "" for what is none."""
    text = as_text(value).strip()
    return without_secrets(text) if "://" in text else ""


def person(context: object) -> Person | None:
    """Return who a `UserContext` names: a profile of SageMaker's, else the session of an IAM identity."""
    entry: Entry = as_mapping(context)
    identity_ = as_mapping(entry.get("IamIdentity"))
    session = as_text(identity_.get("SourceIdentity")) or as_text(identity_.get("Arn")).rpartition("/")[2]
    name = as_text(entry.get("UserProfileName")) or session
    if not name:
        return None
    return Person(name, next((each for each in (name, session) if "@" in each), ""))
