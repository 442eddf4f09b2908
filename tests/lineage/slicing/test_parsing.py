"""The slice language: what is read is what was written, and what is wrong is pointed at."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.slicing.parsing import LONGEST, parse
from forebear.lineage.slicing.terms import (
    AllOf,
    Compared,
    Comparison,
    Field,
    Held,
    Hops,
    Named,
    Not,
    OneOf,
    Term,
    Text,
    term_for,
    written,
)

texts = st.one_of(
    st.text(min_size=1, max_size=12),
    st.text(alphabet='ab*"\\ -+|()<>=:.0', min_size=1, max_size=8),
    st.sampled_from(
        [
            "not",
            "NOT",
            "kind:model",
            "metric.auc",
            "size=3",
            "md5:ab",
            "s3://b",
            "2+x+3",
            "한국어",
            "🧬",
            "\u202ertl",
        ]
    ),
)
patterns = st.one_of(
    texts.map(Text.literal),
    st.lists(st.one_of(st.just(""), texts), min_size=2, max_size=4).map(lambda parts: Text(tuple(parts))),
)
comparisons = st.one_of(
    st.builds(
        Comparison,
        st.sampled_from((Compared.METRIC, Compared.PARAMETER)),
        texts,
        st.sampled_from((">=", "<=", "!=", ">", "<", "=")),
        texts,
    ),
    st.builds(Comparison, st.sampled_from((Compared.METRIC, Compared.PARAMETER)), texts),
    st.builds(Comparison, st.just(Compared.SIZE), st.just(""), st.just(">"), texts),
)
simple = st.one_of(st.builds(Named, patterns), st.builds(Held, st.sampled_from(Field), patterns), comparisons)
hops = st.one_of(st.none(), st.integers(1, 20))


def _larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(OneOf, several),
        st.builds(Not, inner),
        st.builds(Hops, inner, hops, st.one_of(st.just(0), hops)),
        st.builds(Hops, inner, st.just(0), hops),
    )


terms = st.recursive(simple, _larger, max_leaves=8)


@given(terms)
@settings(max_examples=400)
def test_what_is_written_is_read_as_the_same(term: Term) -> None:
    parsed = parse(written(term))

    assert parsed.problems == ()
    assert parsed.term == term


@given(st.one_of(st.text(max_size=200), st.text(alphabet='ab ()|+-*":<>=.\\3\n', max_size=200)))
@settings(max_examples=400)
def test_no_text_is_too_strange(text: str) -> None:
    parsed = parse(text)

    for problem in parsed.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.message
    if not parsed.problems and parsed.term is not None:
        assert parse(written(parsed.term)).term == parsed.term


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        "+",
        "-",
        "not ",
        '"',
        "|",
        "a ",
        "a|",
        "+(",
        "-(",
        "\u202e",
        "🧬",
        "\x00",
        "a",
        '"a"*',
        "kind:",
        "((a) ",
        "\\",
    ],
)
def test_long_texts_are_read_in_a_moment(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    start = time.process_time()

    parse(text)

    assert time.process_time() - start < 1


def test_a_text_that_is_too_long_says_where_it_is() -> None:
    (problem,) = parse("a" * (LONGEST + 5)).problems

    assert (problem.start, problem.end) == (LONGEST, LONGEST + 5)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("+model.pkl authr:me", ["authr"]),
        ("kind:model fooo:1 barr:2", ["fooo", "barr"]),
        ("(a | b", ["("]),
        ("a)", [")"]),
        ("a | ", ["|"]),
        ("| a", ["|"]),
        ("a || b", ["|"]),
        ("a ()", ["()"]),
        ('kind:model "my data', ['"my data']),
        ("a + b", ["+"]),
        ("a not", ["not"]),
        ("kind: model", ["kind:"]),
        ("metric.auc> 0.9", ["metric.auc>"]),
        ("metric.auc>>0.9", ["metric.auc>>0.9"]),
        ("metric.>0.9", ["metric.>0.9"]),
        ("auc>0.9", ["auc>0.9"]),
        ("model(1).pkl", ["model", ".pkl"]),
        ('a ""', ['""']),
        ("(" * 60 + "a" + ")" * 60, ["("]),
    ],
)
def test_the_wrong_word_is_pointed_at(text: str, wrong: list[str]) -> None:
    problems = parse(text).problems

    assert [text[each.start : each.end] for each in problems] == wrong


def test_a_near_word_is_offered() -> None:
    (problem,) = parse("authr:me").problems

    assert problem.todo.startswith("Did you mean author?")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("+b", Hops(Named(Text.literal("b")), None, 0)),
        ("b+", Hops(Named(Text.literal("b")), 0, None)),
        ("2+b+3", Hops(Named(Text.literal("b")), 2, 3)),
        ("-+b", Not(Hops(Named(Text.literal("b")), None, 0))),
        ("not b", Not(Named(Text.literal("b")))),
        ("(a | b)+2", Hops(OneOf((Named(Text.literal("a")), Named(Text.literal("b")))), 0, 2)),
        ("data/*.csv", Named(Text(("data/", ".csv")))),
        ('"data/*.csv"', Named(Text.literal("data/*.csv"))),
        ('run:"a b"+', Hops(Held(Field.RUN, Text.literal("a b")), 0, None)),
        ("KIND:model", Held(Field.KIND, Text.literal("model"))),
        ("sub/dvc.yaml:train", Named(Text.literal("sub/dvc.yaml:train"))),
        ("s3://bucket/a.csv", Named(Text.literal("s3://bucket/a.csv"))),
        ("models:/churn/3", Named(Text.literal("models:/churn/3"))),
        ("shop::main", Named(Text.literal("shop::main"))),
        ("image:python:3.11", Held(Field.IMAGE, Text.literal("python:3.11"))),
        ('metric."train/a<b">=-1e-3', Comparison(Compared.METRIC, "train/a<b", ">=", "-1e-3")),
        ("year=2024/part.csv", Named(Text.literal("year=2024/part.csv"))),
        ("", None),
        ("  \n ", None),
    ],
)
def test_what_is_read(text: str, term: Term | None) -> None:
    parsed = parse(text)

    assert parsed.problems == ()
    assert parsed.term == term


def test_values_are_quoted_where_they_have_to_be() -> None:
    assert term_for(Field.STAGE, "Production") == "stage:Production"
    assert term_for(Field.AUTHOR, "Ada Lovelace") == 'author:"Ada Lovelace"'
    assert term_for(None, "not") == '"not"'
    assert term_for(None, 'say "hi" \\ *') == '"say \\"hi\\" \\\\ *"'
    assert term_for(None, "kind:model") == '"kind:model"'
