"""What a worker gives up before it reads a stranger's query: the network, new programs, memory.

The gatekeeper already refuses SERVICE; this is the wall behind it, in the kernel, because the
engine's own sockets pass no Python hook. Needs no privilege: a seccomp filter on Linux, a network
namespace where the machine's architecture is not in the table below.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import multiprocessing
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_log = logging.getLogger(__name__)

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_M_ARENA_MAX = -8
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_X32_CALLS = 0x40000000  # a second table of system calls that x86-64 kernels may offer

# machine → (audit architecture, numbers of the calls below), from the kernel's unistd headers
_CALLS = ("socket", "connect", "execve", "execveat", "ptrace", "io_uring_setup")
_NUMBERS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM


class JailError(RuntimeError):
    """The kernel grants neither a system call filter nor a network namespace."""


def bound_memory(more: int) -> None:
    """Let this process and its threads take `more` bytes of address space than now, no core file.

    To be called when all that an idle worker needs is open. Beyond, an allocation fails: Python
    raises MemoryError, the engine aborts.
    """
    # glibc would reserve 64 MiB for each thread that allocates: let all share the first arena.
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    limit = _address_space() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent() -> None:
    """Ask the kernel to end this process (SIGIO) when the service that started it is no more.

    Otherwise a query would go on after a service that was killed, until `allow_cpu` ends it. The
    parent holds one end of a pipe; its closing raises the signal even while the engine computes.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)


def close_network() -> None:
    """Give up sockets and other programs for good, in this process and the threads it will have.

    Raises JailError on a Linux that allows neither way of doing so; on other systems, good for
    development only, it logs a warning.
    """
    if sys.platform != "linux":
        _log.warning("SPARQL workers keep their network on %s: not for public use", sys.platform)
        return
    machine = platform.machine()
    if not (machine in _NUMBERS and _filter_calls(machine)) and not _leave_network():
        raise JailError(
            "il sistema non permette di togliere la rete ai processi SPARQL (seccomp, namespace)"
        )


def allow_cpu(seconds: float) -> None:
    """Let this process use that many more seconds of CPU; then the kernel ends it (SIGXCPU).

    A backstop: the parent kills on the clock, but a parent may hang.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    spent = usage.ru_utime + usage.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds) + 1, hard))


def _address_space() -> int:
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0


def _filter_calls(machine: str) -> bool:
    architecture, numbers = _NUMBERS[machine]
    count = len(numbers)
    program = [
        (_LOAD, 0, 0, 4),  # the architecture of the call
        (_IF_EQUAL, 0, count + 3, architecture),  # another one: fail
        (_LOAD, 0, 0, 0),  # the number of the call
        (_IF_AT_LEAST, count + 1, 0, _X32_CALLS),
        *((_IF_EQUAL, count - index, 0, number) for index, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    # struct sock_fprog: a length, padding, a pointer
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def _leave_network() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return True
    _log.error("unshare: %s", os.strerror(ctypes.get_errno()))
    return False
