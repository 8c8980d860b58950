"""WebAssembly, byte by byte: numbers, sections, and functions whose local values get their place at the end."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Literal

Kind = Literal["whole", "number", "pair", "truth"]
"""Of a local value: i32, f64, v128 of two f64; a truth is an i32 for one number and a mask (a pair) for two."""
TYPES: dict[Kind, bytes] = {"whole": b"\x7f", "truth": b"\x7f", "number": b"\x7c", "pair": b"\x7b"}
END = b"\x0b"
"""Of a loop, and of a function."""


def unsigned(number: int) -> bytes:
    """Return a whole number of nought or more, seven bits at a time."""
    written = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        written.append(low | (0x80 if number else 0))
        if not number:
            return bytes(written)


def signed(number: int) -> bytes:
    """Return a whole number with a sign, seven bits at a time."""
    written = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        done = number == (-1 if low & 0x40 else 0)
        written.append(low | (0 if done else 0x80))
        if done:
            return bytes(written)


def vector(items: Sequence[bytes]) -> bytes:
    """Return how many there are, and then all of them."""
    return unsigned(len(items)) + b"".join(items)


def section(number: int, items: Sequence[bytes]) -> bytes:
    """Return a section of a module."""
    body = vector(items)
    return bytes([number]) + unsigned(len(body)) + body


def text(words: str) -> bytes:
    """Return a name."""
    encoded = words.encode()
    return unsigned(len(encoded)) + encoded


def pair_instruction(number: int) -> bytes:
    """Return an instruction on pairs."""
    return b"\xfd" + unsigned(number)


class Local:
    """A local value of a function; its place is known when the function is closed."""

    __slots__ = ("kind", "number")

    def __init__(self, kind: Kind, number: int) -> None:
        self.kind, self.number = kind, number


class Function:
    """Instructions in the order in which they are run."""

    def __init__(self) -> None:
        self.parts: list[bytes | tuple[int, Local]] = []
        self.counts: dict[Kind, int] = dict.fromkeys(TYPES, 0)

    def local(self, kind: Kind, number: int) -> Local:
        """Return the value number so and so of a kind; nests use the same ones after each other."""
        self.counts[kind] = max(self.counts[kind], number + 1)
        return Local(kind, number)

    def get(self, value: Local) -> None:
        """Put a local value on the stack."""
        self.parts.append((0x20, value))

    def set(self, value: Local) -> None:
        """Take a local value from the stack."""
        self.parts.append((0x21, value))

    def do(self, *code: bytes) -> None:
        """Write instructions."""
        self.parts += code

    def whole(self, number: int) -> None:
        """Put a whole number on the stack."""
        self.do(b"\x41" + signed(number))

    def number(self, number: float) -> None:
        """Put a number on the stack."""
        self.do(b"\x44" + struct.pack("<d", number))

    def closed(self) -> bytes:
        """Return the body of the function."""
        first, firsts = 0, dict[Kind, int]()
        for kind, count in self.counts.items():
            firsts[kind], first = first, first + count
        body = b"".join(
            part if isinstance(part, bytes) else bytes([part[0]]) + unsigned(firsts[part[1].kind] + part[1].number)
            for part in self.parts
        )
        locals_ = [unsigned(count) + TYPES[kind] for kind, count in self.counts.items() if count]
        whole = vector(locals_) + body + END
        return unsigned(len(whole)) + whole
