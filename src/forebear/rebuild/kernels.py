"""Which kernels of OpenBLAS a processor can run, so that a rebuild computes with the recorded one."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.lineage.words import Environment
from forebear.rebuild.machine import FEATURES, features_digest
from forebear.rebuild.probing import BLAS, BLAS_KERNEL

CORETYPE = "OPENBLAS_CORETYPE"

# What each kernel is compiled for (OpenBLAS: driver/others/dynamic.c, Makefile.x86_64), as Linux names it.
_AVX512 = ("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl")
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "katmai": ("sse", "sse2", "pni"),  # what OpenBLAS calls Prescott where it is built without older ones
    "prescott": ("pni",),
    "core2": ("ssse3",),
    "penryn": ("sse4_1",),
    "dunnington": ("sse4_1",),
    "nehalem": ("sse4_2",),
    "barcelona": ("sse4a",),
    "bobcat": ("sse4a", "ssse3"),
    "sandybridge": ("avx",),
    "bulldozer": ("avx", "fma4"),
    "piledriver": ("avx", "fma4", "fma"),
    "steamroller": ("avx", "fma4", "fma"),
    "excavator": ("avx2", "fma4", "fma"),
    "haswell": ("avx2", "fma"),
    "zen": ("avx2", "fma"),
    "skylakex": _AVX512,
    "cooperlake": (*_AVX512, "avx512_bf16"),
    "sapphirerapids": (*_AVX512, "avx512_bf16", "amx_tile", "amx_bf16"),
}


def can_run(kernel: str, flags: str) -> bool:
    """Whether a processor with these flags can run a kernel; False for one that is not known here."""
    needs = _NEEDS.get(kernel.lower())
    return needs is not None and set(needs) <= set(flags.split())


def kernel_variables(recorded: Environment, flags: str) -> Mapping[str, str]:
    """Return the variable that makes OpenBLAS use the recorded kernel; {} where it need not or cannot be set.

    `flags` are those of this machine's processor. With the same features it chooses the same by itself.
    """
    kernel = recorded.facts.get(BLAS_KERNEL, "")
    others = recorded.facts.get(FEATURES, "") not in ("", features_digest(flags))
    is_open = recorded.facts.get(BLAS, "").startswith("openblas")
    if CORETYPE in recorded.variables or not (others and is_open and can_run(kernel, flags)):
        return {}
    return {CORETYPE: kernel}
