"""Single files: YAML by DVC's rules, lock files by parts, values, templates, storage."""

from __future__ import annotations

import json
import math
import subprocess

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.words import Digest
from forebear.sources.dvc.data_files import read_data_file
from forebear.sources.dvc.lock_text import LockReader, whole
from forebear.sources.dvc.pipelines import read_pipeline
from forebear.sources.dvc.stages import stage_record
from forebear.sources.dvc.storage import DvcStorage, directory_entries, object_name
from forebear.sources.dvc.values import flattened, metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError, decoded, load_yaml

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
    st.sampled_from(["on", "010", "1e-3"]),
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_what_json_says_yaml_says_too(value):
    """JSON is YAML; what is written as JSON comes back as it was."""
    assert load_yaml(json.dumps(value, ensure_ascii=False)) == value


_DIFFERENT = (
    *("on", "off", "yes", "no", "y", "n", "True", "NULL", "~", "=", "12:30"),
    *("010", "08", "0o17", "0b11", "0x1f", "+12", "-0", "1_0"),
    *("1e3", "1e+3", "1E-5", "1.", ".5", ".5e3"),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"), ("yes", "yes"), ("True", True), ("010", 10), ("0o10", 8), ("0x1F", 31), ("1e-3", 0.001),
        ("1_000", 1000), (".5", 0.5), ("190:20:30", "190:20:30"), ("~", None), ("", None),
        ("2001-12-14", "2001-12-14"), ("-.inf", -math.inf), ("'1'", "1"), ("!!str 1", "1"),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)  # fmt: skip
def test_scalars_are_read_as_dvc_reads_them(text, value):
    assert load_yaml(f"a: {text}\n") == {"a": value}


def test_dvcs_own_reader_agrees(tool):
    """Ask the reader in DVC's own environment about everything in which YAML 1.1 and 1.2 differ."""
    texts = _DIFFERENT
    script = (
        "import sys, json\nfrom ruamel.yaml import YAML\n"
        "def one(text):\n    try: return YAML(typ='safe').load('a: ' + text)['a']\n"
        "    except Exception: return 'ERROR'\n"
        "json.dump([one(text) for text in sys.argv[1:]], sys.stdout)"
    )
    python = tool("dvc").parent / "python"
    done = subprocess.run([str(python), "-c", script, *texts], capture_output=True, text=True, check=True)
    theirs = dict(zip(texts, json.loads(done.stdout), strict=True))
    ours = {text: load_yaml(f"a: {text}")["a"] for text in texts}
    # Two that DVC cannot read as anything sensible: `=` is an error there, `.5e3` a text.
    assert {text for text in texts if repr(ours[text]) != repr(theirs[text])} == {"=", ".5e3"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\na: 2\n", "twice"),
        ("a: !!python/name:os.system x", "tag"),
        ("a: 1\n---\nb: 2\n", "more than one"),
        ("a:\n\tb: 1\n", "line 2"),
        ("a: *b\n", "anchor"),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", "merge"),
        ("? [a]\n: 1\n", "key"),
    ],
)
def test_what_is_refused(text, reason):
    with pytest.raises(UnreadableError, match=reason):
        load_yaml(text)


def test_values_without_end_are_refused():
    with pytest.raises(UnreadableError, match="anchor"):
        load_yaml("a: &a\n  b: *a\n")
    with pytest.raises(UnreadableError):
        read_values("x.json", b"[" * 100_000)
    with pytest.raises(UnreadableError, match="UTF-8"):
        decoded(b"\xff")


ENTRIES = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}(@[a-z0-9-]{1,4})?", fullmatch=True),
    st.fixed_dictionaries(
        {"cmd": WORDS | st.lists(WORDS, min_size=1, max_size=2)},
        optional={
            "deps": st.lists(
                st.fixed_dictionaries({"path": WORDS, "md5": WORDS, "size": st.integers(0)}), max_size=3
            ),
            "params": st.dictionaries(WORDS, st.dictionaries(WORDS, DOCUMENTS, max_size=2), max_size=2),
            "outs": st.lists(st.fixed_dictionaries({"path": WORDS}), max_size=2),
        },
    ),
    max_size=3,
)


@given(st.lists(ENTRIES, max_size=3))
def test_a_lock_read_by_parts_is_the_lock(locks):
    reader = LockReader()
    for entries in locks:
        text = "schema: '2.0'\n" + yaml.safe_dump(
            {"stages": entries}, sort_keys=False, allow_unicode=True, width=40
        )
        expected = {entry.name: entry.entry for entry in whole(text)}
        assert {entry.name: entry.entry for entry in reader.read(text)} == expected


@given(st.text(st.sampled_from(" -:#'\"\nabx{}[]&*|>"), max_size=60))
def test_a_strange_lock_is_read_alike_in_parts_or_whole(body):
    text = "schema: '2.0'\nstages:\n  a:\n    cmd: x\n" + body

    def outcome(read):
        try:
            return [(entry.name, entry.entry) for entry in read(text)]
        except UnreadableError:
            return "unreadable"

    assert outcome(LockReader().read) == outcome(whole)


def test_metrics_and_parameters():
    value = read_values("m.json", b'{"a": {"b": 1, "c": [1], "d": NaN}, "e": "x", "f": true, "g": null}')
    metrics = metric_values(value, "m")
    assert math.isnan(metrics.pop("a.d")[0])
    assert metrics == {"a.b": (1.0, ""), "e": (None, "x"), "f": (None, "true")}
    assert metric_values(read_values("score.txt", b"0.5\n"), "score") == {"score": (0.5, "")}
    assert flattened({"a": {}, "b": [1, {"c": 2}]}) == {"a": "{}", "b": '[1, {"c": 2}]'}
    python = (
        b"import os\nos.system('touch evil')\nX: int = 1\nD = {'a': 2}\n"
        b"class M:\n    y = (1, 2)\n    def __init__(self):\n        self.z = 3\n"
    )
    assert flattened(read_values("p.py", python)) == {"X": 1, "D.a": 2, "M.y": "[1, 2]", "M.z": 3}


def test_a_template_that_cannot_be_filled_in_leaves_the_rest():
    pipeline = read_pipeline(
        load_yaml("stages:\n  a:\n    cmd: ${nothing}\n    outs: [x]\n  b:\n    cmd: y\n    outs: [z]\n"),
        "",
        lambda _path: None,
    )
    assert set(pipeline.stages) == {"b"}
    assert "nothing" in pipeline.unresolved["a"]


def test_the_key_of_a_run_does_not_depend_on_what_dvc_yaml_says_of_outputs():
    entry = {"cmd": "x", "outs": [{"path": "m.json", "md5": "a" * 32, "hash": "md5"}]}
    plain = stage_record("s", entry)
    assert stage_record("s", entry, metrics=["m.json"]).run.key == plain.run.key
    assert stage_record("s", entry, folder="sub").run.key != plain.run.key
    assert plain.outputs == {"m.json": Digest("md5", "a" * 32)}


def test_names_of_objects():
    assert object_name(Digest("md5", "abcdef.dir")) == "files/md5/ab/cdef.dir"
    assert object_name(Digest("md5-dos2unix", "abcdef")) == "ab/cdef"
    assert object_name(Digest("etag", "abcdef")) is None


@pytest.mark.parametrize("path", ["../evil", "/etc/passwd", "a/../../b", "", ".", "./.", "a/..", "a\0b"])
def test_a_listing_that_leads_outside_is_refused(path):
    listing = json.dumps([{"md5": "a" * 32, "relpath": path}]).encode()
    with pytest.raises(UnreadableError, match="outside"):
        directory_entries(listing, Digest("md5", "b.dir"))


def test_storage_is_where_dvc_keeps_it(work, tmp_path):
    work.dvc("init", "--quiet")
    work.dvc("config", "cache.dir", str(tmp_path / "shared"))
    work.dvc("remote", "add", "--default", "near", "../remote")
    work.dvc("remote", "add", "far", "s3://bucket/path")
    work.dvc("config", "--local", "remote.far.profile", "me")
    work.file("data/a.txt", "a")
    work.file("data/b/c.txt", "c")
    work.dvc("add", "--quiet", "data")
    work.dvc("push", "--quiet", "--remote", "near")
    (tmp_path / "shared").rename(tmp_path / "elsewhere")
    storage = DvcStorage(work.root)
    assert storage.caches == (tmp_path / "shared",)
    assert [(remote.name, remote.default) for remote in storage.remotes] == [("near", True), ("far", False)]
    assert storage.remotes[0].folder == tmp_path / "remote"
    assert storage.remotes[1].folder is None
    assert storage.remotes[1].settings == {"profile": "me"}
    md5 = (work.root / "data.dvc").read_text().split("md5: ")[1].split()[0]
    entries = storage.directory(Digest("md5", md5))  # from the remote, which is on this machine
    assert [entry.path for entry in entries] == ["a.txt", "b/c.txt"]
    assert storage.read(entries[0].digest) == b"a"
    assert storage.read(Digest("md5", "f" * 32)) is None


def test_settings_of_the_machine_and_the_person_are_those_of_dvc(work, tmp_path, monkeypatch):
    for name in ("SYSTEM", "GLOBAL"):
        monkeypatch.setenv(f"DVC_{name}_CONFIG_DIR", str(tmp_path / name.lower()))
        (tmp_path / name.lower()).mkdir()
    work.dvc("init", "--quiet")
    work.dvc("remote", "add", "--system", "everyones", str(tmp_path / "everyone"))
    work.dvc("remote", "add", "--global", "mine", "s3://bucket/mine")
    work.dvc("cache", "dir", "--global", str(tmp_path / "shared"))
    work.dvc("remote", "add", "--default", "ours", "../ours")
    listed = dict(line.partition("=")[::2] for line in work.dvc("config", "--list").splitlines())
    storage = DvcStorage(work.root)
    assert len(storage.remotes) == 3
    assert {f"remote.{remote.name}.url" for remote in storage.remotes} <= set(listed)
    assert storage.remotes[0].name == "ours"
    assert storage.caches == (tmp_path / "shared",)


def test_a_directory_that_is_written_out_has_the_digest_of_its_listing(work):
    """As DVC writes one that it pushed to a remote with versions (`version_aware`): no md5, but its files."""
    work.dvc("init", "--quiet")
    work.file("data/b.txt", "b")
    work.file("data/a/é.txt", "a")
    work.dvc("add", "--quiet", "data")
    document = load_yaml((work.root / "data.dvc").read_text())
    (entry,) = document["outs"]
    md5 = entry.pop("md5")
    listed = json.loads(DvcStorage(work.root).read(Digest("md5", md5)))
    cloud = {"cloud": {"far": {"etag": "abc", "version_id": "v1"}}, "size": 1}
    entry["files"] = [{**each, **cloud} for each in reversed(listed)]
    file = read_data_file(document, "data.dvc")
    assert file.kept == {"data": Digest("md5", md5)}
    assert file.artifacts[0].digests == (Digest("md5", md5),)
    for broken in ([{"md5": "x", "relpath": "a"}], [1], [{"md5": "a" * 32}], []):
        entry["files"] = broken
        assert read_data_file(document, "data.dvc").kept == {}


def test_an_import_from_a_store_with_versions_says_which_it_was():
    document = load_yaml(
        "deps:\n- path: s3://bucket/data.csv\n  size: 5\n  version_id: Tgj2YLD\n  etag: 0ef\n"
        f"outs:\n- path: data.csv\n  hash: md5\n  md5: {'a' * 32}\n  push: false\n"
    )
    (origin,) = read_data_file(document, "data.csv.dvc").came_from
    assert (origin.source, origin.path, origin.revision) == ("s3://bucket/data.csv", "", "Tgj2YLD")
