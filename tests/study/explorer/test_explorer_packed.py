"""What Python packs for a page comes out of it to the last byte, in Python and in node."""

import json
import subprocess
import zlib
from hashlib import sha256

import numpy as np
import pytest

from care2040.study.explorer.bundle import page_folder
from care2040.study.explorer.packed import CHECKSUM, packed, squeezed, unpacked

EXPAND = page_folder() / "engine" / "expand.mjs"
NUMBERS = np.random.default_rng(4)
CONTENTS = {
    "nothing": b"",
    "one byte": b"\x00",
    "one byte over and over, beyond the longest match": b"a" * 100_000,
    "noise": NUMBERS.integers(0, 256, 30_000, dtype=np.uint8).tobytes(),
    "noise that comes again from far away": 2 * NUMBERS.integers(0, 256, 300_000, dtype=np.uint8).tobytes(),
    "words": " ".join(NUMBERS.choice(["zorg", "wonen", "jeugd", "één", "€"], 20_000)).encode(),
    "numbers that rise": np.cumsum(NUMBERS.integers(0, 9, 20_000)).astype("<u4").tobytes(),
    "the code itself": EXPAND.read_bytes(),
}
SCRIPT = """
import {{ unpackBytes }} from "{path}";
import {{ createHash }} from "node:crypto";
const texts = JSON.parse(await new Promise((done) => {{
  let all = ""; process.stdin.on("data", (part) => all += part); process.stdin.on("end", () => done(all));
}}));
console.log(JSON.stringify(texts.map((text) => {{
  try {{ return createHash("sha256").update(unpackBytes(text)).digest("hex"); }}
  catch (error) {{ return error.message; }}
}})));
"""


def in_node(node: str, texts: list[str]) -> list[str]:
    """Return the hash of what node unpacks from each text, or what it says is wrong."""
    script = SCRIPT.format(path=EXPAND.as_uri())
    asked = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(asked, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_python_opens_what_it_packed(content):
    assert unpacked(packed(content)) == content


def test_the_page_opens_what_python_packed(node):
    found = in_node(node, [packed(content) for content in CONTENTS.values()])
    assert found == [sha256(content).hexdigest() for content in CONTENTS.values()]


def test_a_damaged_text_is_refused_wherever_the_damage_is(node):
    text = packed(CONTENTS["words"])
    places = [*NUMBERS.integers(0, len(text), 60).tolist(), 0, len(text) - 1]
    harmed = [text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :] for place in places]
    cut = [text[: len(text) * part // 7] for part in range(7)]
    for one in (*harmed, *cut):
        with pytest.raises((ValueError, EOFError)):
            unpacked(one)
    assert {*in_node(node, [*harmed, *cut])} == {"the page is damaged"}


def test_a_checksum_stands_before_what_is_packed():
    assert squeezed(b"zorg")[:CHECKSUM].hex() == f"{zlib.crc32(b'zorg'):08x}"
