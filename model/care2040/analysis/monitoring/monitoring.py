"""The monitor: a result laid beside what was counted since, and weighed by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from care2040.analysis.monitoring.ahead import Ahead, ahead
from care2040.analysis.monitoring.counts import Counted, Held, counted, held, together
from care2040.analysis.monitoring.monitoring_dataset import as_dataset
from care2040.analysis.monitoring.moved import LawMoved, Moved, chance_limit, laws, moved
from care2040.analysis.monitoring.scenarios import ScenarioChance, Weighed, weigh_scenarios
from care2040.analysis.observations.expected import Expected, expected
from care2040.analysis.observations.register import Register, Series
from care2040.results.valid_draws import CannotAnalyse, fair_draws, is_sample, learnt_in, method_of

if TYPE_CHECKING:
    from care2040.figures.canvas.layout import HouseFigure
    from care2040.wording.language import Language, Width


@dataclass(frozen=True, eq=False)
class Monitoring:
    """What the years that came say of a projection.

    Attributes
    ----------
    policy : str
        Under which policy.
    scenario : str
        In which scenario counts, parameters and laws are told of: the first that was asked for.
    draws : int
        How many were weighed.
    counts : tuple of Counted
        Every count within the run, by series.
    moved : tuple of Moved
        Every parameter that was drawn, those that the counts moved most first.
    laws : tuple of LawMoved
        Every law that was drawn.
    ahead : tuple of Ahead
        Indicators half-way and in 2040, for each scenario that has enough draws left.
    weighed : Weighed
        The weights of the draws and the chances of the scenarios.
    expected : tuple of Expected
        The series with what the draws of `scenario` make of them.
    dataset : xarray.Dataset
        The draws that were weighed, of `policy`.
    held_out : bool
        Whether counts that are held out weighed too.
    """

    policy: str
    scenario: str
    draws: int
    counts: tuple[Counted, ...]
    moved: tuple[Moved, ...]
    laws: tuple[LawMoved, ...]
    ahead: tuple[Ahead, ...]
    weighed: Weighed
    expected: tuple[Expected, ...]
    dataset: xr.Dataset
    held_out: bool = False

    @property
    def series(self) -> Mapping[str, Series]:
        """Series that were counted within the run, by name."""
        return {one.name: one.series for one in self.expected}

    @property
    def weights(self) -> np.ndarray:
        """For how much each draw counts in `scenario`, shape (draws,); they add up to one."""
        return self.weighed.weights[self.scenario].values

    @property
    def effective(self) -> float:
        """How many equal draws the weighed draws of `scenario` are worth."""
        return self.weighed.weights[self.scenario].effective

    @property
    def tempered(self) -> float:
        """Part of what they say for which the counts weigh; one when they weigh in full."""
        return self.weighed.weights[self.scenario].tempered

    @property
    def scenarios(self) -> tuple[ScenarioChance, ...]:
        """The scenarios with their chance, in the order of the result."""
        return self.weighed.chances

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """How the bands did per series with counts that were kept apart."""
        return held(self.counts)

    @property
    def together(self) -> Held:
        """How the bands did over all of these."""
        return together(self.held)

    @property
    def limit(self) -> float:
        """Shift of a parameter, in standard deviations, that chance alone makes of the largest one time in ten."""
        return chance_limit(self.weights, max(1, len(self.moved)))

    @cached_property
    def drawn(self) -> xr.Dataset:
        """What is drawn: bands and counts by series, shifts by parameter and chances by law."""
        return as_dataset(self)

    def figure(
        self, name: str, language: Language = "nl", width: Width = "full", title: str | None = None
    ) -> HouseFigure:
        """Draw a figure: ``monitor``, counts over bands, or ``moved``, what the counts shifted.

        Parameters
        ----------
        name : {"monitor", "moved"}
            Which of the two.
        language : {"nl", "en"}
            Language of every word and number in it.
        width : {"full", "half", "slide"}
            Width of an A4 page, half of it, or a slide.
        title : str, optional
            Replaces the message made from the numbers.

        Raises
        ------
        CannotDrawError
            When there is no such figure, or nothing that it could show.
        """
        from care2040 import figures

        return figures.draw(name, self.drawn, language, width, title)

    def as_data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "experiment": str(self.dataset.attrs.get("experiment", "")),
            "policy": self.policy,
            "scenario": self.scenario,
            "draws": self.draws,
            "effective_draws": self.effective,
            "tempered": self.tempered,
            "held_out_weigh": self.held_out,
            "scenarios_parted": self.weighed.parted,
            "scenarios": [asdict(one) | {"died": one.died} for one in self.scenarios],
            "counts": [self._count(one) for one in self.counts],
            "held_out": [asdict(one) for one in self.held],
            "held_out_together": asdict(self.together),
            "moved_limit": self.limit,
            "moved": [_spans(asdict(one)) for one in self.moved],
            "laws": [asdict(one) for one in self.laws],
            "ahead": [_spans(asdict(one)) for one in self.ahead],
        }

    def _count(self, one: Counted) -> dict[str, Any]:
        series = self.series[one.name]
        facts = {"quantity": series.quantity, "place": series.place, "index": series.index, "surprise": one.surprise}
        return _spans(asdict(one)) | facts | {"in_band_after": one.after.holds(one.value)}


def monitor(
    dataset: xr.Dataset,
    register: Register,
    policy: str,
    scenarios: tuple[str, ...],
    temper: bool = False,
    held_out: bool = False,
) -> Monitoring:
    """Weigh the draws of a result by what was counted, and say what that tells.

    Parameters
    ----------
    dataset : xarray.Dataset
        A result with draws that kept the quantities that were counted.
    register : Register
        The counts.
    policy : str
        One of those of the result.
    scenarios : tuple of str
        Those of the result that are weighed against each other; counts are told of in the first.
    temper, held_out : bool
        As for `care2040.analysis.observations.weighing.weigh`.

    Raises
    ------
    CannotAnalyse
        When the result has no draws, or they are no sample, nothing was counted within the run, or a quantity was not
        kept.
    TooFewLeft
        When the counts leave too few draws.
    """
    refuse_no_sample(dataset)
    kept = np.flatnonzero(fair_draws(dataset))
    own = dataset.isel(draw=kept).sel(policy=policy)
    series = {name: expected(own.sel(scenario=name), register) for name in scenarios}
    main = scenarios[0]
    _refuse_nothing_weighs(series[main], held_out)
    weighed = weigh_scenarios(series, main, temper, held_out)
    seed, weights = int(dataset.attrs.get("seed", 0)), weighed.weights[main].values
    return Monitoring(
        policy=policy,
        scenario=main,
        draws=len(kept),
        counts=tuple(told for one in series[main] for told in counted(one, weights, seed, held_out)),
        moved=moved(own, weights),
        laws=laws(own, weights),
        ahead=tuple(
            told for name, one in weighed.weights.items() for told in ahead(own.sel(scenario=name), name, one.values)
        ),
        weighed=weighed,
        expected=series[main],
        dataset=own,
        held_out=held_out,
    )


def refuse_no_sample(dataset: xr.Dataset) -> None:
    """Refuse a result with one run, with points that somebody laid, or whose draws the counts moved already."""
    if dataset.sizes["draw"] < 2:
        raise CannotAnalyse(
            "the result has one run, and counts weigh draws", "run it with 'draws: 1000' in the experiment, or --draws"
        )
    if not is_sample(dataset):
        method = method_of(dataset)
        raise CannotAnalyse(
            f"the points of a {method} design were laid by somebody: they are no sample that counts can weigh",
            "run it with 'draws: 1000' in place of the sweep",
        )
    if learnt_in(dataset.attrs):
        raise CannotAnalyse(
            "the draws of this result have learnt from the counts, which would weigh twice",
            "run it without 'learn: true'",
        )


def _refuse_nothing_weighs(series: tuple[Expected, ...], held_out: bool) -> None:
    weighs = any(one.series.weighs and (held_out or not one.held_out.all()) for one in series)
    if not weighs:
        raise CannotAnalyse(
            "every count within the run is held out, or told by another series too: nothing weighs",
            "let the experiment start in an earlier year ('start: 2016'), or let all weigh with --held-out",
        )


def _spans(data: dict[str, Any]) -> dict[str, Any]:
    """Return plain data with the middle and the ends of bands by name."""
    ends = ("low", "middle", "high")
    return {
        key: dict(zip(ends, value, strict=True)) if isinstance(value, tuple) and len(value) == len(ends) else value
        for key, value in data.items()
    }
