"""The page itself: one file that holds the model, or the same apart for whoever hosts it."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from care2040.study.explorer.bundle import alone, bundle, page_folder, styles
from care2040.study.explorer.packed import packed

TEMPLATE, BEGIN = "page.html", "begin.js"
"""The page without its model, and what it runs first where its code is packed: it opens that."""
EXPAND = "engine/expand.mjs"
LICENCES = "vendor/LICENSES.md"
BLANK = re.compile("@([A-Z]+)@")
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page that is hosted may do (Content-Security-Policy): load its own three files, and nothing else."""

Parts = Mapping[str, str]
"""What is packed, by the name under which the page looks for it."""


@dataclass(frozen=True)
class PageText:
    """What stands around the model: the language the page begins in, its title, and what is told without scripts."""

    language: str
    title: str


def one_file(text: PageText, parts: Parts, script: str = "") -> str:
    """Return the whole page; with `script`, the model as JavaScript that one can read, all code is."""
    code = f'<script type="module" id="code">\n{_safe(bundle())}\n</script>'
    if not script:
        parts = {**parts, "code": packed(bundle().encode())}
        begin = alone(EXPAND) + (page_folder() / BEGIN).read_text(encoding="utf-8")
        code = f'<script type="module">\n{_safe(begin)}</script>'
    held = "\n".join(
        f'<script type="text/plain" id="packed-{name}">{content}</script>' for name, content in parts.items()
    )
    model = f'<script id="model-script">\n{_safe(script)}</script>\n' if script else ""
    return _filled(text, f"<style>\n{styles()}\n</style>", f"{held}\n{model}{code}", "")


def split(text: PageText, parts: Parts, model: str) -> dict[str, bytes]:
    """Return page, script, styles and model as files; all but the page bear the hash of their content."""
    script, style, held = bundle().encode(), styles().encode(), model.encode()
    names = {
        "script": f"explorer.{_short(script)}.js",
        "style": f"explorer.{_short(style)}.css",
        "model": f"model.{_short(held)}.json",
    }
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<link rel="stylesheet" href="{names["style"]}" integrity="{_integrity(style)}">'
    )
    code = f'<script type="module" src="{names["script"]}" integrity="{_integrity(script)}"></script>'
    where = f' data-code="{names["script"]}" data-model="{names["model"]}" data-integrity="{_integrity(held)}"'
    page = _filled(text, head, code, where).encode()
    return {"index.html": page, names["script"]: script, names["style"]: style, names["model"]: held}


def _filled(text: PageText, head: str, code: str, where: str) -> str:
    page = (page_folder() / TEMPLATE).read_text(encoding="utf-8")
    blanks = {
        "LANGUAGE": text.language,
        "TITLE": escape(text.title),
        "HEAD": head,
        "CODE": code,
        "WHERE": where,
        "LICENCES": (page_folder() / LICENCES).read_text(encoding="utf-8"),
    }
    return BLANK.sub(lambda found: blanks[found[1]], page)


def _safe(script: str) -> str:
    """Return a script in which nothing looks like the end of it."""
    return script.replace("</script", "<\\/script")


def model_script(module: str) -> str:
    """Return a module that exports SIZE and programs as a script that a page and its workers find by name."""
    inside = module.replace("export const", "const").replace("export function", "function")
    return f"globalThis.care2040Model = (() => {{\n{inside}\nreturn {{ SIZE, programs }};\n}})();\n"


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _integrity(content: bytes) -> str:
    return f"sha384-{b64encode(hashlib.sha384(content).digest()).decode()}"
