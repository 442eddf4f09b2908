"""Which file of a run is its patch, and what of one the lineage keeps itself."""

from __future__ import annotations

import pytest

from forebear.sources.kept_patch import Patch, patch_among


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["out/model.bin", "diff.patch"], "diff.patch"),
        (["a.patch", "code/diff.patch", "b.patch"], "code/diff.patch"),
        (["git.diff", "model.bin"], "git.diff"),
        (["a.patch", "b.patch"], ""),
        (["patch", "diff.patch.txt"], ""),
    ],
)
def test_the_patch_of_a_run_is_told_by_its_name(paths: list[str], found: str) -> None:
    assert patch_among(paths) == found


def test_the_lineage_keeps_what_is_a_short_text_without_secrets_and_in_no_file() -> None:
    assert Patch.of(b"+x = 1\n").text == "+x = 1\n"
    assert Patch.of(b"+x = 1\n", "/here/diff.patch").text == ""
    for content in (b"\0", b"\xff", b"+" * (5 << 20), b"+u = 'https://ada:hunter2@example.org'\n"):
        patch = Patch.of(content)
        assert (patch.text, patch.size) == ("", len(content))
