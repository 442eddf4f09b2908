"""The watchdog of one process: puts in order what it left, if it dies without having said goodbye.

A program of its own, started by `guarding` as `python -I -S watchdog.py` so that it costs next to nothing. On
standard input it gets one line, the command to become when the process is gone; then `goodbye`, or the end.
"""

import os
import sys


def main() -> None:
    """Wait for the end of the process, however it comes."""
    command = sys.stdin.readline()
    if sys.stdin.read() != "goodbye" and command:
        import json  # nearly never needed

        words = json.loads(command)
        os.execv(words[0], words)  # noqa: S606 -- ourselves, without a shell


if __name__ == "__main__":
    main()
