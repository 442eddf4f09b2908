"""What is said of plots and files, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication

from forebear.compare.data.findings import Absent
from forebear.compare.files.findings import ByteDifference, FileDifference, ImageDifference, Side
from forebear.compare.plots.findings import PlotStudy
from forebear.desktop import wording
from forebear.desktop.comparing.files.looking import Found


def side_text(side: Side, size: int | None) -> str:
    """Return what one version holds: form, size (`size` where it was only recorded), digest."""
    translate = QCoreApplication.translate
    if side.digest is None:
        return translate("Files", "{version}: not there").format(version=side.label)
    words = []
    if side.image is not None:
        facts = side.image
        words.append(f"{facts.format} {facts.width:,} \N{MULTIPLICATION SIGN} {facts.height:,}")
    if side.size is not None or size is not None:
        words.append(wording.size_text(size if side.size is None else side.size))
    if side.encoding:
        words.append(side.encoding)
    words.append(side.digest.short)
    return f"{side.label}: {' · '.join(words)}"


def lines_of(found: Found) -> Iterator[str]:
    """Yield what is said of a file or a plot, most important first."""
    translate = QCoreApplication.translate
    if found.plot is not None:
        yield from plot_lines(found.plot)
    study = found.study
    if study is None:
        return
    for side in study.sides:
        if side.problem:
            yield f"{side.label}: {side.problem}"
        for note in side.image.notes if side.image else ():
            yield f"{side.label}: {note}"
    difference = found.difference
    if difference is not None:
        yield from difference_lines(difference, study.sides)
    elif not study.absent and len({side.digest for side in study.sides}) == 1:
        yield translate("Files", "Both versions hold the same bytes.")
    if found.plot is None:
        yield from absent_lines(study.absent)


def plot_lines(study: PlotStudy) -> Iterator[str]:
    """Yield what is said of a plot's points."""
    translate = QCoreApplication.translate
    if study.differs is False:
        yield translate("Files", "All versions have the same points.")
    for problem in study.problems:
        yield f"{problem.label}: {problem.path}: {problem.why}"
    yield from study.notes
    yield from absent_lines(study.absent)


def difference_lines(difference: FileDifference, sides: Sequence[Side]) -> Iterator[str]:
    """Yield how one file differs from the other."""
    translate = QCoreApplication.translate
    if difference.note:
        yield {
            "added": translate("Files", "Only {version} has it.").format(version=sides[1].label),
            "removed": translate("Files", "Only {version} has it.").format(version=sides[0].label),
        }.get(difference.note, difference.note)
    if difference.image is not None:
        yield image_text(difference.image, sides)
    if difference.notebook is not None:
        changes = difference.notebook
        yield translate(
            "Files",
            "Cells: {changed} differ, {same} are the same. Execution counts and ids are left out of account.",
        ).format(changed=len(changes.cells), same=changes.same)
    if difference.text is not None:
        text = difference.text
        if text.omitted:
            yield text.omitted
        elif text.rule:
            yield translate(
                "Files", "Without {rule}: {removed} lines became {added}, with them {less} became {more}."
            ).format(
                rule=translate("Files", "times of day and dates"),
                added=text.added,
                removed=text.removed,
                more=text.plain[0],
                less=text.plain[1],
            )
        yield from text.notes
    if difference.bytes is not None and difference.bytes.offset is None and difference.image is None:
        yield bytes_text(difference.bytes)  # else it stands above the bytes


def image_text(image: ImageDifference, sides: Sequence[Side]) -> str:
    """Return the figures of two pictures in one sentence."""
    translate = QCoreApplication.translate
    if image.same:
        return translate("Files", "All pixels are the same; the files differ in how they are written.")
    if not image.differing:
        return translate("Files", "No pixel that can be compared differs.")
    share = f"{image.share:.2%}".replace("%", " %") if image.share >= 0.0001 else "< 0.01 %"
    said = translate(
        "Files",
        "{share} of the pixels differ ({count} of {all}), at most by {largest} of 255, {mean} on average.",
    ).format(
        share=share,
        count=f"{image.differing:,}",
        all=f"{image.pixels:,}",
        largest=image.largest,
        mean=f"{image.mean:.3g}",
    )
    sizes = {(side.image.width, side.image.height) for side in sides if side.image}
    if len(sizes) > 1:
        said += " " + translate(
            "Files", "They are not of one size: they lie on each other at the upper left corner."
        )
    return said


def bytes_text(found: ByteDifference) -> str:
    """Return where two files begin to differ."""
    translate = QCoreApplication.translate
    if found.offset is None:
        if found.whole:
            return translate("Files", "All bytes are the same.")
        return translate("Files", "The first {size} are the same; the rest was not read.").format(
            size=wording.size_text(found.read)
        )
    if not found.suffix:
        return translate("Files", "First difference at byte {offset}.").format(offset=f"{found.offset:,}")
    return translate(
        "Files", "First difference at byte {offset}; at their ends {suffix} bytes are the same."
    ).format(offset=f"{found.offset:,}", suffix=f"{found.suffix:,}")


def absent_lines(absent: Sequence[Absent]) -> Iterator[str]:
    """Yield which versions' files are not here, and where they could be fetched from."""
    translate = QCoreApplication.translate
    lacking: dict[str, dict[str, None]] = {}
    for each in absent:
        said = ", ".join(f"{at.how} {at}" for at in each.obtainable)
        lacking.setdefault(said, {})[each.label] = None
    for said, labels in lacking.items():
        versions = ", ".join(labels)
        yield translate("Files", "Not on this machine: {versions}.").format(versions=versions)
        if said:
            yield translate("Files", "It could be fetched from {places}.").format(places=said)
