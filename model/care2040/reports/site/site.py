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

from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter import Parameter, Standing
from care2040.inputs.policies.levers import Levers
from care2040.reports.site.charts import Chart, chart
from care2040.reports.site.diagrams import WHOLE, Atlas
from care2040.reports.site.entries import Entries
from care2040.sectors import SECTORS
from care2040.wording.assumptions import assumption_name
from care2040.wording.names import indicator_words

HERE = Path(__file__).parent
SEARCH = {"en": "search.html", "nl": "zoeken.html"}
BESIDE_SECTORS = (
    ("true_by_definition", "True by definition", "Age limits and conversions. Nothing here is uncertain."),
    (
        "levers",
        "Levers and other laws",
        "What each lever costs and how far it is pulled, and the numbers of laws that an experiment may choose "
        "instead. Nearly all of this is our judgement: see the standing and the interval of each.",
    ),
)
"""Pages of parameters that belong to no sector: file, title, and what they hold."""
LEGEND = "A box is a stock and a valve a flow. + means that the effect goes the way of its cause, − the other way."


@dataclass(frozen=True)
class Site:
    """Makes the pages."""

    atlas: Atlas
    levers: Levers
    sources: Mapping[Any, Any]
    dataset: xr.Dataset
    version: str
    made: str
    root: Path

    @cached_property
    def texts(self) -> Mapping[Any, Any]:
        """What the pages say beside what they take from the code."""
        return read(HERE / "texts.yaml").data

    @cached_property
    def entries(self) -> Entries:
        """Tells of equations, parameters and loops."""
        return Entries(self.atlas, self.root)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The pages with blanks to fill in."""
        loader = jinja2.FileSystemLoader(HERE / "templates")
        made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
        made.filters["breakable"] = breakable
        return made

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the name and the text of every file."""
        yield "style.css", (HERE / "templates" / "style.css").read_text(encoding="utf-8")
        yield self._page("index.html", "care2040, the model", "index.html", **self._index())
        for sector in SECTORS:
            title = self.texts["sectors"][sector]["title"]["en"]
            yield self._page(f"{sector}.html", title, "sector.html", **self._sector(sector))
        loops = [self.entries.loop(loop) for loop in self.atlas.loops.values()]
        yield self._page("loops.html", "Loops", "loops.html", loops=loops)
        for file, part, language in (
            ("definitions.html", "definitions", "en"),
            ("begrippen.html", "definitions", "nl"),
            ("not_known.html", "not_known", "en"),
            ("niet_bekend.html", "not_known", "nl"),
        ):
            told = self.texts[part]
            body = self._terms(part, language)
            yield self._page(file, told["title"][language], "terms.html", language, **body)
        for name, title, intro in BESIDE_SECTORS:
            own = [each for each in self.atlas.parameters.values() if self.entries.link(each.name).startswith(name)]
            numbers = [self.entries.parameter(each) for each in own]
            yield self._page(f"{name}.html", title, "numbers.html", parameters=numbers, intro=intro)
        for language, file in SEARCH.items():
            words = self.texts["search"][language]
            yield self._page(
                file, words["title"], "search.html", language, words=words, index=[*self._index_of_names()]
            )
        yield self._page("sources.html", "Sources", "sources.html", sources=[*self._sources()])

    def _page(self, file: str, title: str, template: str, language: str = "en", **blanks: Any) -> tuple[str, str]:
        told = self.texts["sectors"]
        menu = [{"file": f"{one}.html", "title": told[one]["title"][language], "language": "en"} for one in SECTORS]
        words = {
            "en": ("Loops", "definitions.html", "not_known.html"),
            "nl": ("Terugkoppelingen", "begrippen.html", "niet_bekend.html"),
        }
        loops, definitions, not_known = words[language]
        menu += [
            {"file": "loops.html", "title": loops, "language": "en"},
            {"file": definitions, "title": self.texts["definitions"]["title"][language], "language": language},
            {"file": not_known, "title": self.texts["not_known"]["title"][language], "language": language},
            {"file": "sources.html", "title": {"en": "Sources", "nl": "Bronnen"}[language], "language": "en"},
            {"file": SEARCH[language], "title": self.texts["search"][language]["title"], "language": language},
        ]
        whole = {"file": file, "title": title, "language": language, "menu": menu, "version": self.version}
        text = self.templates.get_template(template).render(**whole, made=self.made, **blanks)
        return file, text + "\n"

    def _index(self) -> dict[str, Any]:
        model, parameters = self.atlas.model, self.atlas.parameters
        standings = Counter(one.standing for one in parameters.values())
        kinds = ("stock", "flow", "variable", "indicator")
        rows = []
        for sector in SECTORS:
            own: list[str] = [each.kind for each in model.equations.values() if each.sector == sector]
            counts = [*(own.count(kind) for kind in kinds), sum(1 for _ in self._parameters(sector))]
            title = self.texts["sectors"][sector]["title"]["en"]
            loops = [loop.name for loop in self.atlas.loops.values() if loop.sector == sector]
            rows.append({"file": f"{sector}.html", "title": title, "counts": counts, "loops": loops})
        return {
            "sectors": rows,
            "whole_causes": Markup(self.atlas.whole().svg),
            "whole_stocks": [Markup(self.atlas.stocks(sectors).svg) for sectors in WHOLE],
            "legend": LEGEND,
            "standing": f"Of {len(parameters)} parameters {_counted(standings)}.",
        }

    def _sector(self, sector: str) -> dict[str, Any]:
        model, told = self.atlas.model, self.texts["sectors"][sector]
        equations = [each for each in model.equations.values() if each.sector == sector]
        has_stocks = any(each.kind == "stock" for each in equations)
        title = self.dataset.attrs.get("title", "a run")
        return {
            "story": told["story"],
            "causes": Markup(self.atlas.causes(sector).svg),
            "stocks": Markup(self.atlas.stocks([sector]).svg) if has_stocks else "",
            "loops": [loop for loop in self.atlas.loops.values() if loop.sector == sector],
            "legend": LEGEND,
            "behaviour_of": f"From the result ‘{title}’: {_runs(self.dataset)}.",
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
        drawn: Chart = chart(self.dataset[name])
        return {**vars(drawn), "svg": Markup(drawn.svg), "link": self.entries.link(name)}

    def _parameters(self, sector: str) -> Iterator[Parameter]:
        """Give the parameters that stand in the file of a sector."""
        return (each for each in self.atlas.parameters.values() if Path(each.file).stem == sector)

    def _terms(self, part: str, language: str) -> dict[str, Any]:
        told = self.texts[part]
        entries = told.get("terms") or told["points"]
        terms = []
        for one in entries:
            names = [self.entries.linked(name) for name in one.get("names", ())]
            term = (one.get("term") or one["title"])[language]
            terms.append({"term": term, "text": one["text"][language], "names": names, "source": one.get("source", ())})
        counted = self._counted(language) if part == "not_known" else None
        return {"intro": told["intro"][language], "terms": terms, "counted": counted}

    def _counted(self, language: str) -> dict[str, Any]:
        """Count what is judged, what rests on weak evidence, and where the model stops."""
        parameters, model = self.atlas.parameters, self.atlas.model
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
            yield {"key": key, "address": address, "note": "", **one, "where": where}

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
            told = {"about": loop.about["en"], "dutch": loop.title["nl"]}
            yield {"name": f"{loop.name} {loop.title['en']}", "link": f"loops.html#{loop.name}", **told}


def breakable(name: str) -> Markup:
    """Return a name that may be broken behind an underscore or a stroke, and nowhere else."""
    return Markup(re.sub(r"([_/])", r"\1<wbr>", str(escape(name))))


def _counted(standings: Counter[Standing]) -> str:
    order: tuple[Standing, ...] = ("measured", "derived", "calibrated", "judged")
    told = [f"{standings[name]} are {name}" for name in order if standings[name]]
    return ", ".join(told[:-1]) + f" and {told[-1]}"


def _runs(dataset: xr.Dataset) -> str:
    """Say which runs a result holds."""
    parts = []
    for dim, plural in (("policy", "policies"), ("scenario", "scenarios")):
        names = [str(name).replace("_", " ") for name in dataset[dim].values]
        parts.append(f"{dim if len(names) == 1 else plural} {', '.join(names)}")
    return "; ".join(parts)
