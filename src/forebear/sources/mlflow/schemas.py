"""Revisions of the schema of MLflow's databases, and numbers that stand for words in its stores."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.sources.details import Detail, Told

# Oldest first; each line ends with the revision that the release at its end has.
# https://github.com/mlflow/mlflow/tree/master/mlflow/store/db_migrations/versions
_REVISIONS = """
451aebb31d03 90e64c465722 181f10493468 df50e92ffc5e 7ac759974ad8 89d4b8295536 2b4d017a5e9b 1.0
cfd24bdc0731 0a8213491aaa 1.14
728d730b5ebd 27a6a02d2cf1 84291f40a231 a8c4a736bde6 1.14
39d1c3be5f05 c48cb773bb87 1.24
bd07f7e963c5 1.27
0c779009ac13 cc1f77228345 97727af70f4d 1.30
3500859a5d39 2.3
7f2a7d5fae7d 2.6
2d6e25af4d3e acf3f17fdcc7 2.9
867495a8f9d4 5b0e9adcef9c 2.13
4465047574b1 2.16
f5a4f2784254 0584bdc529eb 2.22
400f98739977 6953534de441 3.0
bda7b8c39065 cbc13b556ace 770bee3ae1dd 3.2
a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc 71994744cf8e 3da73c924c2f bf29a5ff90ea 3.5
1bd49d398cd23 3.8
b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 d0e1f2a3b4c5 c8d9e0f1a2b3 1b5f0d9ad7c1 3.12
e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9 7d34483879f0 3.12
da6fb0208061 89d3d66ed43f b7e4c1a90f23 a8b9c0d1e2f3 c1d2e3f4a5b6 c3d9e7f1a2b4 6f8d9c3b2a1e 1971f2d9a75b 3.17
17e22815139b b7e2c1a4d9f3 75868b020152 dc11669786a5 3.17
"""

_RELEASES: Mapping[str, str] = {
    revision: line.split()[-1] for line in _REVISIONS.strip().splitlines() for revision in line.split()[:-1]
}

RUN_STATUS: Mapping[object, str] = {
    1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED",
}  # fmt: skip
LOGGED_MODEL_STATUS: Mapping[object, str] = {0: "", 1: "PENDING", 2: "READY", 3: "UPLOAD_FAILED"}


def release_of(revision: str) -> str:
    """Return the release of MLflow (`2.22`) that has a revision of the schema, "" where it is unknown."""
    return _RELEASES.get(revision, "")


def schema_detail(revision: str) -> Detail:
    """Tell of a store at a glance which release of MLflow made its schema."""
    release = release_of(revision) if revision else ""
    return Detail(Told.SCHEMA_OF_MLFLOW, release) if release else Detail(Told.SCHEMA_UNKNOWN)
