"""Runs by the real W&B, in the version of the Python that runs this: `make_runs.py WHAT`, in their folder."""

import os
import sys
from pathlib import Path

os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_SAVE_CODE": "true"}
os.environ |= {"WANDB_DOCKER": "registry.example.org/train@sha256:" + "ab" * 32}

import wandb

NEW = not wandb.__version__.startswith("0.15")
CONFIG = {
    "lr": 0.01,
    "layers": [8, 8],
    "optimizer": {"name": "adam", "betas": {"first": 0.9}},
    "nothing": None,
    "flag": True,
    "max_tokens": 128,
    "api_key": "hunter2-hunter2",
    "url": "https://ada:hunter2@example.org/data",
}


def settings(**more):
    """Newer ones can also write the history's values typed."""
    return wandb.Settings(**({"x_history_value_encoding": "json,typed"} if NEW else {}), **more)


def artifact(name, kind, **more):
    return wandb.Artifact(name, type=kind, **more)


def first():
    run = wandb.init(
        project="churn", entity="team", id="first001", name="first try", group="grid", job_type="train",
        tags=["base", "한국"], notes="why\nnot", config=CONFIG, settings=settings(),
    )  # fmt: skip
    run.config.update({"late": 3})
    data = artifact("training-data", "dataset", description="the data", metadata={"rows": 1})
    data.add_dir("data")
    run.log_artifact(data, aliases=["jan"])
    mixed = artifact("mixed", "dataset")
    mixed.add_reference(Path("data/train.csv").resolve().as_uri(), name="train.csv")
    mixed.add_reference("https://example.org/x.csv", checksum=False, name="x.csv")
    run.log_artifact(mixed)
    for number in range(10):
        run.log(
            {
                "loss": 1 / (number + 1),
                "val/auc": number / 10,
                "epoch": number // 2,
                "deep": {"a": number, "b": {"c": -number}},
            }
        )
    run.log({"loss": float("nan"), "inf": float("inf"), "text": "hello", "flag": True, "big": 2**53})
    run.log({"h": wandb.Histogram(np_histogram=([1, 2], [0, 1, 2])), "step": 1}, step=20)
    run.log({"t": wandb.Table(columns=["a"], data=[[1]])}, step=21)
    run.summary["best"] = 0.9
    run.summary["by"] = {"hand": 1}
    run.summary["epoch"] = 99
    model = artifact("churn-model", "model")
    model.add_file("model.bin")
    run.log_artifact(model, aliases=["best"])
    run.finish()


def failed():
    run = wandb.init(project="churn", entity="team", id="failed01", group="grid", settings=settings())
    run.log({"loss": 3.5})
    model = artifact("churn-model", "model")
    model.add_file("model.bin", name="renamed.bin")
    run.log_artifact(model)
    run.finish(exit_code=3)


def resumed():
    for start in (0, 10):
        run = wandb.init(
            project="churn",
            entity="team",
            id="resumed1",
            resume="allow",
            config={"start": start},
            settings=settings(),
        )
        for number in range(3):
            run.log({"loss": start + number}, step=start + number)
        run.finish()


def half():
    run = wandb.init(project="churn", entity="team", id="half0001", config={"x": 1}, settings=settings())
    for number in range(3000):
        run.log({"loss": number, "text": f"{number:032x}" * 2})
    run.finish()


for what in sys.argv[1:]:
    globals()[what]()
Path("made").touch()
