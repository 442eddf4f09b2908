"""What the process of a detached job runs; `JobStore` starts it: `-m forebear.cli.detached FOLDER LOCK`."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from forebear.lineage.durable import write_through, write_whole
from forebear.rebuild.following import ProgressFile


def main(folder: Path, lock: int) -> int:
    """Carry out the job of a folder; its answer and exit code are left there whole or not at all."""
    # Until the command listens, a signal waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    os.set_inheritable(lock, False)
    os.pwrite(lock, str(os.getpid()).encode("ascii"), 0)
    if (folder / "cancel").exists():  # asked before our id was known
        os.kill(os.getpid(), signal.SIGTERM)
    ProgressFile(folder / "progress").install()
    answer = folder / "answer.part"
    with answer.open("w", encoding="utf-8") as stream:
        os.dup2(stream.fileno(), 1)
        code = _carry_out(folder)
        sys.stdout.flush()
    with suppress(OSError):
        write_through([answer])
        answer.replace(folder / "answer")
    write_whole(folder / "ended", json.dumps({"code": code}).encode())
    return code


def _carry_out(folder: Path) -> int:
    from forebear.cli.main import main as forebear

    words = json.loads((folder / "job.json").read_text(encoding="utf-8"))["words"]
    try:
        # Right after the command: what follows a -- in the words is no option.
        return forebear([words[0], "--json", "--progress", "json", *words[1:]])
    except BaseException:  # noqa: BLE001  (a defect, whatever it is: its job says so)
        from forebear.sources.hiding import hidden

        sys.stderr.write(hidden(traceback.format_exc()))
        return 70


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2])))
