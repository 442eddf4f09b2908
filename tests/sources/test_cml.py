"""Reports that workflows post with CML, where they are committed, and the pictures in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.database import Database
from forebear.lineage.facts import Slot
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.cml.reports import pictures_of, reports_of
from forebear.sources.importing import import_project, nothing_new

WORKFLOW = """\
jobs:
  train:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: iterative/setup-cml@v2
      - run: |
          python train.py
          cat metrics.txt >> docs/result.md
          echo '![](plot.png)' >> docs/result.md
          cml comment create --publish --title "Report" docs/result.md
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("cml comment create report.md", ("report.md",)),
        ("cml comment update --watch --publish-url=https://x ./out/r.md", ("out/r.md",)),
        ("cml-send-comment report.md", ("report.md",)),
        ("cml send-comment --pr report.md --publish", ("report.md",)),
        ("uses: iterative/setup-cml@v2", ("report.md",)),
        ("cml-publish plot.png --md >> notes.md", ("report.md",)),
        ("cml comment create ../../etc/x.md", ("report.md",)),
        ("python cml.py report.md", ()),
        ("echo xcml comment create report.md", ()),
    ],
)
def test_a_workflow_names_its_reports(tmp_path: Path, line: str, names: tuple[str, ...]) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text(f"job:\n  script:\n    - {line}\n")
    assert reports_of(tmp_path) == names


def test_pictures_are_those_in_the_repository() -> None:
    text = (
        '![a](plot.png) ![](./sub/b.png "title") ![](../top.png) <img width=3 src="c.svg"/> ![](<d e.png>)'
        "![](https://asset.cml.dev/1) ![](/etc/passwd) ![](../../out.png) ![](data:image/png;base64,x) ![]()"
    )
    assert list(pictures_of(text.encode(), "docs/report.md")) == [
        "docs/plot.png", "docs/sub/b.png", "top.png", "docs/c.svg", "docs/d",
    ]  # fmt: skip


@given(st.binary(max_size=400))
def test_no_bytes_lead_outside(content: bytes) -> None:
    assert not [path for path in pictures_of(content, "a/report.md") if path.startswith(("/", ".."))]


def test_commits_hold_their_reports_and_the_pictures_in_them(work, tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}", create=True)
    project = Project(work.root, database.url)

    def held(sha: str) -> dict[str, str]:
        found = Questions(database).held(sha)
        return {each.path: str(each.node.key) for each in found if each.slot is Slot.PLOT}

    work.file(".github/workflows/cml.yaml", WORKFLOW)
    work.file("docs/result.md", "no pictures yet\n")
    work.file("docs/plot.png", b"\x89PNG 1")
    first = work.commit("a report")
    report = import_project(project, database, Silent())
    assert [source.kind for source in report.sources] == ["git", "cml"]
    assert set(held(first)) == {"docs/result.md"}
    work.file("docs/result.md", "# Result\n![](plot.png)\n")
    second = work.commit("with a picture")
    import_project(project, database, Silent())
    work.file("docs/plot.png", b"\x89PNG 2")
    third = work.commit("another picture")
    work.file("unrelated.txt", "x")
    fourth = work.commit("nothing of it")
    import_project(project, database, Silent())
    work.git("rm", "--quiet", "docs/plot.png")
    fifth = work.commit("gone")
    import_project(project, database, Silent())
    assert set(held(second)) == {"docs/result.md", "docs/plot.png"}
    assert held(second)["docs/plot.png"] != held(third)["docs/plot.png"]
    assert held(third) == held(fourth)
    assert set(held(fifth)) == {"docs/result.md"}
    step_by_step = {sha: held(sha) for sha in (first, second, third, fourth, fifth)}
    assert nothing_new(project) is not None
    database.close()
    database = Database.open(f"sqlite:///{tmp_path / 'whole.db'}", create=True)
    import_project(Project(work.root, database.url), database, Silent())
    assert {sha: held(sha) for sha in step_by_step} == step_by_step
    database.close()
