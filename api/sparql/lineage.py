"""Where SPARQL workers descend from: a fork server that knows the parsers and nothing else.

By its own habit Python would make each new process import the program that started it, here the
whole service with its language models: seconds and hundreds of megabytes for every killed query.
"""

from __future__ import annotations

import multiprocessing.context as contexts
import sys
import threading
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

_PRELOADED = ["api.sparql.worker"]
_lock = threading.Lock()


class LeanProcess(contexts.ForkServerProcess):
    """A process of the fork server that does not import the parent's main module."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name multiprocessing calls
        # The child is told to import whatever `__main__` is at this moment: an empty module.
        with _lock:
            real = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return contexts.ForkServerProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = real


class LeanContext(contexts.ForkServerContext):
    """A multiprocessing context whose processes are `LeanProcess`."""

    Process = LeanProcess

    def __init__(self) -> None:
        super().__init__()
        self.set_forkserver_preload(_PRELOADED)
