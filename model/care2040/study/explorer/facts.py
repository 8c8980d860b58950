"""What a page says of the model: levers, policies, futures, laws, quantities, districts; each in both languages."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, get_args

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import Document, read
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.reader import FUTURES
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import Control
from care2040.language.axes import AXES, Resolution
from care2040.language.cities.here import the_city
from care2040.language.cities.layers import path_of, sources_of
from care2040.language.model import Model
from care2040.results.series import has_total
from care2040.study.explorer.running import Running, sliders
from care2040.study.project import Project
from care2040.wording.language import LANGUAGES, Language
from care2040.wording.laws import alternative_name, law_name
from care2040.wording.names import (
    area_name,
    control_words,
    definition,
    indicator_words,
    name_of,
    part_name,
    unit_words,
)
from care2040.wording.numbers import sentence
from care2040.wording.quantities import LIKE_SHARES

Words = dict[str, str]

NOT_IN_A_PAGE = ("sweep", "choose", "pathways", "discovery", "robustness", "wedges", "learn")
"""What an experiment may ask and a page does not answer; the page says so by name."""


GOOD_UP = (
    "informal_carers",
    "neighbour_helpers",
    "meeting_places_per_1000",
    "green_and_sport_level",
    "gp_level",
    "homes",
    "net_benefit",
    "yearly_benefit",
)
NEITHER = ("care_share_working", "residents", "residents_75_plus", "jobs", "lever_cost", "care_cost")
"""Where more is better, and where neither is; of all else one hopes for less. Colours of a page follow it."""


def page_facts(
    project: Project, experiment: Experiment, document: Document, running: Running, resolution: Resolution, draws: int
) -> dict[str, Any]:
    """Return all that a page says, in both languages, as JSON has it."""
    model = running.model
    written = document.data
    return {
        "title": _both(partial(page_title, experiment)),
        "experiment": {
            "name": experiment.name,
            "title": experiment.title,
            "question": experiment.question,
            "start": experiment.start,
            "end": experiment.end,
            "resolution": resolution,
            "draws": draws,
            "seed": experiment.seed,
            "equations": written.get("equations"),
            "unchanged": experiment.unchanged,
        },
        "made": date.today().isoformat(),
        "borrows": the_city().borrows,
        "years": list(range(experiment.start, experiment.end)),
        "axes": running.axes,
        "districts": list(districts_of()) if resolution == "district" else [],
        "quantities": {name: _quantity(model, name) for name in running.readings},
        "indicators": [name for name in experiment.indicators if name in running.readings],
        "levers": _levers(project),
        "packages": {
            name: {"title": package.title.model_dump(), "levers": list(project.levers.members(name))}
            for name, package in project.levers.packages.items()
        },
        "scenarios": dict(_scenarios(project, experiment, written.get("scenarios") or {})),
        "policies": policies_of(project, experiment, written.get("policies") or {}),
        "laws": _laws(project, experiment),
        "payers": {payer: _both(partial(part_name, payer)) for payer in map(str, AXES["payer"])},
        "controls": {each: _both(partial(control_words, each)) for each in get_args(Control)},
        "notAnswered": [key for key in NOT_IN_A_PAGE if written.get(key)],
    }


def page_title(experiment: Experiment, language: Language) -> str:
    """Return what a page is called: its experiment, with the city where that does not name it."""
    title, city = experiment.title[language], the_city().names.of(language)
    return title if city in title else f"{title} – {city}"


def _both(words: Callable[[Language], str]) -> Words:
    return {language: words(language) for language in LANGUAGES}


def _capital(words: Callable[[Language], str]) -> Words:
    return _both(lambda language: sentence(words(language)))


def _scenarios(
    project: Project, experiment: Experiment, written: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    path = path_of(package_folder("parameters"), FUTURES)
    futures = read(path).data["futures"] if path.is_file() else {}
    for name in experiment.scenarios:
        known = futures.get(name, {}) if not written.get(name) else {}
        yield (
            name,
            {
                "title": _both(partial(name_of, "scenarios", name)),
                "written": written.get(name) or {},
                "about": known.get("about"),
                "standing": known.get("standing"),
            },
        )


def districts_of() -> Iterator[dict[str, Any]]:
    """Give each district: what it is called, and where it lies on the map."""
    for name in AXES["district"]:
        row, column = the_city().tiles[str(name)]
        yield {"name": name, "title": _both(partial(area_name, str(name))), "row": row, "column": column}


def _quantity(model: Model, name: str) -> dict[str, Any]:
    equation = model.equations[name]
    share = "_share" in name or name in LIKE_SHARES or unit_words(name, equation.unit, "en").startswith("%")
    return {
        "title": _capital(lambda language: indicator_words(name, language)["subject"]),
        "measure": _both(lambda language: indicator_words(name, language)["measure"]),
        "about": _both(partial(definition, name)),
        "good": "up" if name in GOOD_UP else None if name in NEITHER else "down",
        "unit": equation.unit,
        "unitWords": _both(lambda language: unit_words(name, equation.unit, language)),
        "kind": equation.kind,
        "axes": [axis for axis in equation.axes if axis not in ("age", "sex")],
        "percent": equation.unit == "dimensionless" and share,
        "total": has_total(equation.kind, equation.unit, equation.axes),
    }


def _levers(project: Project) -> dict[str, dict[str, Any]]:
    described, parameters = sources_of(package_folder("parameters")), project.parameters
    found = {}
    for name, lever in project.levers.levers.items():
        prices = parameters[lever.price_parameter].value.tolist()
        found[name] = {
            "title": lever.title.model_dump(),
            "about": lever.about.model_dump(),
            "maker": lever.difference_maker,
            "control": lever.control,
            "aimed": lever.aimed,
            "start": lever.start,
            "ramp": lever.ramp,
            "delay": lever.delay,
            "price": dict(zip(map(str, AXES["payer"]), prices, strict=True)),
            "staff": float(parameters[lever.staff_parameter].value),
            "exception": lever.exception.model_dump() if lever.exception else None,
            "quality": lever.evidence.quality,
            "says": lever.evidence.says.model_dump(),
            "sources": [_source(described[key]) for key in lever.evidence.source],
        }
    return found


def _source(described: Mapping[str, Any]) -> dict[str, Any]:
    return {key: described[key] for key in ("title", "publisher", "year") if key in described}


def policies_of(project: Project, experiment: Experiment, written: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each policy sets the sliders to, and what else stands in it as it was written."""
    found = {}
    for name in experiment.policies:
        own = written.get(name) or {}
        settings = settings_of(project, own)
        others = (
            own if settings is None else {key: each for key, each in own.items() if key not in project.levers.names}
        )
        title = _capital(partial(name_of, "policies", name))
        found[name] = {"title": title, "levers": settings or {}, "others": others}
    return found


def settings_of(project: Project, own: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Return the setting of each slider; None where none can say it: a district apart, a rule, or a lever set twice."""
    settings: dict[str, dict[str, Any]] = {}
    named_apart = set(own) & set(project.levers.levers)
    for key, each in own.items():
        if key.partition(".")[0] in project.levers.names and ("." in key or "when" in each):
            return None
        for lever in project.levers.members(key) if key in project.levers.names else ():
            if lever != key and lever in named_apart:
                continue  # what is said of a lever counts above what is said of its package
            if lever in settings:
                return None
            named = {"from": "start"}
            settings[lever] = {named.get(what, what): value for what, value in each.items()}
            if key in project.levers.packages and each["effort"] < 1:
                settings[lever].setdefault("spread", "by_need")  # as a package is spread by itself
    return settings


def no_slider(project: Project, written: Mapping[str, Any], changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes of a policy that no slider makes: all of them where sliders cannot say what stands in it."""
    if settings_of(project, written) is None:
        return changes
    return tuple(one for one in changes if one.parameter not in sliders(project))


def _laws(project: Project, experiment: Experiment) -> dict[str, dict[str, Any]]:
    return {
        quantity: {
            "title": _capital(partial(law_name, quantity)),
            "options": [{"name": law, "title": _law_words(law, quantity)} for law in laws],
        }
        for quantity, laws in experiment.drawn_laws.items()
    }


def _law_words(law: str, quantity: str) -> Words:
    """Return what a law is called: that of the model itself as such, another one by its name in the model."""
    own = {"nl": "die van het model", "en": "that of the model"}
    return own if law == quantity else _both(partial(alternative_name, law))
