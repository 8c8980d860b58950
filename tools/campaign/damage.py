"""Ways to damage an input: of text, of bytes, of Word files and of JSON, each drawn with a seed."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

NASTY = (
    "",
    "~",
    "null",
    "[]",
    "{}",
    "[[[[[[",
    "{{{{{{",
    "-1",
    "0",
    "1e400",
    "-1e308",
    ".nan",
    ".inf",
    "99999999999999999999",
    "1e9",
    "0x1F",
    "012",
    "12:30",
    "yes",
    "'",
    '"',
    "&a *a",
    "!!python/object:os.system x",
    "%TAG ! x",
    "---",
    "<script>alert(1)</script>",
    "=1+1",
    "../../x",
    "a" * 3000,
    "\u202e",
    "\ue000",
    "\x00",
    "é" * 40,
    "{{ 1/0 }}",
    "{{ value.func }}",
    "{% for a in range(9999999) %}",
    "{{ '{:>999999999}'.format(1) }}",
)
"""What is put where something else stood."""


def text(rng: Random, source: str) -> str:
    """Return a text with one to three things wrong."""
    for _ in range(rng.randint(1, 3)):
        source = rng.choice(TEXT_WAYS)(rng, source)
    return source


def _word(rng: Random, source: str) -> str:
    """Put something nasty in the place of a word or a number."""
    found = list(re.finditer(r"[\w.+-]+", source))
    if not found:
        return rng.choice(NASTY)
    place = rng.choice(found)
    return source[: place.start()] + rng.choice(NASTY) + source[place.end() :]


def _lines(rng: Random, source: str) -> str:
    """Take a line away, say it twice, put it elsewhere, or give it another depth."""
    lines = source.split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(to, lines[at])
    elif way == 2:
        lines.insert(to, lines.pop(at))
    else:
        lines[at] = rng.choice(["  ", "\t", "      "]) + lines[at] if rng.random() < 0.7 else lines[at].lstrip()
    return "\n".join(lines)


def _signs(rng: Random, source: str) -> str:
    """Change a few signs."""
    signs = list(source)
    for _ in range(rng.randint(1, 6)):
        if signs:
            signs[rng.randrange(len(signs))] = rng.choice("{}[]:,'\"&*!|>%@`#-?\t\n 0aé=<(")
    return "".join(signs)


def _cut(rng: Random, source: str) -> str:
    """Keep only the beginning."""
    return source[: rng.randrange(len(source) + 1)]


def _blow_up(rng: Random, source: str) -> str:
    """Repeat a piece many times."""
    start = rng.randrange(len(source) + 1)
    return source[:start] + source[start : start + rng.randint(1, 40)] * rng.choice([20, 300, 2000]) + source[start:]


TEXT_WAYS: tuple[Callable[[Random, str], str], ...] = (_word, _word, _word, _lines, _lines, _signs, _cut, _blow_up)


def content(rng: Random, source: bytes) -> bytes:
    """Return bytes of which a few are other, or the end is gone."""
    if rng.random() < 0.2:
        return source[: rng.randrange(len(source) + 1)]
    damaged = bytearray(source)
    for _ in range(rng.randint(1, 12)):
        if damaged:
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def archive(rng: Random, source: bytes) -> bytes:
    """Return a Word file of which a part is damaged, or the whole file."""
    if rng.random() < 0.25:
        return content(rng, source)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(written, "w") as new:
        names = old.namelist()
        target = rng.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            if name == target:
                if rng.random() < 0.1:
                    continue
                part = (
                    text(rng, part.decode("utf-8")).encode("utf-8", "surrogatepass")
                    if rng.random() < 0.6
                    else content(rng, part)
                )
            new.writestr(name, part)
    return written.getvalue()


def json_value(rng: Random, value: Any) -> Any:
    """Return what a JSON file holds with one value, key or type changed, at any depth."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        way = rng.random()
        if way < 0.1:
            return {name: one for name, one in value.items() if name != key}
        if way < 0.15:
            return {rng.choice(NASTY) if name == key else name: one for name, one in value.items()}
        return value | {key: json_value(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.7:
        at = rng.randrange(len(value))
        return [json_value(rng, one) if place == at else one for place, one in enumerate(value)]
    return rng.choice([None, True, -1, 1e308, [], {}, [[]], {"a": {}}, *NASTY])


def json_text(rng: Random, source: str) -> str:
    """Return a JSON file with a value changed, or damaged as a text."""
    return json.dumps(json_value(rng, json.loads(source))) if rng.random() < 0.7 else text(rng, source)
