"""What is told of a rebuild before it runs, and of how it ended."""

from __future__ import annotations

from forebear.lineage.sentences import Sentence


class Planned(Sentence):
    """What keeps a plan from being carried out, and what is to be known before."""

    NO_COMMAND = "The record holds no command."
    RECORD_AGAIN = "Record the run again with forebear run."
    NO_COMMIT = "No commit is known for this run; commit your work, then import it: forebear import"
    COMMIT_GONE = "The commit {commits} is gone from the repository; fetch it (git fetch --unshallow)."
    OTHER_PARAMETER = (
        "{file}: the run had {name} = {value}, {commit} holds {held}; --accept {file} uses what it holds."
    )
    NO_PARAMETER = (
        "{file}: the run had {name} = {value}, {commit} holds nothing; --accept {file} uses what it holds."
    )
    KERNEL = (
        "OpenBLAS is told to compute with the recorded kernel {kernel}; this processor would choose "
        "by itself."
    )
    NO_PROCESSORS = "--cpus {chosen}: this engine has the processors {here}; choose of these."
    LITTLE_MEMORY = "--memory: a container has at least {least} MiB; allow more."

    INPUT_GONE = "{path} ({digest}) is in no place that was asked."
    INPUT_GONE_NOTED = "{path} ({digest}) is in no place that was asked ({notes})."
    BRING_BACK = "Bring it back to one of them, as with dvc fetch or git lfs fetch."
    MAKER_GONE = "{run} ({ref}) made it, and cannot be rebuilt either."
    MADE_OTHERWISE = "{ref} was rebuilt and did not make it as recorded, byte for byte, so it is not used."
    ONLY_URL = "only a URL was recorded, which cannot be checked here"
    ONLY_CHECKSUM = "only a checksum of the tool's own was recorded, which cannot be checked here"
    OTHER_CONTENT = "{commit} holds something else at this path than the run used"
    ACCEPTABLE = "--accept {path} uses what the commit holds"
    NOT_CLONED = "{commit} holds it, but its Git object is not in this clone; {notes}"
    REFETCH = "`git fetch --refetch --no-filter` brings what a partial clone lacks; otherwise clone again"
    STORE_SILENT = "{store} cannot be asked: {why}"
    STORE_UNREADABLE = "{store} cannot be read: {why}"
    FILES_MISSING = "files of the folder are missing: {paths}"
    MORE_FILES_MISSING = "files of the folder are missing: {paths} and {count} more"
    STORE_CHANGED = "{place} holds something else by now (it is {digest})"
    STORE_WRONG = (
        "{place} does not hold what its name says (it is {digest}); delete it and fetch it again "
        "({tool} fetch)"
    )

    PATCH_NOT_APPLIED = (
        "The uncommitted changes that {tool} kept are not applied: {why} --without-patch goes on without it."
    )
    MOVED_BY_PATCH = "{path} is moved by {patch}, and nobody has its files"

    NO_ENGINE = "{trouble}, so the image cannot be looked for."
    NO_IMAGE = "No image is recorded for this run. Say which it ran in: forebear assign IMAGE --run {ref}"
    NO_IMAGE_DIGEST = (
        "The image {image} ({identity}) is not here, and no digest to pull it by is recorded. Load "
        "the image with --archive file, make it again with --reconstruct, or name one with --image."
    )
    NO_ARCHIVE = "There is no archive {path}."
    GIVE_ARCHIVE = "Give the path of what docker save wrote, or of an OCI layout."
    ARCHIVE_UNREAD = "The recorded image is here, so {path} is not read."
    NOTHING_TO_BUILD = "Without the commit there is nothing to make an image from."
    FETCH_COMMIT = "Fetch it (git fetch --unshallow), or choose an image with --image."
    ONLY_TAG = "Only a tag is recorded, and tags move: it does not identify the image."
    BY_LAYERS = "Found by its layers and settings; the engine gives it another id."
    BY_LAYERS_ALONE = "Found by its layers alone: no settings are recorded to compare."
    OTHER_PLATFORM = (
        "The image is for {image} and the engine for {engine}: it runs only where emulation is installed."
    )
    BASE_PINNED = "FROM {image} is taken as the image that was recorded under this name: {pin}."
    BASE_MOVES = "FROM {image} names its image by a tag only, and tags move: it may be another one today."
    BASE_GUESSED = "It starts from {image}, which is a guess; --base IMAGE names another."
    BASE_GONE = (
        "{path} starts from {image}, which is not here: docker pull {image}, or let it be fetched "
        "with --network."
    )
    GENERATED = "Its Dockerfile is generated: what was installed beside Python packages is not known."
    WITHOUT_NETWORK = "Packages are installed without network; where they have to be fetched say --network."
    FROM_ARCHIVE = "the recorded image, from a file of `docker save` or a layout of OCI"
    MADE_AGAIN = "made again from {file} of {commit}; it is another image than the recorded one"
    AS_ASSUMED = "another image, as your assumption"


class Checked(Sentence):
    """Why a run can be made again or not, in the few words of a badge."""

    NO_COMMAND = "No command is recorded."
    NO_COMMIT = "The commit of its code is not known."
    NO_IMAGE = "No image is recorded: assign one."
    NOT_CLONED = "The commit {commits} is not in this clone; git fetch --unshallow may bring it."
    INPUT_GONE = "{path} is not here."
    INPUT_GONE_NOTED = "{path} is not here ({notes})."
    MORE_INPUTS = "and {count} more inputs"
    NOT_ASKED = "Not asked yet: {stores}. A rebuild asks."
    MAKERS_FIRST = "The runs that made it can be rebuilt first."
    NO_ENGINE = "Docker is not running, so the image was not looked for."
    NOT_COMMITTED = "These were not committed as they were: {paths}."
    NOT_PUSHED = "No remote branch has the commit {commit} yet."
    IMAGE_CHOSEN = "The image was chosen, not recorded."
    IMAGE_CHOSEN_BY = "The image was chosen by {who}, not recorded."
    PATCH_APPLIED = "{patch} of {tool} is applied to the commit: {files}."
    FILES_KEPT = "These were not committed, and were kept: {paths}."


class Foreseen(Sentence):
    """Why a rebuild can come to no more than is forecast."""

    NO_OUTPUTS = "The run declared no outputs, so there is nothing to compare."
    NO_DIGEST = "No digest that can be checked is recorded of {paths}: there is no baseline."
    MORE_WITHOUT_DIGEST = (
        "No digest that can be checked is recorded of {paths} and {count} more: there is no baseline."
    )
    WAS_CHANCE = "It was seen to be not deterministic ({date})."
    WAS_IDENTICAL = "It came out identical on {date}."
    BEST_ONCE = "The best that it came to the only time that it was rebuilt was '{verdict}' (last on {date})."
    BEST = "The best that it came to in {count} rebuilds was '{verdict}' (last on {date})."
    NOT_COMPLETED = "The last rebuild did not complete: {ended} on {date}."
    IMAGE_CHOSEN = "The image was chosen by a person: its packages may not be those of the run."
    ONLY_TAG = "Only a tag of the image is recorded, and tags move."
    IMAGE_RECONSTRUCTED = "The image is reconstructed: its packages may not be those of the run."
    NOT_COMMITTED = "It ran with files that were not committed: {paths}."
    PATCH_APPLIED = "The code is the commit with {patch} applied, which {tool} kept of it."
    TRACKED_ALONE = (
        "The code is the commit with {patch} applied, which {tool} kept of it; files that Git did "
        "not track are not in it."
    )
    PATCH_NOT_APPLIED = (
        "It ran with changes that were not committed; {patch} has them, and it is not applied."
    )
    ACCEPTED = "Other contents than the run used are accepted: {paths}."
    NO_GPU = "It ran on a GPU ({gpu}) and containers have none here."
    OTHER_PROCESSOR = (
        "The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose "
        "another kernel: bit-identical is unlikely for LAPACK results."
    )
    OTHER_KERNEL = (
        "The processors differ (recorded: {recorded}; here: {here}), so maths libraries may choose "
        "another kernel (then {kernel}): bit-identical is unlikely for LAPACK results."
    )
    FEWER_PROCESSORS = (
        "The run had {count} processors and here are {available}: sums of several threads are added "
        "up in another order."
    )
    HOLDS_TIME = "{path} holds the time at which it was written."
    MAY_HOLD_TIME = "{path} may hold the time at which it was written."
    MAY_HOLD_NAMES = "{path} may hold random names, if Matplotlib drew it."


class Ending(Sentence):
    """How a command ended, and what its outputs come to."""

    MISSING = "Something that is needed is missing, so nothing was run."
    CANCELLED = "It was cancelled."
    TIMED_OUT = "It was stopped after {seconds} seconds; --timeout sets another limit."
    DIED = "Its process died while {doing}. What it left is removed; nothing was compared."
    NO_MEMORY = "It needed more memory than {size} GiB; --memory sets another limit."
    KILLED = "It was killed (exit code 137, SIGKILL), and not for lack of memory."
    TOO_LARGE = "It wrote a file larger than the disk has room for (exit code 153)."
    SIGILL = (
        "The command ended with exit code 132: it used an instruction that this processor does not "
        "have (SIGILL); the image or a library in it is made for another one."
    )
    SIGABRT = "The command ended with exit code 134: it gave up (SIGABRT)."
    SIGBUS = (
        "The command ended with exit code 135: it touched memory that is not there (SIGBUS); shared "
        "memory in /dev/shm may have been too small."
    )
    SIGFPE = "The command ended with exit code 136: it failed in arithmetic (SIGFPE)."
    SIGSEGV = "The command ended with exit code 139: it crashed (SIGSEGV)."
    SIGTERM = "The command ended with exit code 143: it was told to stop (SIGTERM), and not by Forebear."
    EXIT = "The command ended with exit code {code}."
    EXIT_WHY = "The command ended with exit code {code}: {why}."
    NO_PROGRAM = "The command ended with exit code {code}: a program was not found."
    NO_PROGRAM_WHY = "The command ended with exit code {code}: a program was not found: {why}."
    NOT_EXECUTABLE = "The command ended with exit code {code}: a program cannot be executed."
    NOT_EXECUTABLE_WHY = "The command ended with exit code {code}: a program cannot be executed: {why}."
    NO_NETWORK = "It needs the network, and has none here; --network lets it out."
    NO_NETWORK_TO = "It needs the network (it asked for {host}), and has none here; --network lets it out."
    CHANGED_INPUT = "It tried to change its input {path}, which cannot be written."
    WROTE_OUTSIDE = (
        "It tried to write to {path}, outside of the project; --writable lets it, if it has the rights."
    )
    FULL_FOLDER = "Its {path}, of {size} GiB, was full."
    FULL = "The disk, or its /tmp, was full."
    NO_PROCESSES = "It wanted more than {count} processes and threads, which is the limit."
    NO_SHARED_MEMORY = "Its shared memory (/dev/shm), of {size} GiB, was too small."
    STOPPED_FULL = (
        "It wrote until the disk had too little room left, so it was stopped. Free space (old "
        "rebuilds are in .forebear/rebuilds) and try again."
    )
    ENDED_FULL = (
        "The disk had too little room left when it ended. Free space (old rebuilds are in "
        ".forebear/rebuilds) and try again."
    )

    NUMBER = "Number {number} of {count}."
    TO_EXPLAIN = "To explain rebuild {rebuild}: {variation}."
    OUTPUTS = "Outputs: {counts}."
    IMAGE = "The image is {how}, not recorded."
    IMAGE_BY_TAG = "The image is not identified: only its tag is known."
    ACCEPTED = "It used what the commit holds, not what the run used: {paths}."
    LIMITS = "It ran under other limits than usual: {limits}."
    PATCH_LEFT_OUT = "The code is the clean commit: {path}, with what was not committed, is left out."
    PATCH_APPLIED = "The code is the commit with {path} applied ({files} that were not committed)."


class Step(Sentence):
    """What was done, a step at a time."""

    SWEPT = "Removed {count} containers that an interrupted rebuild had left"
    IMAGE = "Image {image} ({identity}): {how}"
    EXPORTED = "Exported {count} files of {code}"
    LEFT_OUT = "Left out {path}, a link out of the project"
    INPUT = "Input {path} from {place}"
    RAN = "Ran {command}: {ended}, {seconds} s"
    RAN_TO_CODE = "Ran {command}: {ended}, exit code {code}, {seconds} s"
    JUDGED = "Judged {count} outputs: {verdict}"


class Spreading(Sentence):
    """Whether a recorded number is part of the spread of rebuilds, and how little few of them show."""

    NO_RECORD = "The record has no such number to compare."
    TOO_FEW = "There are fewer than two numbers, so there is no spread."
    ALL_AS_RECORDED = "All {count} came out as {value}, as recorded."
    ALL_OTHERWISE = (
        "All {count} came out as {value}; the record has {recorded}, which chance does not explain."
    )
    INSIDE = "The recorded {recorded} is inside what one more run would give in 95 of 100 cases."
    OUTSIDE = "The recorded {recorded} is outside what one more run would give in 95 of 100 cases."
    SHOW_LITTLE = (
        "{count} runs show little: one more falls outside their smallest and largest {odds} of the time."
    )


class Trouble(Sentence):
    """What an engine or a registry refuses, and the way out."""

    OTHER_WAYS = (
        "Or load the image with --archive FILE, make it again with --reconstruct, or name one with --image."
    )
    ENGINE_FULL = "The engine's disk is full."
    FREE_ENGINE = (
        "Free space (`docker system df` shows what takes it, `docker image prune` removes what no "
        "tag names), then try again."
    )
    OTHER_PROCESSOR = "The image is for another kind of processor."
    EMULATE = (
        "Rebuild on a machine like the recorded one, or install emulation for it: docker run "
        "--privileged --rm tonistiigi/binfmt --install all (on Debian: apt-get install "
        "qemu-user-static)."
    )
    GONE = "The image is gone from the engine: something removed it meanwhile."
    LOOK_ANEW = "Try again; it is then looked for anew."
    WRONG_BYTES = "The engine refuses the archive: its bytes are not those of their digests."
    DAMAGED = "The archive was changed or damaged: get it again, or use another one."
    NOT_TAKEN = "The engine does not take the image: {why}."
    ENGINE_STATE = "`docker info` shows its state; an engine that is too old may not know this kind of image."
    REGISTRY_PROCESSOR = "The registry has this image only for another kind of processor: {why}."
    OTHER_BYTES = "The registry serves other bytes than those of the digest, so they are not used."
    TELL_REGISTRY = "Tell whoever runs {registry}: its store is damaged, or somebody changed it."
    NOT_TRUSTED = "The registry's certificate is not trusted: {why}."
    TRUST = (
        "Put its certificate into /etc/docker/certs.d/{registry}/, or list it in "
        "`insecure-registries` of the engine."
    )
    FORBIDDEN = "The registry refuses: this account may not read the image, or there is no such repository."
    ASK_FOR_RIGHTS = (
        "Ask whoever runs {registry} for the right to pull, or log in as somebody else: docker login "
        "{registry}"
    )
    UNKNOWN = "The registry wants to know who asks: credentials are missing or wrong."
    LOG_IN = "Log in and try again: docker login {registry}"
    UNREACHABLE = "The registry cannot be reached."
    WORK_OFFLINE = "Check the network, or work offline with what was kept."
    NOT_THERE = "The registry no longer has this image, or never had it."
    ASK_FOR_ARCHIVE = "Ask whoever made it for an archive."
    NOT_PULLED = "The image cannot be pulled: {why}."
