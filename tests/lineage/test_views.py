"""Views as text, as links, and saved with a name: nothing is lost, and nothing strange gets in."""

from __future__ import annotations

import base64
import json
import os
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.saved_views import MOST, SavedViews, clean_name
from forebear.lineage.view import Later, Opened, Show, View
from forebear.lineage.view_text import document_of, link_to, loaded, read_link, view_of

names = st.text(max_size=30)
places = st.floats(-1e6, 1e6)
views = st.builds(
    View,
    st.sampled_from(Show),
    names,
    st.integers(0, 50),
    st.integers(0, 50),
    names,
    names,
    names,
    st.sampled_from(Later),
    st.frozensets(names, max_size=4),
    st.frozensets(names, max_size=4),
    st.lists(st.builds(Opened, names, st.booleans(), st.lists(names, max_size=3).map(tuple)), max_size=3).map(
        tuple
    ),
    st.dictionaries(names, st.tuples(places, places), max_size=4),
)
PLAIN = View(Show.SLICE, "model.pkl@v1", 3, 0, "+a b+ | kind:model", "2026-01", "v1", Later.HIDDEN)


@given(views, names)
def test_a_view_comes_back_from_its_document_and_its_link(view: View, project: str) -> None:
    document = json.loads(json.dumps(document_of(view)))

    assert view_of(document) == view
    name, found = read_link(link_to(view, project))
    assert found == view
    assert name == project.encode("utf-8", "backslashreplace").decode()


def test_a_link_is_short_and_safe() -> None:
    link = link_to(PLAIN, "churn & more/2")

    assert link.startswith("forebear://view?project=churn%20%26%20more%2F2&v=")
    assert len(link) < 250
    assert set(link) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~%&=?:/")


def test_a_very_long_link_leaves_out_what_was_moved() -> None:
    moved = {f"md5:{number:032x}": (number * 1.37, number * 0.77) for number in range(3000)}
    view = replace(PLAIN, moved=moved)

    assert read_link(link_to(view, "p"))[1] == PLAIN
    assert view_of(document_of(view)) == view


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    st.sampled_from(
        ("show", "about", "up", "slice", "later", "hidden", "unfolded", "opened", "moved", "version")
    ),
)
@settings(max_examples=300)
def test_a_strange_value_is_refused_or_means_the_usual(value: object, key: str) -> None:
    document = {**document_of(PLAIN), key: value}
    try:
        found = view_of(document)
    except UsageError:
        return
    assert view_of(document_of(found)) == found


def test_keys_of_a_newer_version_are_passed_over() -> None:
    assert view_of({**document_of(PLAIN), "colours": {"a": 1}}) == PLAIN


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"forebear": "view"},
        {"forebear": "view", "version": "1"},
        {"forebear": "view", "version": 2},
        {**document_of(PLAIN), "about": "a" * 5000},
        {**document_of(PLAIN), "slice": "a" * 10_001},
        {**document_of(PLAIN), "up": -1},
        {**document_of(PLAIN), "up": True},
        {**document_of(PLAIN), "down": 10**9},
        {**document_of(PLAIN), "hidden": ["a"] * 30_000},
        {**document_of(PLAIN), "moved": {"a": [1]}},
        {**document_of(PLAIN), "moved": {"a": [1, float("nan")]}},
        {**document_of(PLAIN), "moved": {"a": [1e300, 1]}},
        {**document_of(PLAIN), "opened": [{"node": "a", "upstream": 1}]},
        {**document_of(PLAIN), "later": "soon"},
    ],
)
def test_what_is_no_view_is_refused(document: object) -> None:
    with pytest.raises(UsageError):
        view_of(document)


def _packed(raw: bytes) -> str:
    return "forebear://view?v=" + base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "link",
    [
        "",
        "forebear://view",
        "forebear://run?v=abc",
        "https://view?v=abc",
        "forebear://view/../x?v=a",
        "forebear://view?v=%%%",
        "forebear://view?v=é",
        "forebear://[view?v=a",
        "forebear://view?v=" + "a" * 200_000,
        _packed(b"no zlib"),
        _packed(zlib.compress(b"[" * 100_000)),
        _packed(zlib.compress(b"{}")),
        _packed(zlib.compress(b" " * 50_000_000)),
        _packed(zlib.compress(b'{"forebear":"view"}')[:-3]),
        _packed(zlib.compress(b'{"forebear":"view","version":1,"up":NaN}')),
    ],
)
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(UsageError):
        read_link(link)


@given(st.text(max_size=80))
def test_no_text_is_too_strange_for_a_link(text: str) -> None:
    for link in (text, f"forebear://view?{text}", f"forebear://view?v={text}"):
        with pytest.raises(UsageError):
            read_link(link)


def test_json_of_a_stranger_is_data() -> None:
    with pytest.raises(UsageError):
        loaded("[" * 200_000)


# saved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / ".forebear"
    folder.mkdir()
    return folder / "views.json"


def test_views_are_kept_renamed_and_deleted(path: Path) -> None:
    saved = SavedViews(path)
    assert saved.all() == ()

    assert saved.save("  Zwei\n Wege  ", PLAIN).name == "Zwei Wege"
    saved.save("b", View())
    saved.save("B", PLAIN)  # the same name

    assert [each.name for each in SavedViews(path).all()] == ["B", "Zwei Wege"]
    assert saved.find("ZWEI wege") == PLAIN
    saved.rename("b", "Anders")
    with pytest.raises(UsageError, match="Another view"):
        saved.rename("Anders", "zwei wege")
    saved.rename("zwei wege", "ZWEI WEGE")
    gone = saved.delete("Anders")
    assert [each.name for each in saved.all()] == ["ZWEI WEGE"]
    saved.save(gone.name, gone.view)
    assert [each.name for each in saved.all()] == ["Anders", "ZWEI WEGE"]
    assert [each.name for each in path.parent.iterdir()] == ["views.json"]


@given(views, st.text(min_size=1, max_size=20).filter(lambda text: text.strip(" \n\t").isprintable()))
@settings(max_examples=30)
def test_any_view_is_kept(tmp_path_factory: pytest.TempPathFactory, view: View, name: str) -> None:
    saved = SavedViews(tmp_path_factory.mktemp("views") / "views.json")
    try:
        kept = saved.save(name, view)
    except UsageError:
        assert not name.strip()
        return
    assert saved.all() == (kept,)
    assert saved.find(name) == view


def test_what_a_newer_forebear_wrote_stays(path: Path) -> None:
    saved = SavedViews(path)
    saved.save("a", PLAIN)
    document = json.loads(path.read_text())
    document["colour"] = "blue"
    document["views"][0]["pinned"] = True
    document["views"][0]["view"]["glow"] = 1
    path.write_text(json.dumps(document))

    saved.save("b", View())
    saved.rename("a", "c")

    found = json.loads(path.read_text())
    assert found["colour"] == "blue"
    assert found["views"][0]["pinned"] is True
    assert found["views"][0]["view"]["glow"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"forebear":"views","version":2,"views":[]}',
        '{"forebear":"views","version":1}',
        '{"forebear":"views","version":1,"views":[{"name":3,"view":{}}]}',
        "[" * 100_000,
        '{"forebear":"views","version":1,"views":[{"name":"a","view":{}}]}',
        "\x00\ufffe",
        '{"forebear":"views"',
    ],
)
def test_a_malformed_file_is_named_and_left_as_it_is(path: Path, text: str) -> None:
    path.write_text(text)
    saved = SavedViews(path)

    for act in (saved.all, lambda: saved.save("a", PLAIN), lambda: saved.delete("a")):
        with pytest.raises(ActionableError) as caught:
            act()
        assert caught.value.where == str(path)
        assert caught.value.todo
    assert path.read_text() == text
    assert [each.name for each in path.parent.iterdir()] == ["views.json"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_and_pipes_are_not_followed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    SavedViews(other).save("secret", PLAIN)
    path.symlink_to(other)
    with pytest.raises(ActionableError, match="link"):
        SavedViews(path).all()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ActionableError, match="no file"):
        SavedViews(path).all()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    saved = SavedViews(tmp_path / "none" / "views.json")

    assert saved.all() == ()
    with pytest.raises(ActionableError, match="cannot be saved"):
        saved.save("a", PLAIN)


def test_there_is_an_end_to_it(path: Path) -> None:
    views = [{"name": f"v{number}", "view": document_of(PLAIN)} for number in range(MOST)]
    path.write_text(json.dumps({"forebear": "views", "version": 1, "views": views}))
    saved = SavedViews(path)

    with pytest.raises(ActionableError, match="1,000"):
        saved.save("one more", PLAIN)
    saved.save("v7", View())
    assert saved.find("v7") == View()


def test_names_are_what_can_be_seen() -> None:
    assert clean_name("a\x00\u0007 \n b") == "a b"
    assert clean_name("x" * 500) == "x" * 100
    for nothing in ("", "  ", "\x00\n"):
        with pytest.raises(UsageError):
            clean_name(nothing)
    with pytest.raises(UsageError, match="No view"):
        SavedViews(Path("/nowhere/views.json")).find("x")
