"""Links to comparisons: what was written is read again, and a stranger's link does no harm."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.comparison_link import MOST, START, Chosen, link_to_comparison, read_comparison_link
from forebear.lineage.errors import UsageError

printable = st.text(min_size=1, max_size=60).filter(str.isprintable)


@given(
    st.builds(
        Chosen,
        st.text(max_size=60).filter(lambda name: name.isprintable() and name != ""),
        st.lists(printable, min_size=2, max_size=100, unique=True).map(tuple),
        st.sampled_from(["", "metrics", "code"]),
    )
)
def test_what_is_written_is_read_again(chosen: Chosen) -> None:
    assert read_comparison_link(link_to_comparison(chosen)) == chosen


def test_a_link_can_be_read_by_people() -> None:
    link = link_to_comparison(Chosen("churn", ("v1.2", "data/a b.csv@main"), "metrics"))
    assert link == f"{START}?project=churn&r=v1.2&r=data/a%20b.csv@main&page=metrics"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "forebear://view?v=x",
        "https://example.org?r=a&r=b",
        "forebear://compare.example.org?r=a&r=b",
        "forebear://compare/../x?r=a&r=b",
        f"{START}?r=only",
        f"{START}?r=a&r=a",
        f"{START}?r=a&r=" + "b" * 5_000,
        f"{START}?r=a&r=b%00c",
        f"{START}?r=a&r=b%0Ac",
        f"{START}?" + "&".join(f"r={n}" for n in range(MOST + 1)),
        f"{START}?r=a&r=b" + "&x=y" * 1_000,
        f"{START}?r=a&r=b" + "c" * 300_000,
        "forebear://[compare?r=a&r=b",
    ],
)
def test_anything_else_is_refused(link: str) -> None:
    with pytest.raises(UsageError):
        read_comparison_link(link)


@given(st.text(max_size=300))
def test_no_text_raises_anything_else(text: str) -> None:
    for link in (text, f"{START}?{text}"):
        with contextlib.suppress(UsageError):
            read_comparison_link(link)


def test_a_page_that_is_none_is_passed_over() -> None:
    assert read_comparison_link(f"{START}?r=a&r=b&page=../etc").page == ""
    assert read_comparison_link(f"{START}?r=a&r=b&other=1") == Chosen("", ("a", "b"))
