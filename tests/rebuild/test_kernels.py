"""A rebuild on another processor computes with the recorded kernel, where it can."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from forebear.lineage.words import Environment
from forebear.rebuild.kernels import CORETYPE, can_run, kernel_variables
from forebear.rebuild.machine import FEATURES, features_digest, last_processor, processor
from forebear.rebuild.probing import BLAS, BLAS_KERNEL

if TYPE_CHECKING:
    from docker import DockerClient

HASWELL = "sse sse2 pni ssse3 sse4_1 sse4_2 avx fma avx2"
SKYLAKE = f"{HASWELL} avx512f avx512dq avx512cd avx512bw avx512vl"


def ran(kernel: str, flags: str, blas: str = "openblas 0.3.30", **variables: str) -> Environment:
    facts = {BLAS: blas, BLAS_KERNEL: kernel, FEATURES: features_digest(flags)}
    return Environment(variables=variables, facts=facts)


def test_the_recorded_kernel_is_asked_for_on_another_processor_that_can_run_it() -> None:
    assert kernel_variables(ran("Haswell", HASWELL), SKYLAKE) == {CORETYPE: "Haswell"}
    assert kernel_variables(ran("SkylakeX", SKYLAKE), HASWELL) == {}, "it cannot"
    assert kernel_variables(ran("Haswell", SKYLAKE), SKYLAKE) == {}, "it chooses the same by itself"
    assert kernel_variables(ran("Haswell", HASWELL, OPENBLAS_CORETYPE="Zen"), SKYLAKE) == {}, "it is recorded"
    assert kernel_variables(ran("Haswell", HASWELL, blas="mkl 2024.0"), SKYLAKE) == {}
    assert kernel_variables(ran("Haswell, SkylakeX", HASWELL), SKYLAKE) == {}
    assert kernel_variables(ran("; rm -rf /", HASWELL), SKYLAKE) == {}
    assert kernel_variables(Environment(), SKYLAKE) == {}


@pytest.mark.docker
@pytest.mark.parametrize("kernel", ["Katmai", "Nehalem", "Sandybridge", "Haswell", "SkylakeX"])
def test_openblas_runs_each_kernel_that_this_processor_can(
    engine: DockerClient, science_image: str, kernel: str
) -> None:
    assert can_run("haswell", processor()[1]), "a machine for tests has AVX2"
    if not can_run(kernel, processor()[1]):
        return  # the processor's features decide, and those of others are in the test above
    program = (
        "import json, numpy, threadpoolctl; a = numpy.arange(250000.0).reshape(500, 500); b = a @ a; "
        "print(json.dumps([each['architecture'] for each in threadpoolctl.threadpool_info()]))"
    )
    said = engine.containers.run(
        science_image, ["python3", "-c", program], environment={CORETYPE: kernel}, remove=True
    )
    assert json.loads(said) == [kernel]


def test_the_last_of_a_set_of_processors() -> None:
    assert last_processor("0-3,5") == 5
    assert last_processor("2") == 2
    for text in ("", "all", "0-", "0;1", "-1"):
        assert last_processor(text) is None
