"""What W&B's own client reads on a server: `ask_server.py URL`, as JSON."""

import json
import os
import sys

os.environ |= {"WANDB_BASE_URL": sys.argv[1], "WANDB_API_KEY": "k" * 40, "WANDB_SILENT": "true"}

import wandb

api = wandb.Api()
found = {}
for run in api.runs("team/churn"):
    found[run.id] = {
        "name": run.name,
        "state": run.state,
        "config": dict(run.config),
        "summary": {key: value for key, value in run.summary._json_dict.items() if not key.startswith("_")},
        "history": list(run.scan_history()),
        "logged": [[each.name, each.type, each.digest] for each in run.logged_artifacts()],
        "used": [[each.name, each.type, each.digest] for each in run.used_artifacts()],
    }
sys.stdout.write(json.dumps(found))
