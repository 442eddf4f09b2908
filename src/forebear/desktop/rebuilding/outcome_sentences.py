"""How a rebuild ended, and why it came out as it did, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from forebear.lineage.sentences import Sentence
from forebear.rebuild.causes.sentences import Explained, Shown
from forebear.rebuild.sentences import Ending, Spreading, Step

translate = QCoreApplication.translate

OUTCOME: Mapping[Sentence, Callable[[], str]] = {
    Ending.MISSING: lambda: translate(
        "Sentences",
        "Something that is needed is missing, so nothing was run.",
    ),
    Ending.CANCELLED: lambda: translate("Sentences", "It was cancelled."),
    Ending.TIMED_OUT: lambda: translate(
        "Sentences",
        "It was stopped after {seconds} seconds; --timeout sets another limit.",
    ),
    Ending.DIED: lambda: translate(
        "Sentences",
        "Its process died while {doing}. What it left is removed; nothing was compared.",
    ),
    Ending.NO_MEMORY: lambda: translate(
        "Sentences",
        "It needed more memory than {size} GiB; --memory sets another limit.",
    ),
    Ending.KILLED: lambda: translate(
        "Sentences",
        "It was killed (exit code 137, SIGKILL), and not for lack of memory.",
    ),
    Ending.TOO_LARGE: lambda: translate(
        "Sentences",
        "It wrote a file larger than the disk has room for (exit code 153).",
    ),
    Ending.SIGILL: lambda: translate(
        "Sentences",
        "The command ended with exit code 132: it used an instruction that this processor does not have "
        "(SIGILL); the image or a library in it is made for another one.",
    ),
    Ending.SIGABRT: lambda: translate(
        "Sentences",
        "The command ended with exit code 134: it gave up (SIGABRT).",
    ),
    Ending.SIGBUS: lambda: translate(
        "Sentences",
        "The command ended with exit code 135: it touched memory that is not there (SIGBUS); shared "
        "memory in /dev/shm may have been too small.",
    ),
    Ending.SIGFPE: lambda: translate(
        "Sentences",
        "The command ended with exit code 136: it failed in arithmetic (SIGFPE).",
    ),
    Ending.SIGSEGV: lambda: translate(
        "Sentences",
        "The command ended with exit code 139: it crashed (SIGSEGV).",
    ),
    Ending.SIGTERM: lambda: translate(
        "Sentences",
        "The command ended with exit code 143: it was told to stop (SIGTERM), and not by Forebear.",
    ),
    Ending.EXIT: lambda: translate("Sentences", "The command ended with exit code {code}."),
    Ending.EXIT_WHY: lambda: translate("Sentences", "The command ended with exit code {code}: {why}."),
    Ending.NO_PROGRAM: lambda: translate(
        "Sentences",
        "The command ended with exit code {code}: a program was not found.",
    ),
    Ending.NO_PROGRAM_WHY: lambda: translate(
        "Sentences",
        "The command ended with exit code {code}: a program was not found: {why}.",
    ),
    Ending.NOT_EXECUTABLE: lambda: translate(
        "Sentences",
        "The command ended with exit code {code}: a program cannot be executed.",
    ),
    Ending.NOT_EXECUTABLE_WHY: lambda: translate(
        "Sentences",
        "The command ended with exit code {code}: a program cannot be executed: {why}.",
    ),
    Ending.NO_NETWORK: lambda: translate(
        "Sentences",
        "It needs the network, and has none here; --network lets it out.",
    ),
    Ending.NO_NETWORK_TO: lambda: translate(
        "Sentences",
        "It needs the network (it asked for {host}), and has none here; --network lets it out.",
    ),
    Ending.CHANGED_INPUT: lambda: translate(
        "Sentences",
        "It tried to change its input {path}, which cannot be written.",
    ),
    Ending.WROTE_OUTSIDE: lambda: translate(
        "Sentences",
        "It tried to write to {path}, outside of the project; --writable lets it, if it has the rights.",
    ),
    Ending.FULL_FOLDER: lambda: translate("Sentences", "Its {path}, of {size} GiB, was full."),
    Ending.FULL: lambda: translate("Sentences", "The disk, or its /tmp, was full."),
    Ending.NO_PROCESSES: lambda: translate(
        "Sentences",
        "It wanted more than {count} processes and threads, which is the limit.",
    ),
    Ending.NO_SHARED_MEMORY: lambda: translate(
        "Sentences",
        "Its shared memory (/dev/shm), of {size} GiB, was too small.",
    ),
    Ending.STOPPED_FULL: lambda: translate(
        "Sentences",
        "It wrote until the disk had too little room left, so it was stopped. Free space (old rebuilds "
        "are in .forebear/rebuilds) and try again.",
    ),
    Ending.ENDED_FULL: lambda: translate(
        "Sentences",
        "The disk had too little room left when it ended. Free space (old rebuilds are in "
        ".forebear/rebuilds) and try again.",
    ),
    Ending.NUMBER: lambda: translate("Sentences", "Number {number} of {count}."),
    Ending.TO_EXPLAIN: lambda: translate("Sentences", "To explain rebuild {rebuild}: {variation}."),
    Ending.OUTPUTS: lambda: translate("Sentences", "Outputs: {counts}."),
    Ending.IMAGE: lambda: translate("Sentences", "The image is {how}, not recorded."),
    Ending.IMAGE_BY_TAG: lambda: translate(
        "Sentences",
        "The image is not identified: only its tag is known.",
    ),
    Ending.ACCEPTED: lambda: translate(
        "Sentences", "It used what the commit holds, not what the run used: {paths}."
    ),
    Ending.LIMITS: lambda: translate("Sentences", "It ran under other limits than usual: {limits}."),
    Ending.PATCH_LEFT_OUT: lambda: translate(
        "Sentences",
        "The code is the clean commit: {path}, with what was not committed, is left out.",
    ),
    Ending.PATCH_APPLIED: lambda: translate(
        "Sentences",
        "The code is the commit with {path} applied ({files} that were not committed).",
    ),
    Step.SWEPT: lambda: translate(
        "Sentences",
        "Removed {count} containers that an interrupted rebuild had left",
    ),
    Step.IMAGE: lambda: translate("Sentences", "Image {image} ({identity}): {how}"),
    Step.EXPORTED: lambda: translate("Sentences", "Exported {count} files of {code}"),
    Step.LEFT_OUT: lambda: translate("Sentences", "Left out {path}, a link out of the project"),
    Step.INPUT: lambda: translate("Sentences", "Input {path} from {place}"),
    Step.RAN: lambda: translate("Sentences", "Ran {command}: {ended}, {seconds} s"),
    Step.RAN_TO_CODE: lambda: translate("Sentences", "Ran {command}: {ended}, exit code {code}, {seconds} s"),
    Step.JUDGED: lambda: translate("Sentences", "Judged {count} outputs: {verdict}"),
    Explained.CHANCE: lambda: translate(
        "Sentences",
        "It is not deterministic: {count} rebuilds under the same conditions differ.",
    ),
    Explained.CONTENTS: lambda: translate("Sentences", "{path}: {count} different contents"),
    Explained.ACCEPTED: lambda: translate(
        "Sentences",
        "Other contents than recorded were accepted as inputs or parameters.",
    ),
    Explained.NOT_COMMITTED: lambda: translate(
        "Sentences",
        "When it ran, files were not committed as they were, and it did not record them as inputs.",
    ),
    Explained.PATCH_NOT_APPLIED: lambda: translate(
        "Sentences",
        "It ran with changes that were not committed, and the patch of them was not applied.",
    ),
    Explained.TRACKED_ALONE: lambda: translate(
        "Sentences",
        "It ran with changes that were not committed. Its patch was applied, which has no new files.",
    ),
    Explained.PATCH: lambda: translate("Sentences", "{path} of {tool}: {count} files"),
    Explained.IMAGE: lambda: translate("Sentences", "It did not run in the recorded image."),
    Explained.ONLY_TAG: lambda: translate("Sentences", "{image}: only its tag is known"),
    Explained.ONLY_TAG_BY: lambda: translate("Sentences", "{image}: only its tag is known, by {who}"),
    Explained.FORMAT: lambda: translate(
        "Sentences",
        "Only the way it is written differs; what it says is the same.",
    ),
    Explained.FORMAT_OF_SOME: lambda: translate(
        "Sentences",
        "Of some outputs: only the way it is written differs; what it says is the same.",
    ),
    Explained.CLOCK: lambda: translate("Sentences", "The output holds the moment at which it was made."),
    Explained.SEED: lambda: translate(
        "Sentences",
        "The code seems to draw random numbers that nothing seeds.",
    ),
    Explained.NO_SEED: lambda: translate("Sentences", "{place} {call}(…): no seed seen"),
    Explained.CANNOT_BE_SEEDED: lambda: translate("Sentences", "{place} {call}(…): cannot be seeded"),
    Explained.UPSTREAM: lambda: translate(
        "Sentences",
        "A run further up does not come out as recorded either. This one ran on the recorded inputs, so "
        "both may have one cause; look there first.",
    ),
    Explained.UPSTREAM_RUN: lambda: translate("Sentences", "{run} (rebuild:{rebuild}): {verdict}"),
    Explained.MORE: lambda: translate("Sentences", "and {count} more"),
    Explained.UNEXPLAINED: lambda: translate(
        "Sentences",
        "Unexplained: nothing that is recorded of the run differs here.",
    ),
    Explained.NOT_RECORDED: lambda: translate("Sentences", "Not recorded of the run: {factors}."),
    Explained.NO_CHANCE: lambda: translate(
        "Sentences",
        "{count} rebuilds agree with each other, so it is not chance.",
    ),
    Explained.THREADS: lambda: translate(
        "Sentences",
        "It ran with another number of threads than recorded, and sums depend on that.",
    ),
    Explained.KERNEL: lambda: translate(
        "Sentences",
        "Maths libraries computed with other kernels than recorded, as on another processor.",
    ),
    Explained.PROCESSORS: lambda: translate(
        "Sentences",
        "It could use another number of processors than recorded.",
    ),
    Explained.HASH_SEED: lambda: translate(
        "Sentences",
        "It ran with another hash seed than recorded, which orders sets.",
    ),
    Explained.LOCALE: lambda: translate("Sentences", "It ran in another locale than recorded."),
    Explained.TIME_ZONE: lambda: translate("Sentences", "It ran in another time zone than recorded."),
    Explained.MOMENT: lambda: translate("Sentences", "Archives were given another moment than recorded."),
    Explained.VARIABLES: lambda: translate("Sentences", "Variables differ from those recorded."),
    Explained.PACKAGES: lambda: translate("Sentences", "Packages differ from those recorded."),
    Explained.GPU: lambda: translate("Sentences", "It ran with another graphics processor than recorded."),
    Explained.DIFFERS: lambda: translate("Sentences", "{name}: recorded {recorded}, here {here}"),
    Explained.NOT_SET: lambda: translate("Sentences", "{name}: recorded {recorded}, here not set"),
    Shown.MOVED: lambda: translate(
        "Sentences",
        "The same comes out each time now, but something else than in that rebuild: this machine has "
        "changed since, or it differs only now and then. Diagnose a new rebuild.",
    ),
    Shown.EXPLAINS: lambda: translate("Sentences", "Shown: with {variation} what was recorded comes out."),
    Shown.SETTLES: lambda: translate(
        "Sentences",
        "Shown: with {variation} it is deterministic, so chance comes from there.",
    ),
    Shown.CHANCE: lambda: translate(
        "Sentences",
        "It is not deterministic under the same conditions, and nothing that was varied settles it.",
    ),
    Shown.MATTERS: lambda: translate(
        "Sentences",
        "The output depends on {factors}, but no value that was tried gives the record.",
    ),
    Shown.UNEXPLAINED: lambda: translate(
        "Sentences",
        "Unexplained: {count} variations of one thing at a time change nothing.",
    ),
    Shown.AS_RECORDED: lambda: translate("Sentences", "As recorded: {paths}."),
    Shown.SAME_BYTES: lambda: translate("Sentences", "The same bytes came out."),
    Shown.OTHER_BYTES: lambda: translate("Sentences", "Other bytes, but not the recorded ones: {paths}."),
    Shown.ONCE: lambda: translate("Sentences", "It was made only once."),
    Shown.DIFFERENTLY: lambda: translate("Sentences", "{count} came out differently."),
    Shown.THE_SAME: lambda: translate("Sentences", "{count} came out the same."),
    Spreading.NO_RECORD: lambda: translate("Sentences", "The record has no such number to compare."),
    Spreading.TOO_FEW: lambda: translate(
        "Sentences", "There are fewer than two numbers, so there is no spread."
    ),
    Spreading.ALL_AS_RECORDED: lambda: translate(
        "Sentences", "All {count} came out as {value}, as recorded."
    ),
    Spreading.ALL_OTHERWISE: lambda: translate(
        "Sentences",
        "All {count} came out as {value}; the record has {recorded}, which chance does not explain.",
    ),
    Spreading.INSIDE: lambda: translate(
        "Sentences", "The recorded {recorded} is inside what one more run would give in 95 of 100 cases."
    ),
    Spreading.OUTSIDE: lambda: translate(
        "Sentences", "The recorded {recorded} is outside what one more run would give in 95 of 100 cases."
    ),
    Spreading.SHOW_LITTLE: lambda: translate(
        "Sentences",
        "{count} runs show little: one more falls outside their smallest and largest {odds} of the time.",
    ),
}
"""Each with its figures in braces."""
