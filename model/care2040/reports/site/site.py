"""The model as a small site of plain pages: a page for each sector, loops, definitions, and what is not known."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import xarray as xr
from markupsafe import Markup, escape

from care2040.inputs.parameters.parameter import Parameter, Standing
from care2040.inputs.policies.levers import Levers
from care2040.language.axes import AXES
from care2040.reports.site.charts import Chart, chart
from care2040.reports.site.diagrams import WHOLE, Atlas
from care2040.reports.site.entries import Entries
from care2040.reports.site.theory import TheoryPage
from care2040.reports.site.words import HERE, Words, site_texts
from care2040.sectors import SECTORS
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import Kind, area_name, control_words, indicator_words, name_of
from care2040.wording.numbers import sentence

FOLDERS: Mapping[Language, str] = {"en": "", "nl": "nl/"}
"""Language to the folder of its pages, which have the same names in both."""
BESIDE_SECTORS = ("true_by_definition", "levers")
"""Pages of parameters that belong to no sector."""
STANDINGS: tuple[Standing, ...] = ("measured", "derived", "calibrated", "judged", "borrowed")


@dataclass(frozen=True)
class Site:
    """Makes the pages in one language.

    Attributes
    ----------
    atlas : Atlas
        Draws the diagrams, in the language of the pages.
    levers : Levers
        Told of in what is not known.
    sources : mapping
        What ``sources.yaml`` holds.
    dataset : xarray.Dataset
        The behaviour that is shown.
    version : str
        Of the package, for the foot of each page.
    result : Path or None
        Where the behaviour is from; a run when there is none.
    root : Path
        Places in the code are told from here.
    districts : bool
        Whether there is a page for each district to point at.
    theory : TheoryPage or None
        Tells of the theory of change; without it there is no such page.
    """

    atlas: Atlas
    levers: Levers
    sources: Mapping[Any, Any]
    dataset: xr.Dataset
    version: str
    result: Path | None
    root: Path
    districts: bool = False
    theory: TheoryPage | None = None

    @property
    def words(self) -> Words:
        """The words of the pages."""
        return self.atlas.words

    @property
    def language(self) -> Language:
        """The language of the pages."""
        return self.words.language

    @property
    def texts(self) -> Mapping[Any, Any]:
        """What the pages say beside what they take from the code."""
        return site_texts()

    @cached_property
    def entries(self) -> Entries:
        """Tells of equations, parameters and loops."""
        return Entries(self.atlas, self.root, self.words)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The pages with blanks to fill in."""
        loader = jinja2.FileSystemLoader(HERE / "templates")
        made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
        made.filters["breakable"] = breakable
        return made

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the name and the text of every file."""
        titles = self.words["titles"]
        if not FOLDERS[self.language]:
            yield "style.css", (HERE / "templates" / "style.css").read_text(encoding="utf-8")
        yield self._page("index", titles["index"], **self._index())
        for sector in SECTORS:
            yield self._page(sector, self.words.sector(sector), "sector", **self._sector(sector))
        loops = [self.entries.loop(loop) for loop in self.atlas.loops.values()]
        yield self._page("loops", titles["loops"], loops=loops)
        if self.theory is not None:
            yield f"{FOLDERS[self.language]}{self.theory.file}", self.theory.figure
            yield self._page("theory", titles["theory"], **self.theory.blanks(self.entries))
        for part in ("definitions", "not_known"):
            yield self._page(part, self.texts[part]["title"][self.language], "terms", **self._terms(part))
        for name in BESIDE_SECTORS:
            own = [each for each in self.atlas.parameters.values() if self.entries.link(each.name).startswith(name)]
            numbers = [self.entries.parameter(each) for each in own]
            told = [*self._levers()] if name == "levers" else []
            yield self._page(name, titles[name], "numbers", parameters=numbers, intro=self.words[name], levers=told)
        search = self.texts["search"][self.language]
        yield self._page("search", search["title"], search=search, index=[*self._index_of_names()])
        yield self._page("sources", titles["sources"], sources=[*self._sources()])

    def _levers(self) -> Iterator[dict[str, str]]:
        """Give what a lever is, who decides on it, what it costs, and what is known of it."""
        parameters, words, language = self.atlas.parameters, self.words, self.language
        for name, lever in self.levers.levers.items():
            price = float(parameters[lever.price_parameter].value.sum()) / 1e6
            yield {
                "name": name,
                "title": lever.title[language],
                "about": " ".join(lever.about[language].split()),
                "decides": control_words(lever.control, language),
                "price": words.number(f"{price:g}"),
                "staff": words.number(f"{float(parameters[lever.staff_parameter].value):g}"),
                "evidence": f"{lever.evidence.quality}: {' '.join(lever.evidence.says[language].split())}",
            }

    def _page(self, name: str, title: str, template: str = "", **blanks: Any) -> tuple[str, str]:
        words, file, here = self.words, f"{name}.html", FOLDERS[self.language]
        up = "../" * here.count("/")
        parts = [*((one, words.sector(one)) for one in SECTORS), ("loops", words["titles"]["loops"])]
        parts += [("theory", words["titles"]["theory"])] if self.theory is not None else []
        parts += [(one, self.texts[one]["title"][self.language]) for one in ("definitions", "not_known")]
        parts += [("sources", words["titles"]["sources"]), ("search", self.texts["search"][self.language]["title"])]
        shown = words["a_run"] if self.result is None else words.say("a_result", result=escape(self.result))
        whole = {
            "file": file,
            "title": title,
            "language": self.language,
            "menu": [{"file": f"{one}.html", "title": said} for one, said in parts],
            "up": up,
            "other": {**words["other"], "link": f"{up}{FOLDERS[words['other']['language']]}{file}"},
            "made": Markup(words.say("made", version=escape(self.version), shown=shown)),
            "words": words,
        }
        text = self.templates.get_template(f"{template or name}.html").render(**whole, **blanks)
        return f"{here}{file}", text + "\n"

    def _index(self) -> dict[str, Any]:
        model, parameters = self.atlas.model, self.atlas.parameters
        standings = Counter(one.standing for one in parameters.values())
        kinds = ("stock", "flow", "variable", "indicator")
        rows = []
        for sector in SECTORS:
            own: list[str] = [each.kind for each in model.equations.values() if each.sector == sector]
            counts = [*(own.count(kind) for kind in kinds), sum(1 for _ in self._parameters(sector))]
            loops = [loop.name for loop in self.atlas.loops.values() if loop.sector == sector]
            title = self.words.sector(sector)
            rows.append({"file": f"{sector}.html", "title": title, "counts": counts, "loops": loops})
        *first, last = [self.words["standings"][one].format(n=standings[one]) for one in STANDINGS if standings[one]]
        counted = f"{', '.join(first)} {self.words['and']} {last}"
        return {
            "sectors": rows,
            "whole_causes": Markup(self.atlas.whole().svg),
            "whole_stocks": [Markup(self.atlas.stocks(sectors).svg) for sectors in WHOLE],
            "standing": self.words.say("standing", all=len(parameters), counts=counted),
            "districts": [
                (area_name(name, self.words.language), f"districts/{name}.html") for name in map(str, AXES["district"])
            ]
            if self.districts
            else [],
        }

    def _sector(self, sector: str) -> dict[str, Any]:
        model, told = self.atlas.model, self.texts["sectors"][sector]
        equations = [each for each in model.equations.values() if each.sector == sector]
        has_stocks = any(each.kind == "stock" for each in equations)
        facts = self.dataset.attrs
        title = facts.get(f"title_{self.language}", facts.get("title", self.words["a_run"]))
        return {
            "story": told["story"][self.language],
            "causes": Markup(self.atlas.causes(sector).svg),
            "stocks": Markup(self.atlas.stocks([sector]).svg) if has_stocks else "",
            "loops": [self.entries.loop(loop) for loop in self.atlas.loops.values() if loop.sector == sector],
            "behaviour_of": self.words.say("behaviour_of", title=title, runs=self._runs()),
            "charts": [self._chart(name) for name in told["shown"] if name in self.dataset],
            "equations": [self.entries.equation(each) for each in equations],
            "others": [
                self.entries.equation(law, name)
                for name, law in model.alternatives.items()
                if model.equations[law.name].sector == sector
            ],
            "parameters": [self.entries.parameter(each) for each in self._parameters(sector)],
        }

    def _chart(self, name: str) -> dict[str, Any]:
        drawn: Chart = chart(self.dataset[name], self.words)
        called = self.entries.called(name) or name
        return {**vars(drawn), "svg": Markup(drawn.svg), "link": self.entries.link(name), "called": called}

    def _runs(self) -> str:
        """Say which runs the result holds."""
        parts = []
        kinds: tuple[tuple[str, Kind], ...] = (("policy", "policies"), ("scenario", "scenarios"))
        for dim, kind in kinds:
            names = [str(name) for name in self.dataset[dim].values]
            if self.language == "en":
                called = [name.replace("_", " ") for name in names]
            else:
                called = [name_of(kind, name, self.language) for name in names]
            parts.append(f"{self.words[dim][len(names) > 1]} {', '.join(called)}".strip())
        return "; ".join(parts)

    def _parameters(self, sector: str) -> Iterator[Parameter]:
        """Give the parameters that stand in the file of a sector."""
        return (each for each in self.atlas.parameters.values() if each.sector == sector)

    def _terms(self, part: str) -> dict[str, Any]:
        told, language = self.texts[part], self.language
        terms = []
        for one in told.get("terms") or told["points"]:
            names = [self.entries.linked(name) for name in one.get("names", ())]
            term = (one.get("term") or one["title"])[language]
            terms.append({"term": term, "text": one["text"][language], "names": names, "source": one.get("source", ())})
        counted = self._counted() if part == "not_known" else None
        return {"intro": told["intro"][language], "terms": terms, "counted": counted}

    def _counted(self) -> dict[str, Any]:
        """Count what is judged, what rests on weak evidence, and where the model stops."""
        parameters, model, language = self.atlas.parameters, self.atlas.model, self.language
        judged = sum(one.standing == "judged" for one in parameters.values())
        weak = [lever.title[language] for lever in self.levers.levers.values() if lever.evidence.quality == "C"]
        open_ = [loop.name for loop in self.atlas.loops.values() if not loop.closes]
        blanks = {
            "judged": judged,
            "all": len(parameters),
            "weak": len(weak),
            "levers": len(self.levers.levers),
            "names": ", ".join(weak),
            "ends": len(model.boundary()),
            "flows": len(model.flows),
            "open": ", ".join(open_),
        }
        said = self.texts["not_known"]["counted"]
        return {"title": said["title"][language], "lines": [line[language].format(**blanks) for line in said["lines"]]}

    def _sources(self) -> Iterator[dict[str, Any]]:
        for key, one in self.sources.items():
            where = str(one.get("where", ""))
            address = where if where.startswith("https://") and " " not in where else ""
            sure = self.words.called("confidences", str(one["confidence"]))
            yield {"key": key, "address": address, "note": "", **one, "where": where, "confidence": sure}

    def _index_of_names(self) -> Iterator[dict[str, str]]:
        """Give what can be searched: every name, how it is called in Dutch, what it is, and where it is explained."""
        model, parameters = self.atlas.model, self.atlas.parameters
        said = {name: one.about for name, one in model.equations.items()}
        said |= {name: one.about for name, one in parameters.items()}
        for name, about in said.items():
            dutch = indicator_words(name, "nl")["subject"] if name in model.askable else ""
            dutch = assumption_name(name, "nl") if name in parameters and parameters[name].range is not None else dutch
            yield {"name": name, "dutch": dutch, "about": " ".join(about.split()), "link": self.entries.link(name)}
        for loop in self.atlas.loops.values():
            told = {"about": loop.about[self.language], "dutch": sentence(loop.title["nl"])}
            yield {"name": f"{loop.name} {loop.title['en']}", "link": f"loops.html#{loop.name}", **told}


def breakable(name: str) -> Markup:
    """Return a name that may be broken behind an underscore or a stroke, and nowhere else."""
    return Markup(re.sub(r"([_/])", r"\1<wbr>", str(escape(name))))
