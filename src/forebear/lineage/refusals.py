"""What is told where a project or its lineage cannot be opened, and what to do then."""

from __future__ import annotations

from forebear.lineage.sentences import Sentence


class Refused(Sentence):
    """Why a project or its lineage cannot be opened or written."""

    NO_FOLDER = "There is no such folder."
    GIVE_FOLDER = "Give the folder of a project."
    NOT_READABLE = "This folder may not be read."
    ASK_OWNER = "Ask its owner for rights to read it."
    DISK_FULL = "The disk is full."
    FREE_SPACE = "Free some space, then try again."
    FILE_IN_PLACE = "A file has the name of Forebear's folder."
    RENAME_FILE = "Rename that file, then try again."
    NOT_WRITABLE = "The project cannot be written: {why}."
    MAKE_WRITABLE = "Make the folder writable, or keep the lineage elsewhere with --database sqlite:////path/to/lineage.db."
    LINK = "This is a link, and Forebear writes only to its own folder in the project."
    REMOVE_LINK = "Remove the link; to keep the lineage elsewhere, name the place with --database."
    NO_PLACE = "There is no place for the common lineage: {why}."
    OTHER_PLACE = "Name another place with --database sqlite:////path/to/lineage.db."
    OLDER = "The lineage was written by an older Forebear and is not brought up to date yet."
    IMPORT_ONCE = "Run forebear import PATH once; it keeps everything."
    NEWER = "The lineage was written by a newer Forebear than this one."
    UPDATE = "Update Forebear."
    OTHER_DATABASE = "Forebear keeps no lineage in {kind}."
    USE_DATABASE = "Use sqlite:////path/to/lineage.db or postgresql://user@host/name."
    FOLDER_IN_PLACE = "There is a folder where the lineage should be."
    MOVE_AWAY = "Move it away, or name another place with --database."
    NO_DATABASE_FOLDER = "The folder for the database does not exist."
    MAKE_FOLDER = "Make the folder, or name another place with --database."
    NO_DRIVER = "The driver for PostgreSQL is not installed."
    INSTALL_DRIVER = "Install it with: pip install 'forebear[postgresql]'."
    OTHER_PROGRAM = "This database belongs to another program."
    NEW_DATABASE = "Name an empty or a new database with --database."
    NO_LINEAGE = "There is no lineage here yet."
    IMPORT_FIRST = "Read the project first: forebear import PATH."
