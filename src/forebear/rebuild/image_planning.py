"""Chooses the image of a plan: down the ladder, or as a person says; and tells what else could be chosen."""

from __future__ import annotations

from dataclasses import replace

from forebear.lineage.answers import RanInAnswer, RunRecord
from forebear.lineage.errors import ActionableError
from forebear.lineage.questions import Questions
from forebear.lineage.words import Environment, Image, Origin
from forebear.rebuild.images import (
    ARCHIVE,
    ASSUMED,
    PULLED,
    RECONSTRUCTED,
    Alternative,
    ChosenImage,
    ImageFinder,
    from_archive,
    otherwise,
)
from forebear.rebuild.plan import Loosened
from forebear.rebuild.recipes import Recipe, RecipeFinder, files_at, recorded_images
from forebear.rebuild.sentences import Planned
from forebear.sources.docker.engine import EngineError
from forebear.sources.docker.identity import known_by
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.trees import TreeReader

_FILES = 4  # of the files that an image can be made from are offered


class ImagePlanner:
    """Chooses images for the runs of one project. `images` is None where no engine answers, for `trouble`."""

    def __init__(
        self,
        questions: Questions,
        repository: GitRepository,
        trees: TreeReader,
        images: ImageFinder | None,
        trouble: EngineError | None,
    ) -> None:
        self._questions = questions
        self._repository = repository
        self._trees = trees
        self._images = images
        self._trouble = trouble
        self._chosen: dict[tuple[int, ...], ChosenImage | None] = {}

    def choose(
        self, record: RunRecord, commit: str, loosened: Loosened, by: str, missing: list[str]
    ) -> ChosenImage | None:
        """Return the image to rebuild a run in; what keeps it from being had goes to `missing`."""
        known = [answer for answer in record.environments if answer.environment.image is not None]
        if self._images is None:
            what = self._trouble.what.rstrip(".") if self._trouble else "Docker is not running"
            missing.append(Planned.NO_ENGINE.said(trouble=what))
            return _unseen(known)
        chosen = self._said(record, known, commit, loosened, by, missing)
        if chosen is None:
            return None
        return replace(chosen, alternatives=tuple(self._alternatives(chosen, commit)))

    def _said(  # noqa: PLR0913, PLR0917
        self,
        record: RunRecord,
        known: list[RanInAnswer],
        commit: str,
        loosened: Loosened,
        by: str,
        missing: list[str],
    ) -> ChosenImage | None:
        assert self._images is not None  # noqa: S101  (asked a few lines above)
        recorded = known[0].environment if known else None
        try:
            if loosened.image:
                return self._images.given(loosened.image, by, recorded)
            if loosened.reconstruct is not None:
                recipe = self._recipe(commit, loosened, recorded or Environment())
                missing += recipe.lacks(self._images.has)
                return _reconstructed(recipe, recorded, by)
        except ActionableError as error:
            missing.append(str(error))
            return None
        # Many runs ran in one environment, and the engine is slow to ask.
        ids = tuple(answer.node.id for answer in known)
        if ids not in self._chosen:
            self._chosen[ids] = self._images.choose(known)
        chosen = self._chosen[ids]
        if chosen is None:
            missing.append(Planned.NO_IMAGE.said(ref=record.node.ref))
        elif not chosen.id and loosened.archive is not None:
            chosen = from_archive(chosen, loosened.archive, missing)
        elif loosened.archive is not None:
            note = Planned.ARCHIVE_UNREAD.said(path=loosened.archive)
            chosen = replace(chosen, note=" ".join(filter(None, (chosen.note, note))))
        elif not chosen.can_be_had:
            image = chosen.image
            missing.append(Planned.NO_IMAGE_DIGEST.said(image=image.reference, identity=image.identity))
        return chosen

    def _recipe(self, commit: str, loosened: Loosened, environment: Environment) -> Recipe:
        if not commit:
            raise ActionableError(Planned.NOTHING_TO_BUILD.said(), todo=Planned.FETCH_COMMIT.said())
        answers = self._questions.environments()
        known = recorded_images(each.environment.image for each in answers if each.environment.image)
        finder = RecipeFinder(self._repository, self._trees, known)
        path = loosened.reconstruct or ""
        return finder.recipe(commit, path, loosened.base, environment, network=loosened.network)

    def _alternatives(self, chosen: ChosenImage, commit: str) -> list[Alternative]:
        """Return what a person may choose instead, nearest to what was recorded first."""
        found = []
        if not chosen.id and chosen.how != RECONSTRUCTED:
            found.append(Alternative("--archive FILE", ARCHIVE, Planned.FROM_ARCHIVE.said()))
        used = chosen.recipe.path if chosen.recipe is not None else ""
        files = [file for file in files_at(self._trees, commit) if file != used] if commit else []
        for file in files[:_FILES]:
            said = Planned.MADE_AGAIN.said(file=file, commit=commit[:10])
            found.append(Alternative(f"--reconstruct={file}", RECONSTRUCTED, said))
        found.append(Alternative("--image IMAGE", ASSUMED, Planned.AS_ASSUMED.said()))
        return found


def _reconstructed(recipe: Recipe, recorded: Environment | None, by: str) -> ChosenImage:
    image = Image(f"{recipe.path}@{recipe.commit[:12]}")
    return ChosenImage(
        image,
        RECONSTRUCTED,
        True,
        otherwise(recorded, image),
        by=by,
        note=" ".join(recipe.notes),
        source=f"{recipe.path} of {recipe.commit[:10]}",
        known_by="what it is made from; it is another image than the recorded one",
        recipe=recipe,
    )


def _unseen(known: list[RanInAnswer]) -> ChosenImage | None:
    """Return what is recorded of an image where no engine can be asked."""
    answer = next(iter(known), None)
    if answer is None or answer.environment.image is None:
        return None
    image = answer.environment.image
    return ChosenImage(
        image,
        ASSUMED if answer.origin is Origin.ASSUMED else PULLED,
        image.identity != image.reference,
        answer.environment,
        by=answer.by,
        known_by=known_by(answer.environment),
    )
