"""What is told where no container engine can be used, and what to do then."""

from __future__ import annotations

from forebear.lineage.sentences import Sentence


class EngineRefused(Sentence):
    """Why no engine answers."""

    NOT_ALLOWED = "You may not use Docker."
    ASK_FOR_RIGHTS = "Ask an administrator for `usermod -aG docker $USER` and log in again."
    NOT_INSTALLED = "Docker is not installed."
    INSTALL = (
        "Install Docker (https://docs.docker.com/engine/install/; on Debian or Ubuntu: apt-get install "
        "docker.io) or Podman, or point DOCKER_HOST at an engine elsewhere."
    )
    NOT_RUNNING = "Docker is not running."
    START = (
        "Start it (`sudo systemctl start docker`, Docker Desktop, or packaging/engine), or point DOCKER_HOST "
        "at an engine that runs."
    )
    SILENT = "The container engine does not answer: {why}."
    LOOK = "Look at DOCKER_HOST and try again."
    TOO_OLD = "The container engine and Forebear do not understand each other: {why}."
    UPDATE = "Update Docker (17.06 is the oldest that works; 20.10 or newer is advised), and Forebear."
