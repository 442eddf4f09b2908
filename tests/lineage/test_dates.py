"""Dates as people write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.dates import period_of
from forebear.lineage.errors import UsageError

NOW = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)
LEAST = timedelta(microseconds=1)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture(autouse=True, params=["UTC", "Asia/Seoul"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield timedelta(hours=9 if request.param == "Asia/Seoul" else 0)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026", utc(2026, 1, 1), utc(2027, 1, 1)),
        ("2026-02", utc(2026, 2, 1), utc(2026, 3, 1)),
        ("2026-12", utc(2026, 12, 1), utc(2027, 1, 1)),
        ("2026-6-1", utc(2026, 6, 1), utc(2026, 6, 2)),
        ("2026-06-01", utc(2026, 6, 1), utc(2026, 6, 2)),
        ("2026-06-01T12:00", utc(2026, 6, 1, 12), utc(2026, 6, 1, 12, 1)),
        (" 2026-06-01  12:00 ", utc(2026, 6, 1, 12), utc(2026, 6, 1, 12, 1)),
        ("2026-06-01T12:00:30.25", utc(2026, 6, 1, 12, 0, 30), utc(2026, 6, 1, 12, 0, 31)),
    ],
)
def test_a_date_is_all_of_what_it_names_in_the_zone_of_the_person(text, first, end, zone):
    period = period_of(text, NOW)
    assert period is not None
    assert period.first == first - zone
    assert period.last == end - zone - LEAST


def test_today_and_yesterday_are_days_of_the_person(zone):
    today, yesterday = period_of("Today", NOW), period_of("yesterday", NOW)
    assert today is not None
    assert yesterday is not None
    assert today.first == datetime(2026, 3, 31, tzinfo=UTC) - zone
    assert yesterday.last == today.first - LEAST


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("3 days ago", NOW - timedelta(days=3)),
        ("a week ago", NOW - timedelta(weeks=1)),
        ("1 month ago", datetime(2026, 2, 28, 12, 30, tzinfo=UTC)),
        ("2 years ago", datetime(2024, 3, 31, 12, 30, tzinfo=UTC)),
        ("90 minutes ago", NOW - timedelta(minutes=90)),
    ],
)
def test_how_long_ago_is_one_moment(text, moment):
    period = period_of(text, NOW)
    assert period is not None
    assert period.first == period.last == moment


def test_a_time_with_its_zone():
    for text in ("2026-06-01T12:00Z", "2026-06-01T21:00+09:00", "2026-06-01 07:00 -0500"):
        period = period_of(text, NOW)
        assert period is not None
        assert period.first == datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-02-30", "2026-06-01T25:00", "2026-00-01", "9999 years ago"]
)
def test_a_date_that_does_not_exist_is_told(text):
    with pytest.raises(UsageError, match="no such date") as error:
        period_of(text, NOW)
    assert text in str(error.value)


@pytest.mark.parametrize("text", ["", "main", "v2026", "4f1c0de", "20260601", "0999", "٢٠٢٦", "2026-06-01x"])
def test_what_is_no_date(text):
    assert period_of(text, NOW) is None


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none_or_told(text):
    try:
        period = period_of(text, NOW)
    except UsageError:
        return
    assert period is None or period.first <= period.last


@given(st.integers(0, 7_000_000_000_000_000).map(lambda each: utc(1970, 1, 1) + each * LEAST))
def test_what_is_written_in_iso_is_read_back(when):
    period = period_of(when.isoformat(), NOW)
    assert period is not None
    assert period.first <= when <= period.last
