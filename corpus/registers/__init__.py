"""What the library holds, thing by thing: organisations, concepts, places, calls, statements…

Each register is read once from a snapshot of the graph and kept: an alphabetical list that is paged
by key, so that a page asked for after another begins where that one ended, whatever came or went.
"""

from corpus.registers.register import Key, Page, Register
from corpus.registers.registry import Registers

__all__ = ["Key", "Page", "Register", "Registers"]
