"""Why a project, an engine or a registry refuses, and what to do then, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from forebear.lineage.refusals import Refused
from forebear.lineage.sentences import Sentence
from forebear.rebuild.sentences import Trouble
from forebear.sources.docker.refusals import EngineRefused

translate = QCoreApplication.translate

REFUSALS: Mapping[Sentence, Callable[[], str]] = {
    Refused.NO_FOLDER: lambda: translate("Sentences", "There is no such folder."),
    Refused.GIVE_FOLDER: lambda: translate("Sentences", "Give the folder of a project."),
    Refused.NOT_READABLE: lambda: translate("Sentences", "This folder may not be read."),
    Refused.ASK_OWNER: lambda: translate("Sentences", "Ask its owner for rights to read it."),
    Refused.DISK_FULL: lambda: translate("Sentences", "The disk is full."),
    Refused.FREE_SPACE: lambda: translate("Sentences", "Free some space, then try again."),
    Refused.FILE_IN_PLACE: lambda: translate("Sentences", "A file has the name of Forebear's folder."),
    Refused.RENAME_FILE: lambda: translate("Sentences", "Rename that file, then try again."),
    Refused.NOT_WRITABLE: lambda: translate("Sentences", "The project cannot be written: {why}."),
    Refused.MAKE_WRITABLE: lambda: translate(
        "Sentences",
        "Make the folder writable, or keep the lineage elsewhere with --database "
        "sqlite:////path/to/lineage.db.",
    ),
    Refused.LINK: lambda: translate(
        "Sentences",
        "This is a link, and Forebear writes only to its own folder in the project.",
    ),
    Refused.REMOVE_LINK: lambda: translate(
        "Sentences",
        "Remove the link; to keep the lineage elsewhere, name the place with --database.",
    ),
    Refused.NO_PLACE: lambda: translate("Sentences", "There is no place for the common lineage: {why}."),
    Refused.OTHER_PLACE: lambda: translate(
        "Sentences",
        "Name another place with --database sqlite:////path/to/lineage.db.",
    ),
    Refused.OLDER: lambda: translate(
        "Sentences",
        "The lineage was written by an older Forebear and is not brought up to date yet.",
    ),
    Refused.IMPORT_ONCE: lambda: translate(
        "Sentences",
        "Run forebear import PATH once; it keeps everything.",
    ),
    Refused.NEWER: lambda: translate(
        "Sentences",
        "The lineage was written by a newer Forebear than this one.",
    ),
    Refused.UPDATE: lambda: translate("Sentences", "Update Forebear."),
    Refused.OTHER_DATABASE: lambda: translate("Sentences", "Forebear keeps no lineage in {kind}."),
    Refused.USE_DATABASE: lambda: translate(
        "Sentences",
        "Use sqlite:////path/to/lineage.db or postgresql://user@host/name.",
    ),
    Refused.FOLDER_IN_PLACE: lambda: translate("Sentences", "There is a folder where the lineage should be."),
    Refused.MOVE_AWAY: lambda: translate("Sentences", "Move it away, or name another place with --database."),
    Refused.NO_DATABASE_FOLDER: lambda: translate("Sentences", "The folder for the database does not exist."),
    Refused.MAKE_FOLDER: lambda: translate(
        "Sentences",
        "Make the folder, or name another place with --database.",
    ),
    Refused.NO_DRIVER: lambda: translate("Sentences", "The driver for PostgreSQL is not installed."),
    Refused.INSTALL_DRIVER: lambda: translate(
        "Sentences",
        "Install it with: pip install 'forebear[postgresql]'.",
    ),
    Refused.OTHER_PROGRAM: lambda: translate("Sentences", "This database belongs to another program."),
    Refused.NEW_DATABASE: lambda: translate("Sentences", "Name an empty or a new database with --database."),
    Refused.NO_LINEAGE: lambda: translate("Sentences", "There is no lineage here yet."),
    Refused.IMPORT_FIRST: lambda: translate("Sentences", "Read the project first: forebear import PATH."),
    EngineRefused.NOT_ALLOWED: lambda: translate("Sentences", "You may not use Docker."),
    EngineRefused.ASK_FOR_RIGHTS: lambda: translate(
        "Sentences",
        "Ask an administrator for `usermod -aG docker $USER` and log in again.",
    ),
    EngineRefused.NOT_INSTALLED: lambda: translate("Sentences", "Docker is not installed."),
    EngineRefused.INSTALL: lambda: translate(
        "Sentences",
        "Install Docker (https://docs.docker.com/engine/install/; on Debian or Ubuntu: apt-get install "
        "docker.io) or Podman, or point DOCKER_HOST at an engine elsewhere.",
    ),
    EngineRefused.NOT_RUNNING: lambda: translate("Sentences", "Docker is not running."),
    EngineRefused.START: lambda: translate(
        "Sentences",
        "Start it (`sudo systemctl start docker`, Docker Desktop, or packaging/engine), or point "
        "DOCKER_HOST at an engine that runs.",
    ),
    EngineRefused.SILENT: lambda: translate("Sentences", "The container engine does not answer: {why}."),
    EngineRefused.LOOK: lambda: translate("Sentences", "Look at DOCKER_HOST and try again."),
    EngineRefused.TOO_OLD: lambda: translate(
        "Sentences",
        "The container engine and Forebear do not understand each other: {why}.",
    ),
    EngineRefused.UPDATE: lambda: translate(
        "Sentences",
        "Update Docker (17.06 is the oldest that works; 20.10 or newer is advised), and Forebear.",
    ),
    Trouble.OTHER_WAYS: lambda: translate(
        "Sentences",
        "Or load the image with --archive FILE, make it again with --reconstruct, or name one with --image.",
    ),
    Trouble.ENGINE_FULL: lambda: translate("Sentences", "The engine's disk is full."),
    Trouble.FREE_ENGINE: lambda: translate(
        "Sentences",
        "Free space (`docker system df` shows what takes it, `docker image prune` removes what no tag "
        "names), then try again.",
    ),
    Trouble.OTHER_PROCESSOR: lambda: translate("Sentences", "The image is for another kind of processor."),
    Trouble.EMULATE: lambda: translate(
        "Sentences",
        "Rebuild on a machine like the recorded one, or install emulation for it: docker run "
        "--privileged --rm tonistiigi/binfmt --install all (on Debian: apt-get install qemu-user-static).",
    ),
    Trouble.GONE: lambda: translate(
        "Sentences",
        "The image is gone from the engine: something removed it meanwhile.",
    ),
    Trouble.LOOK_ANEW: lambda: translate("Sentences", "Try again; it is then looked for anew."),
    Trouble.WRONG_BYTES: lambda: translate(
        "Sentences",
        "The engine refuses the archive: its bytes are not those of their digests.",
    ),
    Trouble.DAMAGED: lambda: translate(
        "Sentences",
        "The archive was changed or damaged: get it again, or use another one.",
    ),
    Trouble.NOT_TAKEN: lambda: translate("Sentences", "The engine does not take the image: {why}."),
    Trouble.ENGINE_STATE: lambda: translate(
        "Sentences",
        "`docker info` shows its state; an engine that is too old may not know this kind of image.",
    ),
    Trouble.REGISTRY_PROCESSOR: lambda: translate(
        "Sentences",
        "The registry has this image only for another kind of processor: {why}.",
    ),
    Trouble.OTHER_BYTES: lambda: translate(
        "Sentences",
        "The registry serves other bytes than those of the digest, so they are not used.",
    ),
    Trouble.TELL_REGISTRY: lambda: translate(
        "Sentences",
        "Tell whoever runs {registry}: its store is damaged, or somebody changed it.",
    ),
    Trouble.NOT_TRUSTED: lambda: translate("Sentences", "The registry's certificate is not trusted: {why}."),
    Trouble.TRUST: lambda: translate(
        "Sentences",
        "Put its certificate into /etc/docker/certs.d/{registry}/, or list it in `insecure-registries` "
        "of the engine.",
    ),
    Trouble.FORBIDDEN: lambda: translate(
        "Sentences",
        "The registry refuses: this account may not read the image, or there is no such repository.",
    ),
    Trouble.ASK_FOR_RIGHTS: lambda: translate(
        "Sentences",
        "Ask whoever runs {registry} for the right to pull, or log in as somebody else: docker login "
        "{registry}",
    ),
    Trouble.UNKNOWN: lambda: translate(
        "Sentences",
        "The registry wants to know who asks: credentials are missing or wrong.",
    ),
    Trouble.LOG_IN: lambda: translate("Sentences", "Log in and try again: docker login {registry}"),
    Trouble.UNREACHABLE: lambda: translate("Sentences", "The registry cannot be reached."),
    Trouble.WORK_OFFLINE: lambda: translate(
        "Sentences",
        "Check the network, or work offline with what was kept.",
    ),
    Trouble.NOT_THERE: lambda: translate(
        "Sentences",
        "The registry no longer has this image, or never had it.",
    ),
    Trouble.ASK_FOR_ARCHIVE: lambda: translate("Sentences", "Ask whoever made it for an archive."),
    Trouble.NOT_PULLED: lambda: translate("Sentences", "The image cannot be pulled: {why}."),
}
"""Each with its figures in braces."""
