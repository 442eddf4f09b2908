"""What is told of a plan, and of a run that can or cannot be rebuilt, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from forebear.lineage.sentences import Sentence
from forebear.rebuild.sentences import Checked, Foreseen, Planned

translate = QCoreApplication.translate

PLAN: Mapping[Sentence, Callable[[], str]] = {
    Planned.NO_COMMAND: lambda: translate("Sentences", "The record holds no command."),
    Planned.RECORD_AGAIN: lambda: translate("Sentences", "Record the run again with forebear run."),
    Planned.NO_COMMIT: lambda: translate(
        "Sentences",
        "No commit is known for this run; commit your work, then import it: forebear import",
    ),
    Planned.COMMIT_GONE: lambda: translate(
        "Sentences",
        "The commit {commits} is gone from the repository; fetch it (git fetch --unshallow).",
    ),
    Planned.OTHER_PARAMETER: lambda: translate(
        "Sentences",
        "{file}: the run had {name} = {value}, {commit} holds {held}; --accept {file} uses what it holds.",
    ),
    Planned.NO_PARAMETER: lambda: translate(
        "Sentences",
        "{file}: the run had {name} = {value}, {commit} holds nothing; --accept {file} uses what it holds.",
    ),
    Planned.KERNEL: lambda: translate(
        "Sentences",
        "OpenBLAS is told to compute with the recorded kernel {kernel}; this processor would choose by "
        "itself.",
    ),
    Planned.NO_PROCESSORS: lambda: translate(
        "Sentences", "--cpus {chosen}: this engine has the processors {here}; choose of these."
    ),
    Planned.LITTLE_MEMORY: lambda: translate(
        "Sentences", "--memory: a container has at least {least} MiB; allow more."
    ),
    Planned.INPUT_GONE: lambda: translate("Sentences", "{path} ({digest}) is in no place that was asked."),
    Planned.INPUT_GONE_NOTED: lambda: translate(
        "Sentences",
        "{path} ({digest}) is in no place that was asked ({notes}).",
    ),
    Planned.BRING_BACK: lambda: translate(
        "Sentences", "Bring it back to one of them, as with dvc fetch or git lfs fetch."
    ),
    Planned.MAKER_GONE: lambda: translate(
        "Sentences",
        "{run} ({ref}) made it, and cannot be rebuilt either.",
    ),
    Planned.MADE_OTHERWISE: lambda: translate(
        "Sentences",
        "{ref} was rebuilt and did not make it as recorded, byte for byte, so it is not used.",
    ),
    Planned.ONLY_URL: lambda: translate("Sentences", "only a URL was recorded, which cannot be checked here"),
    Planned.ONLY_CHECKSUM: lambda: translate(
        "Sentences",
        "only a checksum of the tool's own was recorded, which cannot be checked here",
    ),
    Planned.OTHER_CONTENT: lambda: translate(
        "Sentences",
        "{commit} holds something else at this path than the run used",
    ),
    Planned.ACCEPTABLE: lambda: translate("Sentences", "--accept {path} uses what the commit holds"),
    Planned.NOT_CLONED: lambda: translate(
        "Sentences",
        "{commit} holds it, but its Git object is not in this clone; {notes}",
    ),
    Planned.REFETCH: lambda: translate(
        "Sentences",
        "`git fetch --refetch --no-filter` brings what a partial clone lacks; otherwise clone again",
    ),
    Planned.STORE_SILENT: lambda: translate("Sentences", "{store} cannot be asked: {why}"),
    Planned.STORE_UNREADABLE: lambda: translate("Sentences", "{store} cannot be read: {why}"),
    Planned.FILES_MISSING: lambda: translate("Sentences", "files of the folder are missing: {paths}"),
    Planned.MORE_FILES_MISSING: lambda: translate(
        "Sentences",
        "files of the folder are missing: {paths} and {count} more",
    ),
    Planned.STORE_CHANGED: lambda: translate(
        "Sentences",
        "{place} holds something else by now (it is {digest})",
    ),
    Planned.STORE_WRONG: lambda: translate(
        "Sentences",
        "{place} does not hold what its name says (it is {digest}); delete it and fetch it again ({tool} "
        "fetch)",
    ),
    Planned.PATCH_NOT_APPLIED: lambda: translate(
        "Sentences",
        "The uncommitted changes that {tool} kept are not applied: {why} --without-patch goes on without it.",
    ),
    Planned.MOVED_BY_PATCH: lambda: translate(
        "Sentences",
        "{path} is moved by {patch}, and nobody has its files",
    ),
    Planned.NO_ENGINE: lambda: translate("Sentences", "{trouble}, so the image cannot be looked for."),
    Planned.NO_IMAGE: lambda: translate(
        "Sentences",
        "No image is recorded for this run. Say which it ran in: forebear assign IMAGE --run {ref}",
    ),
    Planned.NO_IMAGE_DIGEST: lambda: translate(
        "Sentences",
        "The image {image} ({identity}) is not here, and no digest to pull it by is recorded. Load the "
        "image with --archive file, make it again with --reconstruct, or name one with --image.",
    ),
    Planned.NO_ARCHIVE: lambda: translate("Sentences", "There is no archive {path}."),
    Planned.GIVE_ARCHIVE: lambda: translate(
        "Sentences", "Give the path of what docker save wrote, or of an OCI layout."
    ),
    Planned.ARCHIVE_UNREAD: lambda: translate(
        "Sentences", "The recorded image is here, so {path} is not read."
    ),
    Planned.NOTHING_TO_BUILD: lambda: translate(
        "Sentences",
        "Without the commit there is nothing to make an image from.",
    ),
    Planned.FETCH_COMMIT: lambda: translate(
        "Sentences", "Fetch it (git fetch --unshallow), or choose an image with --image."
    ),
    Planned.ONLY_TAG: lambda: translate(
        "Sentences",
        "Only a tag is recorded, and tags move: it does not identify the image.",
    ),
    Planned.BY_LAYERS: lambda: translate(
        "Sentences",
        "Found by its layers and settings; the engine gives it another id.",
    ),
    Planned.BY_LAYERS_ALONE: lambda: translate(
        "Sentences",
        "Found by its layers alone: no settings are recorded to compare.",
    ),
    Planned.OTHER_PLATFORM: lambda: translate(
        "Sentences",
        "The image is for {image} and the engine for {engine}: it runs only where emulation is installed.",
    ),
    Planned.BASE_PINNED: lambda: translate(
        "Sentences",
        "FROM {image} is taken as the image that was recorded under this name: {pin}.",
    ),
    Planned.BASE_MOVES: lambda: translate(
        "Sentences",
        "FROM {image} names its image by a tag only, and tags move: it may be another one today.",
    ),
    Planned.BASE_GUESSED: lambda: translate(
        "Sentences",
        "It starts from {image}, which is a guess; --base IMAGE names another.",
    ),
    Planned.BASE_GONE: lambda: translate(
        "Sentences",
        "{path} starts from {image}, which is not here: docker pull {image}, or let it be fetched with "
        "--network.",
    ),
    Planned.GENERATED: lambda: translate(
        "Sentences",
        "Its Dockerfile is generated: what was installed beside Python packages is not known.",
    ),
    Planned.WITHOUT_NETWORK: lambda: translate(
        "Sentences",
        "Packages are installed without network; where they have to be fetched say --network.",
    ),
    Planned.FROM_ARCHIVE: lambda: translate(
        "Sentences",
        "the recorded image, from a file of `docker save` or a layout of OCI",
    ),
    Planned.MADE_AGAIN: lambda: translate(
        "Sentences",
        "made again from {file} of {commit}; it is another image than the recorded one",
    ),
    Planned.AS_ASSUMED: lambda: translate("Sentences", "another image, as your assumption"),
    Checked.NO_COMMAND: lambda: translate("Sentences", "No command is recorded."),
    Checked.NO_COMMIT: lambda: translate("Sentences", "The commit of its code is not known."),
    Checked.NO_IMAGE: lambda: translate("Sentences", "No image is recorded: assign one."),
    Checked.NOT_CLONED: lambda: translate(
        "Sentences",
        "The commit {commits} is not in this clone; git fetch --unshallow may bring it.",
    ),
    Checked.INPUT_GONE: lambda: translate("Sentences", "{path} is not here."),
    Checked.INPUT_GONE_NOTED: lambda: translate("Sentences", "{path} is not here ({notes})."),
    Checked.MORE_INPUTS: lambda: translate("Sentences", "and {count} more inputs"),
    Checked.NOT_ASKED: lambda: translate("Sentences", "Not asked yet: {stores}. A rebuild asks."),
    Checked.MAKERS_FIRST: lambda: translate("Sentences", "The runs that made it can be rebuilt first."),
    Checked.NO_ENGINE: lambda: translate(
        "Sentences",
        "Docker is not running, so the image was not looked for.",
    ),
    Checked.NOT_COMMITTED: lambda: translate("Sentences", "These were not committed as they were: {paths}."),
    Checked.NOT_PUSHED: lambda: translate("Sentences", "No remote branch has the commit {commit} yet."),
    Checked.IMAGE_CHOSEN: lambda: translate("Sentences", "The image was chosen, not recorded."),
    Checked.IMAGE_CHOSEN_BY: lambda: translate("Sentences", "The image was chosen by {who}, not recorded."),
    Checked.PATCH_APPLIED: lambda: translate(
        "Sentences",
        "{patch} of {tool} is applied to the commit: {files}.",
    ),
    Checked.FILES_KEPT: lambda: translate("Sentences", "These were not committed, and were kept: {paths}."),
    Foreseen.NO_OUTPUTS: lambda: translate(
        "Sentences",
        "The run declared no outputs, so there is nothing to compare.",
    ),
    Foreseen.NO_DIGEST: lambda: translate(
        "Sentences",
        "No digest that can be checked is recorded of {paths}: there is no baseline.",
    ),
    Foreseen.MORE_WITHOUT_DIGEST: lambda: translate(
        "Sentences",
        "No digest that can be checked is recorded of {paths} and {count} more: there is no baseline.",
    ),
    Foreseen.WAS_CHANCE: lambda: translate("Sentences", "It was seen to be not deterministic ({date})."),
    Foreseen.WAS_IDENTICAL: lambda: translate("Sentences", "It came out identical on {date}."),
    Foreseen.BEST_ONCE: lambda: translate(
        "Sentences",
        "The best that it came to the only time that it was rebuilt was '{verdict}' (last on {date}).",
    ),
    Foreseen.BEST: lambda: translate(
        "Sentences",
        "The best that it came to in {count} rebuilds was '{verdict}' (last on {date}).",
    ),
    Foreseen.NOT_COMPLETED: lambda: translate(
        "Sentences",
        "The last rebuild did not complete: {ended} on {date}.",
    ),
    Foreseen.IMAGE_CHOSEN: lambda: translate(
        "Sentences",
        "The image was chosen by a person: its packages may not be those of the run.",
    ),
    Foreseen.ONLY_TAG: lambda: translate("Sentences", "Only a tag of the image is recorded, and tags move."),
    Foreseen.IMAGE_RECONSTRUCTED: lambda: translate(
        "Sentences",
        "The image is reconstructed: its packages may not be those of the run.",
    ),
    Foreseen.NOT_COMMITTED: lambda: translate(
        "Sentences",
        "It ran with files that were not committed: {paths}.",
    ),
    Foreseen.PATCH_APPLIED: lambda: translate(
        "Sentences",
        "The code is the commit with {patch} applied, which {tool} kept of it.",
    ),
    Foreseen.TRACKED_ALONE: lambda: translate(
        "Sentences",
        "The code is the commit with {patch} applied, which {tool} kept of it; files that Git did not "
        "track are not in it.",
    ),
    Foreseen.PATCH_NOT_APPLIED: lambda: translate(
        "Sentences",
        "It ran with changes that were not committed; {patch} has them, and it is not applied.",
    ),
    Foreseen.ACCEPTED: lambda: translate(
        "Sentences",
        "Other contents than the run used are accepted: {paths}.",
    ),
    Foreseen.NO_GPU: lambda: translate("Sentences", "It ran on a GPU ({gpu}) and containers have none here."),
    Foreseen.OTHER_PROCESSOR: lambda: translate(
        "Sentences",
        "The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose "
        "another kernel: bit-identical is unlikely for LAPACK results.",
    ),
    Foreseen.OTHER_KERNEL: lambda: translate(
        "Sentences",
        "The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose "
        "another kernel (then {kernel}): bit-identical is unlikely for LAPACK results.",
    ),
    Foreseen.FEWER_PROCESSORS: lambda: translate(
        "Sentences",
        "The run had {count} processors and here are {available}: sums of several threads are added up "
        "in another order.",
    ),
    Foreseen.HOLDS_TIME: lambda: translate("Sentences", "{path} holds the time at which it was written."),
    Foreseen.MAY_HOLD_TIME: lambda: translate(
        "Sentences",
        "{path} may hold the time at which it was written.",
    ),
    Foreseen.MAY_HOLD_NAMES: lambda: translate(
        "Sentences",
        "{path} may hold random names, if Matplotlib drew it.",
    ),
}
"""Each with its figures in braces."""
