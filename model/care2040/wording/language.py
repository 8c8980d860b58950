"""The languages of texts, and the widths of figures."""

from __future__ import annotations

from typing import Literal

Language = Literal["nl", "en"]


Width = Literal["full", "half", "slide"]


LANGUAGES: tuple[Language, ...] = ("nl", "en")


WIDTHS: tuple[Width, ...] = ("full", "half", "slide")
