"""What is told of why a rebuild came out as it did."""

from __future__ import annotations

from forebear.lineage.sentences import Sentence


class Explained(Sentence):
    """Causes of a difference, and the evidence for them."""

    CHANCE = "It is not deterministic: {count} rebuilds under the same conditions differ."
    CONTENTS = "{path}: {count} different contents"
    ACCEPTED = "Other contents than recorded were accepted as inputs or parameters."
    NOT_COMMITTED = (
        "When it ran, files were not committed as they were, and it did not record them as inputs."
    )
    PATCH_NOT_APPLIED = "It ran with changes that were not committed, and the patch of them was not applied."
    TRACKED_ALONE = (
        "It ran with changes that were not committed. Its patch was applied, which has no new files."
    )
    PATCH = "{path} of {tool}: {count} files"
    IMAGE = "It did not run in the recorded image."
    ONLY_TAG = "{image}: only its tag is known"
    ONLY_TAG_BY = "{image}: only its tag is known, by {who}"
    FORMAT = "Only the way it is written differs; what it says is the same."
    FORMAT_OF_SOME = "Of some outputs: only the way it is written differs; what it says is the same."
    CLOCK = "The output holds the moment at which it was made."
    SEED = "The code seems to draw random numbers that nothing seeds."
    NO_SEED = "{place} {call}(…): no seed seen"
    CANNOT_BE_SEEDED = "{place} {call}(…): cannot be seeded"
    UPSTREAM = (
        "A run further up does not come out as recorded either. This one ran on the recorded inputs, so both "
        "may have one cause; look there first."
    )
    UPSTREAM_RUN = "{run} (rebuild:{rebuild}): {verdict}"
    MORE = "and {count} more"
    UNEXPLAINED = "Unexplained: nothing that is recorded of the run differs here."
    NOT_RECORDED = "Not recorded of the run: {factors}."
    NO_CHANCE = "{count} rebuilds agree with each other, so it is not chance."

    THREADS = "It ran with another number of threads than recorded, and sums depend on that."
    KERNEL = "Maths libraries computed with other kernels than recorded, as on another processor."
    PROCESSORS = "It could use another number of processors than recorded."
    HASH_SEED = "It ran with another hash seed than recorded, which orders sets."
    LOCALE = "It ran in another locale than recorded."
    TIME_ZONE = "It ran in another time zone than recorded."
    MOMENT = "Archives were given another moment than recorded."
    VARIABLES = "Variables differ from those recorded."
    PACKAGES = "Packages differ from those recorded."
    GPU = "It ran with another graphics processor than recorded."
    DIFFERS = "{name}: recorded {recorded}, here {here}"
    NOT_SET = "{name}: recorded {recorded}, here not set"


class Shown(Sentence):
    """What reruns that varied one thing at a time have shown."""

    MOVED = (
        "The same comes out each time now, but something else than in that rebuild: this machine has changed "
        "since, or it differs only now and then. Diagnose a new rebuild."
    )
    EXPLAINS = "Shown: with {variation} what was recorded comes out."
    SETTLES = "Shown: with {variation} it is deterministic, so chance comes from there."
    CHANCE = "It is not deterministic under the same conditions, and nothing that was varied settles it."
    MATTERS = "The output depends on {factors}, but no value that was tried gives the record."
    UNEXPLAINED = "Unexplained: {count} variations of one thing at a time change nothing."
    AS_RECORDED = "As recorded: {paths}."
    SAME_BYTES = "The same bytes came out."
    OTHER_BYTES = "Other bytes, but not the recorded ones: {paths}."
    ONCE = "It was made only once."
    DIFFERENTLY = "{count} came out differently."
    THE_SAME = "{count} came out the same."
