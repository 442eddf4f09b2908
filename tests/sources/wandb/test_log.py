"""The format of `.wandb` files: what was written is read, whatever was cut off or damaged is told."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forebear.sources.wandb.log import NoLogError, payloads
from forebear.sources.wandb.wire import WireError, as_int, as_zigzag, fields

HEADER = b":W&B\xe1\xbe\x00"
BLOCK = 32 * 1024


def written(records):
    """A log as LevelDB's format says: https://github.com/google/leveldb/blob/main/doc/log_format.md"""
    out = bytearray(HEADER)
    for record in records:
        begun, rest = False, record
        while True:
            left = BLOCK - len(out) % BLOCK
            if left < 7:
                out += bytes(left)
                continue
            piece, rest = rest[: left - 7], rest[left - 7 :]
            kind = (3 if rest else 4) if begun else (2 if rest else 1)
            crc = zlib.crc32(piece, zlib.crc32(bytes([kind])))
            out += struct.pack("<IHB", crc, len(piece), kind) + piece
            begun = True
            if not rest:
                break
    return bytes(out)


def read(content):
    damage = []
    return list(payloads(io.BytesIO(content), damage.append)), damage


def records_of(sizes):
    """Records that cannot be mistaken for each other; made of sizes, for drawing megabytes takes long."""
    return [bytes([65 + number]) * size for number, size in enumerate(sizes)]


RECORDS = st.lists(
    st.integers(0, 300) | st.integers(BLOCK - 40, BLOCK + 40) | st.integers(2 * BLOCK, 3 * BLOCK), max_size=6
).map(records_of)
SMALL = st.lists(st.integers(1, 5000), min_size=1, max_size=30).map(records_of)


@given(RECORDS)
@example([b"z" * (BLOCK - 7 - 7 - 6), b"after a tail that is too short for a header"])
@example([b"z" * (BLOCK - 7 - 7 - 7), b"a first piece without any bytes"])
def test_what_was_written_is_read(records):
    assert read(written(records)) == (records, [])


@given(RECORDS, st.data())
def test_of_a_log_that_was_cut_off_all_whole_records_are_read(records, data):
    content = written(records)
    cut = data.draw(st.integers(len(HEADER), len(content)))
    found, damage = read(content[:cut])
    assert found == records[: len(found)]
    whole = [written(records[:number]) for number in range(len(records) + 1)]
    assert len(found) == max(number for number, each in enumerate(whole) if len(each) <= cut)
    rest = content[len(whole[len(found)]) : cut]
    assert damage or not rest.strip(b"\0")  # the rest of a block may be empty
    assert rest or not damage


@given(SMALL, st.data())
def test_a_damaged_byte_costs_no_more_than_the_rest_of_its_block(records, data):
    content = bytearray(written(records))
    place = data.draw(st.integers(len(HEADER), len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    found, damage = read(bytes(content))
    assert damage or found == records
    remaining = iter(records)
    assert all(record in remaining for record in found)  # in order, none invented
    after = [
        record
        for number, record in enumerate(records)
        if len(written(records[:number])) > (place // BLOCK + 1) * BLOCK
    ]
    assert not after or found[-len(after) :] == after


@pytest.mark.parametrize("content", [b"", b":W&", b"PK\x03\x04 something else", b"{}" * 100])
def test_another_file_is_refused(content):
    with pytest.raises(NoLogError):
        read(content)


def test_memory_does_not_grow_with_the_log(tmp_path):
    import tracemalloc

    path = tmp_path / "large.wandb"
    path.write_bytes(written([b"q" * 1000] * 20_000))
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(1 for _ in payloads(file, lambda _: None)) == 20_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


@given(st.binary(max_size=60))
def test_bytes_that_are_no_message_are_refused_and_never_more(message):
    try:
        found = list(fields(message))
    except WireError:
        return
    assert all(isinstance(number, int) and isinstance(value, int | bytes) for number, value in found)


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_are_read(number):
    assert as_int(number & (2**64 - 1)) == number
    assert as_zigzag((number << 1) ^ (number >> 63)) == number
