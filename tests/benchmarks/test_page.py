"""The page of a hundred versions with 1,500 metrics: CPU time, memory and size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from forebear.compare.comparison import CodeChanges, Comparison, MetricRow, Version
from forebear.compare.page.writing import PageContent, write_page
from forebear.lineage.words import NodeKind

count = 100
versions = tuple(Version(f"L{n}", f"v{n}", f"v{n}", NodeKind.COMMIT, f"{n:040x}") for n in range(count))
rows = tuple(
    MetricRow("m", f"{n // 100}.metric_{n:04}", tuple(n + v / 7 for v in range(count)), (True,) * count)
    for n in range(1_500)
)
compared = Comparison(versions, rows, (), (), (), CodeChanges(changed=False), environment_changed=None)
before = resource.getrusage(resource.RUSAGE_SELF)
write_page(PageContent(compared, "large"), Path(sys.argv[1]))
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    "megabytes": (after.ru_maxrss - before.ru_maxrss) / 1024,
}))
"""


def test_a_hundred_versions_of_1500_metrics_are_written_in_bounded_time_and_memory(tmp_path: Path) -> None:
    """All 150,000 values differ and are on the page; 4 seconds and 47 MB where this was written."""
    file = tmp_path / "large.html"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file)], capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    assert said["seconds"] < 20
    assert said["megabytes"] < 200
    page = file.read_text(encoding="utf-8")
    assert len(page) < 16_000_000
    assert page.count("<tr") > 1_500
    assert "metric_1499" in page
    assert "would make this page too large" not in page
