"""The page of a district as a memo: what stands out, figures beside the city, and what each lever does there."""

import json
from dataclasses import dataclass
from pathlib import Path

from care2040.figures import draw
from care2040.figures.canvas.export import write
from care2040.inputs.policies.levers import Levers
from care2040.language.axes import whole_city
from care2040.language.cities.here import the_city
from care2040.reports.districts.numbers import MOVED, ROWS, Numbers
from care2040.reports.document.blocks import Block, Figure, Line, Memo, Pair, Paragraph, Role, Span, Table
from care2040.reports.document.drawn_figures import DrawnFigure, drawn_files
from care2040.reports.document.value_text import say as say_of_documents
from care2040.wording import texts
from care2040.wording.language import Language
from care2040.wording.names import area_name, name_of
from care2040.wording.numbers import number, percent, rounded, sentence

YEARS = (2024, 2030, 2040)
"""The columns of the table of figures."""
FEW = 10
"""Rates below it are written with two digits behind the mark, others as whole numbers."""
DRAWN = ("poverty_share", "lonely_share")
"""Indicators that are drawn, the district against the city."""


@dataclass(frozen=True)
class DistrictPage:
    """Makes the page of a district in one language.

    Attributes
    ----------
    numbers : Numbers
        What the run says.
    levers : Levers
        Who decides on each, and how good the evidence is.
    language : {"nl", "en"}
        Of every word.
    maker, fingerprint : str
        What made it: the version, and the hash of the inputs.
    folder : Path
        Where figures are drawn.
    """

    numbers: Numbers
    levers: Levers
    language: Language
    maker: str
    fingerprint: str
    folder: Path

    def memo(self, area: str) -> Memo:
        """Return the page."""
        title = self.say("title", district=area_name(area, self.language))
        blocks: list[Block] = [
            self._words(title, "title"),
            self._words(self.say("subtitle", district=area_name(area, self.language)), "subtitle"),
            self._words(self.first_words(area)),
            self._heading("figures"),
            self.table(area),
            self._heading("course"),
            self._figures(area),
            self._heading("levers"),
            self._words(self.say("about_levers")),
            *self._lever_blocks(area),
            self._heading("notes"),
            *(self._words(note, "bullet") for note in self._notes()),
            Paragraph((Span(self._source(), italic=True),)),
        ]
        return Memo(title, self.language, tuple(blocks), runs=(f"{self.maker} {self.fingerprint}",))

    def say(self, *keys: str, **blanks: object) -> str:
        """Return a text of the page with its blanks filled in."""
        return texts.say("districts", self.language, *keys, **blanks)

    def written(self, name: str, value: float) -> str:
        """Return a value as the page writes it."""
        unit = ROWS[name].unit
        if unit == "share":
            return percent(value, self.language, 1)
        if unit == "count":
            return number(rounded(value), self.language)
        return number(value, self.language, 2 if value < FEW else 0)

    def first_words(self, area: str) -> str:
        """Return what stands out in a district against the city, and how it grows."""
        year, last = YEARS[0], YEARS[-1]
        (first, rank), (second, _) = self.numbers.standing_out(area, self._unchanged, year)[:2]
        place = "highest" if rank == 1 else "lowest" if rank == self._districts else "other"
        blanks = self._beside(first, area, year) | {"rank": self.say("ranks", place, n=rank)}
        said = [self.say("stands_out", district=area_name(area, self.language), year=year, **blanks)]
        said.append(self.say("second", **self._beside(second, area, year)))
        ends = {
            key: self._value(name, area, when)
            for prefix, name in (("", "residents"), ("old_", "residents_75_plus"))
            for key, when in ((f"{prefix}first", year), (f"{prefix}last", last))
        }
        return " ".join([*said, self.say("then", year=last, **ends)])

    def _notes(self) -> list[str]:
        """Return how sure the page is; of a city that borrows also what."""
        notes: list[str] = texts.texts("districts")[self.language]["notes"]
        return [*notes, self.say("note_borrowed")] if the_city().borrows else notes

    def table(self, area: str) -> Table:
        """Return the figures of a district and the city side by side."""
        places = (area, whole_city())
        named = (self.say("district"), self.say("city"))
        heads = [self.say("head", "what"), *(f"{place} {year}" for place in named for year in YEARS)]
        rows = []
        for name, row in ROWS.items():
            cells = [self._value(name, place, year) for place in places for year in YEARS]
            rows.append(_cells([self.say_row(name)[0], *cells, self.say("standings", row.rests_on)]))
        caption = self.say("table", district=area_name(area, self.language))
        return self._table([*heads, self.say("head", "standing")], rows, caption, 1)

    def say_row(self, name: str) -> tuple[str, str]:
        """Return what a row is called: by itself, and in a sentence."""
        alone, within = texts.texts("districts")[self.language]["rows"][name]
        return str(alone), str(within)

    def change(self, name: str, policy: str, area: str) -> str:
        """Return what a policy changes in the last year, with its sign, in percentage points or per thousand."""
        year, share = YEARS[-1], ROWS[name].unit == "share"
        both = (self.numbers.value(name, one, area, year) for one in (policy, self._unchanged))
        with_it, without = both
        shown = round((100 if share else 1) * (with_it - without), 1)
        return ("+" if shown > 0 else "") + number(shown, self.language, 1)

    def _lever_blocks(self, area: str) -> tuple[Block, ...]:
        """Return the table of levers, and the sentence that names those that change nothing in it."""
        nought, rows, idle = number(0, self.language, 1), [], []
        for policy in self._policies:
            pairs = [(self.change(name, policy, area), self.change(name, policy, whole_city())) for name in MOVED]
            called = sentence(name_of("policies", policy, self.language))
            if all(one == nought for pair in pairs for one in pair):
                idle.append(called)
                continue
            rows.append(_cells([called, *(f"{here} ({there})" for here, there in pairs), *self._who(policy)]))
        units = {"share": self.say("points"), "rate": ""}
        measured = [f"{self.say('moved', name)}, {units[ROWS[name].unit]}".rstrip(", ") for name in MOVED]
        heads = [self.say("lever_head", "lever"), *measured]
        heads += [self.say("lever_head", "who"), self.say("lever_head", "evidence")]
        caption = self.say("lever_table", district=area_name(area, self.language), year=YEARS[-1])
        below = (self._words(self.say("none", levers=", ".join(idle))),) if idle else ()
        return (self._table(heads, rows, caption, 2), *below)

    def _who(self, policy: str) -> tuple[str, str]:
        """Return who decides on a policy and how good its evidence is, where it is one lever."""
        pulled = json.loads(self.numbers.dataset.attrs["levers"]).get(policy, [])
        lever = self.levers.levers.get(pulled[0]) if len(pulled) == 1 else None
        none = self.say("no_evidence")
        return (self.say("decides", lever.control), lever.evidence.quality) if lever else (none, none)

    def _figures(self, area: str) -> Pair:
        left, right = (self._figure(area, name, count) for count, name in enumerate(DRAWN, 1))
        return Pair((left, right))

    def _figure(self, area: str, name: str, count: int) -> Figure:
        values = {"first": YEARS[0], "last": YEARS[-1]}
        blanks = {key: self._value(name, area, year) for key, year in values.items()}
        blanks |= {f"city_{key}": self._value(name, whole_city(), year) for key, year in values.items()}
        measure = sentence(self.say_row(name)[1])
        title = self.say("figure_title", measure=measure, district=area_name(area, self.language), **blanks)
        drawing = draw(
            "series",
            self.numbers.dataset,
            self.language,
            "half",
            title,
            indicators=[name],
            policies=[self._unchanged],
            districts=[area, whole_city()],
        )
        stem = f"{area}_{name}"
        write(drawing, self.folder, stem)
        drawn: DrawnFigure = drawn_files("series", self._experiment, self.folder, stem, self.language, "half")
        return Figure(drawn, drawn.subtitle, count)

    def _beside(self, name: str, area: str, year: int) -> dict[str, str]:
        told = {key: self._value(name, place, year) for key, place in (("value", area), ("city", whole_city()))}
        return told | {"measure": self.say_row(name)[1]}

    def _value(self, name: str, area: str, year: int) -> str:
        return self.written(name, self.numbers.value(name, self._unchanged, area, year))

    def _source(self) -> str:
        scenario = name_of("scenarios", str(self.numbers.dataset["scenario"].values[0]), self.language)
        made = {"maker": self.maker, "fingerprint": self.fingerprint}
        return self.say("source", experiment=self._experiment, scenario=scenario, **made)

    def _table(self, heads: list[str], rows: list[tuple[Line, ...]], caption: str, count: int) -> Table:
        about = say_of_documents(self.language, "about_table", caption=caption, columns=", ".join(heads))
        return Table(_cells(heads), tuple(rows), caption, about, count)

    def _heading(self, name: str) -> Paragraph:
        return self._words(self.say("headings", name), "heading_1")

    def _words(self, text: str, role: Role = "body") -> Paragraph:
        return Paragraph((Span(text),), role)

    @property
    def _experiment(self) -> str:
        return str(self.numbers.dataset.attrs["experiment"])

    @property
    def _unchanged(self) -> str:
        return str(self.numbers.dataset.attrs["unchanged_policy"])

    @property
    def _policies(self) -> list[str]:
        return [str(one) for one in self.numbers.dataset["policy"].values if one != self._unchanged]

    @property
    def _districts(self) -> int:
        return int(self.numbers.dataset.sizes["district"])


def _cells(words: list[str]) -> tuple[Line, ...]:
    return tuple((Span(each),) for each in words)
