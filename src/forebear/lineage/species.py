"""What nodes look like, as numbers: the kind, and for an artifact its type."""

from __future__ import annotations

from forebear.lineage.words import ArtifactType, NodeKind

Species = tuple[NodeKind, ArtifactType | None]

SPECIES: tuple[Species, ...] = (
    *((kind, None) for kind in NodeKind if kind is not NodeKind.ARTIFACT),
    *((NodeKind.ARTIFACT, type_) for type_ in ArtifactType),
)
"""All species; where arrays hold numbers of species, these are places in here."""

_NUMBERS = {species: number for number, species in enumerate(SPECIES)}


def species_number(kind: NodeKind, type_: ArtifactType | None) -> int:
    """Return the place of a node's species in SPECIES; an artifact of unknown type is a file."""
    if kind is NodeKind.ARTIFACT:
        return _NUMBERS[kind, type_ or ArtifactType.FILE]
    return _NUMBERS[kind, None]
