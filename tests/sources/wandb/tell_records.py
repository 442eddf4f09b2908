"""What W&B's own code reads in `.wandb` files, as JSON lines: each of a file's path and a record.

The old version has the reader of the file, the new one the newest messages; each is given what both wrote.
"""

import base64
import json
import sys

import wandb


def payloads(path):
    from wandb.sdk.internal.datastore import DataStore

    store = DataStore()
    store.open_for_scan(path)
    while (data := store.scan_data()) is not None:
        yield data


def main():
    if wandb.__version__.startswith("0.15"):
        for path in sys.argv[1:]:
            for data in payloads(path):
                sys.stdout.write(json.dumps([path, base64.b64encode(data).decode()]) + "\n")
        return
    from google.protobuf.json_format import MessageToDict
    from wandb.proto import wandb_internal_pb2

    for line in sys.stdin:
        path, data = json.loads(line)
        record = wandb_internal_pb2.Record()
        record.ParseFromString(base64.b64decode(data))
        message = MessageToDict(record, preserving_proto_field_name=True)
        sys.stdout.write(json.dumps([path, message]) + "\n")


main()
