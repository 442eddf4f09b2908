"""Says what numbers depend on, as seen inside a container: processor, limits, Python, maths libraries.

It is given to the Python of any image, from 3.6 on, by `-c`; it prints one line of JSON. Of packages only
NumPy is imported, because only then it is sure which BLAS it uses; the libraries that others bring are opened
alone.
"""

import ctypes
import glob
import json
import os
import platform
import re
import subprocess
import sys
from typing import Dict, Iterable, List, Optional, Tuple

_LIBRARY = re.compile(r"openblas|libblas|libgomp|libiomp5|libomp\b|mkl_rt|libblis")
_BLAS = ("", "64_", "_64", "_64_")
_FLAGS = ("flags", "Features")
_CGROUP = "/sys/fs/cgroup/"
_NO_LIMIT = 1 << 60  # what cgroup v1 says where there is none is near the largest number


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read().strip()
    except OSError:
        return ""


def _processor() -> Dict[str, str]:
    found = {"processor": platform.machine(), "flags": ""}
    for line in _read("/proc/cpuinfo").split("\n\n")[0].split("\n"):
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            found["processor"] = value.strip()
        elif name.strip() in _FLAGS:
            found["flags"] = value.strip()
    return found


def _limits() -> Dict[str, str]:
    found = {"processors": str(len(os.sched_getaffinity(0)))}
    memory = _read(_CGROUP + "memory.max") or _read(_CGROUP + "memory/memory.limit_in_bytes")
    if memory.isdigit() and int(memory) < _NO_LIMIT:
        found["memory limit"] = memory
    quota, _, period = _read(_CGROUP + "cpu.max").partition(" ")
    if not period:
        quota, period = _read(_CGROUP + "cpu/cpu.cfs_quota_us"), _read(_CGROUP + "cpu/cpu.cfs_period_us")
    if quota.isdigit() and period.isdigit() and int(period):
        found["processor quota"] = "{:g}".format(int(quota) / int(period))
    return found


def _open_libraries() -> None:
    """Load what computes: NumPy, and the libraries that wheels of others keep beside them."""
    try:
        __import__("numpy")
    except Exception:  # whatever a broken package raises
        pass
    for folder in sys.path:
        kept = glob.glob(os.path.join(glob.escape(folder or "."), "*.libs", "*.so*"))
        kept += glob.glob(os.path.join(glob.escape(folder or "."), "torch", "lib", "libgomp*.so*"))
        for path in filter(_LIBRARY.search, kept):
            try:
                ctypes.CDLL(path)
            except OSError:
                continue


def _loaded() -> List[str]:
    lines = _read("/proc/self/maps").split("\n")
    paths = {line.split(None, 5)[5] for line in lines if line.count("/") and len(line.split(None, 5)) == 6}
    return sorted(path for path in paths if _LIBRARY.search(os.path.basename(path)))


def _call(library: ctypes.CDLL, names: Iterable[str], kind: object) -> Optional[object]:
    for name in names:
        function = getattr(library, name, None)
        if function is not None:
            function.argtypes, function.restype = (), kind
            found = function()
            return found.decode("ascii", "replace") if isinstance(found, bytes) else found
    return None


def _openblas(library: ctypes.CDLL) -> Optional[Tuple[str, str, object]]:
    def names(what: str) -> List[str]:
        return [start + what + end for start in ("openblas_", "scipy_openblas_") for end in _BLAS]

    config = _call(library, names("get_config"), ctypes.c_char_p)
    if config is None:
        return None
    version = re.search(r"\d+\.\d+\S*", str(config))
    kernel = _call(library, names("get_corename"), ctypes.c_char_p)
    threads = _call(library, names("get_num_threads"), ctypes.c_int)
    return "openblas {}".format(version.group() if version else "").strip(), str(kernel or ""), threads


def _mkl(library: ctypes.CDLL) -> Optional[Tuple[str, str, object]]:
    write = getattr(library, "mkl_get_version_string", None) or getattr(
        library, "MKL_Get_Version_String", None
    )
    if write is None:
        return None
    said = ctypes.create_string_buffer(256)
    write(said, 256)
    version = re.search(r"Version (\S+)", said.value.decode("ascii", "replace"))
    threads = _call(library, ("MKL_Get_Max_Threads",), ctypes.c_int)
    return "mkl {}".format(version.group(1) if version else "").strip(), "", threads


def _blis(library: ctypes.CDLL) -> Optional[Tuple[str, str, object]]:
    version = _call(library, ("bli_info_get_version_str",), ctypes.c_char_p)
    if version is None:
        return None
    which = _call(library, ("bli_arch_query_id",), ctypes.c_int)
    name = getattr(library, "bli_arch_string", None)
    kernel = ""
    if name is not None and which is not None:
        name.argtypes, name.restype = (ctypes.c_int,), ctypes.c_char_p
        kernel = name(which).decode("ascii", "replace")
    return "blis {}".format(version), kernel, _call(library, ("bli_thread_get_num_threads",), ctypes.c_int)


def _libraries() -> Dict[str, str]:
    """Return names, kernels and threads of what is loaded; of several, each value once."""
    found = {}  # type: Dict[str, set[str]]
    for path in _loaded():
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        blas = _openblas(library) or _mkl(library) or _blis(library)
        if blas is not None:
            for number, name in enumerate(("blas", "blas kernel", "blas threads")):
                found.setdefault(name, set()).add(str(blas[number] or ""))
        elif "omp" in os.path.basename(path):
            threads = _call(library, ("omp_get_max_threads",), ctypes.c_int)
            found.setdefault("openmp threads", set()).add(str(threads or ""))
    return {name: ", ".join(sorted(filter(None, values))) for name, values in found.items() if any(values)}


def _gpu() -> Dict[str, str]:
    words = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        said = subprocess.check_output(words, stderr=subprocess.DEVNULL, timeout=20).decode(
            "utf-8", "replace"
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    rows = [line.rpartition(",") for line in said.strip().split("\n") if "," in line]
    names = [name.strip() for name, _, _ in rows]
    counted = [
        "{}{}".format(name, " x {}".format(names.count(name)) * (names.count(name) > 1)) for name in names
    ]
    return {
        "gpu": ", ".join(sorted(set(counted))),
        "gpu driver": ", ".join(sorted({driver.strip() for _, _, driver in rows})),
    }


def _packages() -> List[str]:
    """Return the names of the metadata folders of what can be imported."""
    found = []  # type: List[str]
    for folder in sys.path:
        try:
            found += [
                name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))
            ]
        except OSError:
            continue
    return sorted(set(found))


facts = {"python": platform.python_version()}
for gather in (_processor, _limits, _gpu):
    try:
        facts.update(gather())
    except Exception:  # one fact that cannot be had is no reason to lose the others
        continue
try:
    _open_libraries()
    facts.update(_libraries())
except Exception:
    pass
sys.stdout.write(json.dumps({"forebear": 1, "facts": facts, "packages": _packages()}) + "\n")
