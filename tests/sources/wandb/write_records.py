"""Messages and files by W&B's own code: `write_records.py [FILE]`.

The new version turns messages as JSON (standard input) into bytes, the old one writes them to a file.
"""

import base64
import json
import sys

import wandb


def main():
    if wandb.__version__.startswith("0.15"):
        from wandb.sdk.internal.datastore import DataStore

        store = DataStore()
        store.open_for_write(sys.argv[1])
        for line in sys.stdin:
            store._write_data(base64.b64decode(line))
        store.close()
        return
    from google.protobuf.json_format import ParseDict
    from wandb.proto import wandb_internal_pb2

    for document in json.load(sys.stdin):
        record = ParseDict(document, wandb_internal_pb2.Record())
        sys.stdout.write(base64.b64encode(record.SerializeToString()).decode() + "\n")


main()
