"""safetensors: eight bytes of length, a JSON header, then the values.

https://huggingface.co/docs/safetensors/index#format
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    file_range,
    setting,
    tensor_part,
)
from forebear.sources.dvc.values import as_list, as_mapping

_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "bf16",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
    "BOOL": "?",
}


def read_safetensors(path: Path) -> ModelContents:
    """Read the header; raises UnreadableModelError where it is none or names bytes that are not there."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if length > min(size - 8, LARGEST_TEXT):
            raise UnreadableModelError(f"its header says it is {length:,} bytes long, the file is {size:,}")
        try:
            header = json.loads(stream.read(length))
        except (ValueError, RecursionError) as error:
            raise UnreadableModelError("its header is no JSON") from error
    if not isinstance(header, dict) or len(header) > MOST_PARTS:
        raise UnreadableModelError("its header is no mapping, or names too many tensors")
    parts: dict[tuple[str, str], Part] = {}
    for name, value in as_mapping(header).items():
        if name == "__metadata__":
            parts |= {("setting", key): setting(text) for key, text in as_mapping(value).items()}
            continue
        entry = as_mapping(value)
        dtype = str(entry.get("dtype"))
        shape = tuple(number for number in as_list(entry.get("shape")) if type(number) is int and number >= 0)
        offsets = [number for number in as_list(entry.get("data_offsets")) if type(number) is int]
        if len(offsets) != 2 or not 0 <= offsets[0] <= offsets[1] <= size - 8 - length:
            raise UnreadableModelError(f"the values of {name} are not where its header says")
        nbytes = offsets[1] - offsets[0]
        known = _TYPES.get(dtype, "")
        if known and nbytes != math.prod(shape) * _width(known):
            raise UnreadableModelError(f"the shape of {name} is not that of its {nbytes:,} bytes")
        tensor = Tensor(known, shape, nbytes, file_range(path, 8 + length + offsets[0], nbytes))
        parts["tensor", name] = tensor_part(tensor, dtype)
    return ModelContents("safetensors", size, parts)


def _width(dtype: str) -> int:
    return {"bf16": 2, "?": 1}.get(dtype) or int(dtype[-1])
