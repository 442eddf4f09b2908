"""Writes records of Pachyderm with the message classes of its own client, as `pachctl --raw` prints
them. Run by the Python of the client: `make_records.py FOLDER`. No server can be had here.
"""

import pathlib
import sys
from datetime import UTC, datetime, timedelta

from betterproto import Casing
from pachyderm_sdk.api import pfs, pps

FIRST, SECOND, THIRD = (f"{digit * 32}" for digit in "123")
BEGAN = datetime(2026, 11, 3, 10, tzinfo=UTC)
CHURN = pfs.Project(name="churn")


def repo(name, type_="user"):
    return pfs.Repo(name=name, type=type_, project=CHURN)


def commit(name, id_, type_="user"):
    of = repo(name, type_)
    return pfs.Commit(repo=of, id=id_, branch=pfs.Branch(repo=of, name="master"))


def commit_info(name, id_, origin, *provenance, type_="user", **more):
    return pfs.CommitInfo(
        commit=commit(name, id_, type_),
        origin=pfs.CommitOrigin(kind=origin),
        started=BEGAN,
        finishing=BEGAN + timedelta(minutes=1),
        finished=BEGAN + timedelta(minutes=2),
        direct_provenance=list(provenance),
        size_bytes_upper_bound=1 << 33,
        **more,
    )


USER, AUTO = pfs.OriginKind.USER, pfs.OriginKind.AUTO
COMMITS = [
    commit_info("raw", FIRST, USER, description="from https://ada:hunter2@example.org", created_by="ada"),
    commit_info(
        "raw", SECOND, USER, parent_commit=commit("raw", FIRST), metadata={"ticket": "7", "token": "hunter2"}
    ),
    *(
        info
        for id_ in (FIRST, SECOND)
        for info in (
            commit_info("clean", id_, AUTO, commit("raw", id_), commit("clean", FIRST, "spec")),
            commit_info(
                "model", id_, AUTO, commit("clean", id_), commit("raw", FIRST), commit("model", FIRST, "spec")
            ),
            commit_info("model", id_, AUTO, commit("clean", id_), type_="meta"),
            commit_info("clean", id_, AUTO, type_="spec"),
        )
    ),
    commit_info("model", THIRD, AUTO, commit("clean", SECOND), error="the job failed"),
]


def pipeline(name):
    return pps.Pipeline(project=CHURN, name=name)


def transform(image):
    return pps.Transform(
        image=image,
        cmd=["python3", "train.py", "--password", "hunter2"],
        env={"RATE": "0.1", "API_TOKEN": "hunter2"},
        secrets=[pps.SecretMount(name="db", key="password", env_var="DB_PASSWORD")],
        working_dir="/work",
    )


def pfs_input(name, id_):
    return pps.Input(pfs=pps.PfsInput(project="churn", repo=name, branch="master", commit=id_, glob="/*"))


def job_info(name, id_, state, **more):
    return pps.JobInfo(
        job=pps.Job(pipeline=pipeline(name), id=id_),
        pipeline_version=2,
        output_commit=commit(name, id_),
        state=state,
        created=BEGAN,
        started=BEGAN + timedelta(seconds=1),
        finished=BEGAN + timedelta(minutes=2),
        data_total=3,
        data_processed=2,
        data_skipped=1,
        auth_token="hunter2",
        **more,
    )


JOBS = [
    job_info(
        "model",
        FIRST,
        pps.JobState.JOB_SUCCESS,
        details=pps.JobInfoDetails(
            transform=transform(f"registry.example.org/train@sha256:{'e' * 64}"),
            input=pps.Input(cross=[pfs_input("clean", FIRST), pps.Input(union=[pfs_input("raw", FIRST)])]),
        ),
    ),
    job_info("model", SECOND, pps.JobState.JOB_FAILURE, reason="datum 7 failed"),
]
PIPELINES = [
    pps.PipelineInfo(
        pipeline=pipeline("model"),
        version=2,
        spec_commit=commit("model", FIRST, "spec"),
        auth_token="hunter2",
        details=pps.PipelineInfoDetails(
            transform=transform("registry.example.org/train:2"), description="Trains the forest."
        ),
        user_spec_json='{"transform": {"env": {"X": "hunter2"}}}',
    )
]
BRANCHES = [
    pfs.BranchInfo(
        branch=pfs.Branch(repo=repo("model"), name="master"),
        head=commit("model", SECOND),
        direct_provenance=[pfs.Branch(repo=repo("clean"), name="master")],
    )
]
DATUMS = [
    pps.DatumInfo(
        datum=pps.Datum(job=pps.Job(pipeline=pipeline("model"), id=SECOND), id="d"),
        state=pps.DatumState.FAILED,
        image_id=f"registry.example.org/train@sha256:{'f' * 64}",
    )
]

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    groups = {
        "commits": COMMITS,
        "jobs": JOBS,
        "pipelines": PIPELINES,
        "branches": BRANCHES,
        "datums": DATUMS,
    }
    for casing, sub in ((Casing.SNAKE, "raw"), (Casing.CAMEL, "api")):
        (folder / sub).mkdir()
        for name, messages in groups.items():
            texts = [
                message.to_json(casing=casing, indent=2 if sub == "raw" else None) for message in messages
            ]
            if sub == "api":
                texts = [f'{{"result":{text}}}' for text in texts]
            (folder / sub / f"{name}.json").write_text("\n".join(texts) + "\n")
