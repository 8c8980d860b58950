"""Numbers and texts as few letters: what stands in a page is small, and comes out to the last bit that matters."""

import base64
import gzip
import json
import lzma
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.inputs.parameters.parameter import Parameter
from care2040.language.axes import AXES

Floats = npt.NDArray[np.float64]

FORMAT = 3
"""Of what is packed in a page; a page that compares reads only its own."""
IN_A_PAGE, OUT_OF_A_PAGE = str.maketrans("<>&", ",.:"), str.maketrans(",.:", "<>&")
"""Letters of base 85 that a page may take for a tag, and those in their place."""
MOST_DECIMALS = 9
LARGEST = 2**31
"""Differences of whole numbers are written in four bytes."""
CHECKSUM, DICTIONARY, GZIP = 4, 2**21, b"\x1f\x8b"
"""Bytes of a checksum; bytes that LZMA looks back over; what gzip begins with."""
CLOSE = 4e-16
"""Relative distance at which a number is the same: two districts that were added up have lost the last bit."""

Row = tuple[str, int, int, int, list[int] | None, bool, list[str]]
"""Name, how many numbers, decimals or -1, length of a run of differences, years, whether draws multiply, members."""


def squeezed(content: bytes) -> bytes:
    """Return bytes as their checksum and the shortest that LZMA makes of them, a fifth shorter than gzip."""
    how = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": DICTIONARY, "lp": 0, "pb": 0}
    tried = (lzma.compress(content, lzma.FORMAT_ALONE, filters=[{**how, "lc": bits}]) for bits in range(5))
    return zlib.crc32(content).to_bytes(CHECKSUM, "big") + min(tried, key=len)


def packed(content: bytes) -> str:
    """Return bytes as text that a page can hold: four bytes in five letters, none of which a page or JSON minds."""
    return base64.b85encode(squeezed(content)).decode().translate(IN_A_PAGE)


def unpacked(text: str) -> bytes:
    """Return the bytes that `packed` made a text of.

    Raises
    ------
    ValueError, OSError, EOFError
        When the text is no such thing, or damaged.
    """
    content = base64.b85decode(text.translate(OUT_OF_A_PAGE))
    if content.startswith(GZIP):  # of a page before form 3
        return gzip.decompress(content)
    try:
        found = lzma.decompress(content[CHECKSUM:], lzma.FORMAT_ALONE)
    except lzma.LZMAError as error:
        raise ValueError(str(error)) from None
    if content[:CHECKSUM] != zlib.crc32(found).to_bytes(CHECKSUM, "big"):
        raise ValueError("other bytes than were packed")
    return found


def packed_object(content: Mapping[str, Any]) -> str:
    """Return what JSON can say as text that a page can hold."""
    return packed(as_json(content).encode())


def as_json(content: Any) -> str:
    """Return JSON without spaces, in which no tag of a page can hide."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def pack_parameters(parameters: Iterable[Parameter]) -> tuple[list[Row], bytes]:
    """Return what a page has to know of each parameter, and the numbers of all of them.

    Most are written with a few decimals: those become whole numbers, as the difference with the one before along the
    last axis; all first ones, then all second ones and so on, each doubled, and less one where it is below nought.
    """
    rows: list[Row] = []
    wholes: list[npt.NDArray[np.int64]] = []
    exact: list[Floats] = []
    for parameter in parameters:
        values = np.asarray(parameter.value, dtype=np.float64)
        along = values.shape[-1] if values.ndim else 1
        decimals, differences = _as_wholes(values)
        if differences is None:
            exact.append(values.ravel())
        else:
            wholes.append(differences.ravel())
        members = [str(member) for member in AXES[parameter.axes[0]]] if parameter.per_member else []
        years = list(parameter.years) or None
        rows.append((parameter.name, values.size, decimals, along, years, parameter.is_factor, members))
    whole = np.concatenate(wholes) if wholes else np.empty(0)
    floats = np.concatenate(exact) if exact else np.empty(0)
    return rows, _apart(whole.astype("<u4").tobytes(), 4) + _apart(floats.astype("<f8").tobytes(), 8)


def _as_wholes(values: Floats) -> tuple[int, npt.NDArray[np.int64] | None]:
    for decimals in range(MOST_DECIMALS + 1):
        whole = np.round(values * 10.0**decimals)
        if np.abs(whole).max() >= LARGEST:
            break
        if (np.abs(whole / 10.0**decimals - values) <= CLOSE * np.abs(values)).all():
            differences = (np.diff(whole, axis=-1, prepend=0.0) if values.ndim else whole).astype(np.int64)
            if np.abs(differences).max() >= LARGEST // 2:
                break
            # what lies between two years differs about as much everywhere, so year after year packs best
            turned = np.moveaxis(differences, -1, 0) if values.ndim else differences
            return decimals, np.where(turned < 0, -2 * turned - 1, 2 * turned)
    return -1, None


def _apart(content: bytes, width: int) -> bytes:
    """Return all first bytes, then all second ones and so on, which makes them smaller when they are packed."""
    return np.frombuffer(content, np.uint8).reshape(-1, width).T.tobytes()
