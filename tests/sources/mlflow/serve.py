"""Serves a store with the real MLflow's own application: `python serve.py STORE-URI ARTIFACTS PORT-FILE`.

Run by the Python of `.venv/tools/mlflow…`; writes its port once it listens. Nothing here imports Forebear.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Serve until ended."""
    store, artifacts, port_file = sys.argv[1:]
    # As `mlflow server` sets them for its workers (mlflow/server/__init__.py, _run_server).
    os.environ |= {
        "_MLFLOW_SERVER_FILE_STORE": store,
        "_MLFLOW_SERVER_REGISTRY_STORE": store,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": artifacts,
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
    }
    from mlflow.server import app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    fresh = Path(f"{port_file}.new")
    fresh.write_text(str(server.server_port))
    fresh.rename(port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
