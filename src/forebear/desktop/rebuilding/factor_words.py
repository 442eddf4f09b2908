"""How factors, and what varying them showed, are said."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.rebuild.causes.diagnosis import Outcome
from forebear.rebuild.causes.factor import Factor


def factor_text(factor: str) -> str:
    """Say a factor; several that were varied together are joined."""
    translate = QCoreApplication.translate
    named = {
        Factor.CHANCE: translate("Factor", "chance"),
        Factor.INPUTS: translate("Factor", "inputs"),
        Factor.CODE: translate("Factor", "code"),
        Factor.IMAGE: translate("Factor", "image"),
        Factor.PARAMETERS: translate("Factor", "parameters"),
        Factor.FORMAT: translate("Factor", "format"),
        Factor.CLOCK: translate("Factor", "clock"),
        Factor.SEED: translate("Factor", "seed"),
        Factor.THREADS: translate("Factor", "threads"),
        Factor.KERNEL: translate("Factor", "BLAS kernel"),
        Factor.PROCESSORS: translate("Factor", "processors"),
        Factor.PACKAGES: translate("Factor", "packages"),
        Factor.GPU: translate("Factor", "graphics processor"),
        Factor.HASH_SEED: translate("Factor", "hash seed"),
        Factor.LOCALE: translate("Factor", "locale"),
        Factor.TIME_ZONE: translate("Factor", "time zone"),
        Factor.VARIABLES: translate("Factor", "variables"),
        Factor.FILE_ORDER: translate("Factor", "file order"),
        Factor.HOST_NAME: translate("Factor", "host name"),
        Factor.TEMPORARY: translate("Factor", "temporary folder"),
        Factor.UPSTREAM: translate("Factor", "upstream"),
        Factor.UNEXPLAINED: translate("Factor", "unexplained"),
    }
    known = {str(each): said for each, said in named.items()}
    return ", ".join(known.get(each, each) for each in factor.split(", "))


def outcome_text(outcome: Outcome) -> str:
    """Say what a variation showed."""
    translate = QCoreApplication.translate
    return {
        Outcome.EXPLAINS: translate("Outcome", "explains it"),
        Outcome.MATTERS: translate("Outcome", "changes the output"),
        Outcome.NO_EFFECT: translate("Outcome", "no effect"),
        Outcome.SETTLES: translate("Outcome", "makes it deterministic"),
        Outcome.UNSETTLED: translate("Outcome", "still differs each time"),
        Outcome.FAILED: translate("Outcome", "failed"),
    }[outcome]
