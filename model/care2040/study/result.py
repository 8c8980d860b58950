"""What runs gave, as a notebook reads it: by indicator, by district, as a table, against another result, as figures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from care2040.figures.canvas.layout import HouseFigure
    from care2040.inputs.experiments.written.asked_figure import AskedFigure, Options
    from care2040.language.cities.city import City
    from care2040.wording.language import Language, Width

Draws = Literal["middle", "all"]


@dataclass(frozen=True, eq=False)
class Result:
    """What a run, draws or a sweep gave.

    Attributes
    ----------
    dataset : xarray.Dataset
        Everything: stocks, flows, variables and indicators, with dims policy, scenario, draw, year and the axes of each
        quantity; indicators per district have a dim ``area``, the city first. Each variable says its unit (``units``),
        its kind and what it is (``long_name``).
    notes : tuple of str
        What there is to know about it, such as draws that failed and were left out.
    folder : Path or None
        Where it was written, if it was.
    first : xarray.Dataset or None
        The screening, of a sweep in two stages.
    """

    dataset: xr.Dataset
    notes: tuple[str, ...] = ()
    folder: Path | None = None
    first: xr.Dataset | None = None

    def __getitem__(self, name: str) -> xr.DataArray:
        """Return a quantity with all its dims.

        Raises
        ------
        InvalidInput
            When the result does not hold it; with the nearest name.
        """
        if name not in self.dataset:
            raise self._unknown("quantity", name, [str(one) for one in self.dataset.data_vars])
        return self.dataset[name]

    def __repr__(self) -> str:
        sizes = self.dataset.sizes
        several = {"policy": "policies", "scenario": "scenarios", "draw": "draws", "year": "years"}
        held = ", ".join(f"{sizes[one]} {one if sizes[one] == 1 else more}" for one, more in several.items())
        lines = [f"care2040 result: {self.dataset.attrs.get('title', '')}", f"  {held}"]
        lines.append(f"  indicators: {', '.join(self.indicators)}")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that the experiment asks for."""
        import numpy as np

        return tuple(np.atleast_1d(self.dataset.attrs["indicators"]).tolist())

    @property
    def city(self) -> City:
        """The city it is about: its names, districts, and where these lie."""
        from care2040.language.cities.here import the_city
        from care2040.language.cities.of_result import city_of

        return city_of(self.dataset.attrs) or the_city()

    @property
    def areas(self) -> tuple[str, ...]:
        """The city, and its districts where the run has them."""
        names = self.dataset["district"].values.tolist() if self.dataset.sizes.get("district", 1) > 1 else []
        return (self.city.name, *map(str, names))

    def indicator(
        self, name: str, *, policy: str | None = None, scenario: str | None = None, area: str | None = None
    ) -> xr.DataArray:
        """Return an indicator over the years, for the city or one district.

        Parameters
        ----------
        name : str
            An indicator, or any quantity that has one number for the place: what can be counted is added up over age,
            sex and the like. A part is written ``care_cost.municipality``.
        policy, scenario : str, optional
            One of those of the result; all when left out.
        area : str, optional
            The city when left out, or the name of a district.

        Returns
        -------
        xarray.DataArray
            Dims policy, scenario, draw and year, without those that were chosen.

        Raises
        ------
        InvalidInput
            When there is no such indicator, policy, scenario or area; with the nearest name.
        """
        from care2040.language.cities.here import in_city
        from care2040.results.series import of_quantity

        whole, _, _ = name.partition(".")
        try:
            with in_city(self.city):
                parts = {one.name: one for one in of_quantity(self[whole])}
        except ValueError as error:
            raise self._refused(f"{error}; ask for result['{whole}'] and choose along its dims") from None
        if name not in parts:
            raise self._unknown("indicator", name, [*parts])
        found = parts[name]
        values = found.values.assign_attrs(units=found.unit, long_name=found.about).rename(name)
        for dim, chosen in (("policy", policy), ("scenario", scenario), ("area", area or self.areas[0])):
            if chosen is not None:
                known = [str(one) for one in values[dim].values]
                if chosen not in known:
                    if chosen in self.areas:
                        raise self._refused(f"'{name}' is known for the city only")
                    raise self._unknown(dim, chosen, known)
                values = values.sel({dim: chosen}, drop=True)
        return values

    def district(self, name: str) -> Result:
        """Return what the result holds of one district: all quantities that are known there, without the city.

        Raises
        ------
        InvalidInput
            When the result has no such district; with the nearest name.
        """
        known = list(self.areas[1:])
        if name not in known:
            hint = "" if known else "it was run for the city as one: run it at resolution district"
            raise self._unknown("district", name, known, hint)
        chosen = {dim: [name] for dim in ("district", "area") if dim in self.dataset.dims}
        of_place = [
            key for key, values in self.dataset.data_vars.items() if {"district", "area"} & {*map(str, values.dims)}
        ]
        return Result(self.dataset[of_place].sel(chosen), self.notes, self.folder)

    def to_dataframe(
        self, indicators: Sequence[str] | None = None, *, areas: Sequence[str] | None = None, draws: Draws = "middle"
    ) -> pd.DataFrame:
        """Return indicators as a table: a row for each policy, scenario, area and year, a column for each indicator.

        Parameters
        ----------
        indicators : sequence of str, optional
            Those of the experiment when left out.
        areas : sequence of str, optional
            The city and districts to tell of; the city alone when left out. Where an indicator is not known for a
            district, its cell is empty (NaN).
        draws : {"middle", "all"}
            Of many draws the median, with columns ``NAME_low`` and ``NAME_high`` that hold 90 % of them (all of them of
            a grid, of Morris and of points from a file, which are no sample); or a row for each draw.

        Returns
        -------
        pandas.DataFrame
            Columns policy, scenario, area, year (and draw), then the indicators; ``attrs["units"]`` names their units.

        Raises
        ------
        InvalidInput
            When there is no such indicator or area.
        """
        import xarray as xr

        from care2040.language.cities.here import in_city
        from care2040.results.percentiles import middle_and_range
        from care2040.results.series import of_quantity
        from care2040.results.valid_draws import is_sample

        names = list(indicators or self.indicators)
        places = list(areas or self.areas[:1])
        for place in places:
            if place not in self.areas:
                raise self._unknown("area", place, [*self.areas])
        several, sample = self.dataset.sizes["draw"] > 1, is_sample(self.dataset)
        columns: dict[str, xr.DataArray] = {}
        units = {}
        for name in names:
            with in_city(self.city):
                found = {one.name: one for one in of_quantity(self[name.partition(".")[0]])}
            wanted = [name] if name in found else [one for one in found if one.startswith(f"{name}.")]
            for part in wanted or [name]:
                if part not in found:
                    raise self._unknown("indicator", name, [*found])
                values = found[part].values.reindex(area=places)
                told = middle_and_range(values, sample) if several and draws == "middle" else {"value": values}
                columns |= {part if end == "value" else f"{part}_{end}": one for end, one in told.items()}
                units[part] = found[part].unit
        order = [
            dim for dim in ("policy", "scenario", "draw", "area", "year") if dim in next(iter(columns.values())).dims
        ]
        table = xr.Dataset({name: one.reset_coords(drop=True) for name, one in columns.items()}).to_dataframe(order)
        table = table.reset_index()
        if not (several and draws == "all"):
            table = table.drop(columns="draw", errors="ignore")
        frame: pd.DataFrame = table
        frame.attrs["units"] = units
        return frame

    def difference(self, other: Result, indicators: Iterable[str] | None = None) -> Result:
        """Return what another result gives more than this one, of every quantity that both hold.

        Parameters
        ----------
        other : Result
            Its policies, scenarios, years and places are compared where both have them.
        indicators : iterable of str, optional
            Only these quantities.

        Returns
        -------
        Result
            ``other`` minus this one, in the same units; draws are compared one by one, for they are drawn alike.

        Raises
        ------
        InvalidInput
            When the results share no quantity, policy, scenario or year, or one does not hold what is asked for.
        """
        import xarray as xr

        wanted = set(map(str, indicators)) if indicators is not None else None
        for name in sorted(wanted or ()):
            _ = self[name], other[name]
        both = [
            str(name)
            for name, values in self.dataset.data_vars.items()
            if name in other.dataset and values.dtype.kind == "f" and (wanted is None or name in wanted)
        ]
        mine, others = xr.align(self.dataset[both], other.dataset[both], join="inner")
        empty = [str(dim) for dim, size in mine.sizes.items() if size == 0]
        if not both or empty:
            raise self._refused(f"the two results have nothing in common in: {', '.join(empty) or 'quantities'}")
        changed = others - mine
        for name in both:
            changed[name].attrs = dict(mine[name].attrs)
        asked = [name for name in self.indicators if name in both]
        title = f"{other.dataset.attrs.get('title')} minus {self.dataset.attrs.get('title')}"
        return Result(changed.assign_attrs(self.dataset.attrs | {"title": title, "indicators": asked}))

    def figure(
        self,
        name: str,
        language: Language = "nl",
        *,
        width: Width = "full",
        title: str | None = None,
        **options: Unpack[Options],
    ) -> HouseFigure:
        """Draw one of the figures; see `care2040.figures.draw`.

        Parameters
        ----------
        name : str
            Kind of figure; ``care2040 list figures`` says what each shows, needs and takes.
        language : {"nl", "en"}
            Language of every word and number in it.
        width : {"full", "half", "slide"}
            Width of an A4 page, half of it, or a slide.
        title : str, optional
            Replaces the message made from the numbers.
        **options
            What to draw, such as ``indicator="shortage", policies=["as_is", "by_need"], year=2035``.

        Returns
        -------
        HouseFigure
            A matplotlib figure that carries its words, alt text and numbers.

        Raises
        ------
        CannotDrawError
            When the result lacks what the figure needs, or the figure cannot take what is asked.
        """
        from care2040 import figures

        return figures.draw(name, self.dataset, language, width, title, **options)

    def write_figures(
        self,
        folder: str | os.PathLike[str],
        names: Sequence[str | AskedFigure] | None = None,
        languages: Sequence[Language] = ("nl", "en"),
    ) -> tuple[Path, ...]:
        """Draw figures and write them as PNG, SVG, SVG for Word, PDF, and JSON with the words and the numbers drawn.

        Parameters
        ----------
        folder : path
            Where to; made if it does not exist.
        names : sequence of str or AskedFigure, optional
            Kinds of figures, or figures with what is asked of them; those of the experiment when left out.
        languages : sequence of {"nl", "en"}
            One set of files for each.

        Returns
        -------
        tuple of Path
            Every file written.

        Raises
        ------
        CannotDrawError
            When there is no such figure, or the result lacks what it needs.
        """
        from care2040 import figures
        from care2040.figures.titles import asked

        return figures.write_all(names or asked(self.dataset), self.dataset, Path(folder), languages)

    def _refused(self, message: str, hint: str = "") -> Exception:
        from care2040.files.problems import InvalidInput, Problem

        where = str(self.folder or self.dataset.attrs.get("experiment", "result"))
        return InvalidInput([Problem(where, 0, 0, "E927", message, hint)])

    def _unknown(self, kind: str, name: str, known: Sequence[str], hint: str = "") -> Exception:
        from care2040.files.problems import did_you_mean

        return self._refused(f"this result holds no {kind} '{name}'", hint or did_you_mean(name, known))


def load(result: str | os.PathLike[str]) -> Result:
    """Return what a run, draws or a sweep gave, from its folder; points that failed are left out.

    Parameters
    ----------
    result : path
        The folder that a run wrote, or the name of one in ``outputs``.

    Raises
    ------
    InvalidInput
        When there is no such result, another version of care2040 made it, or its numbers were changed since.
    """
    from care2040.results import load as stored
    from care2040.results.notes import notes_of

    folder = stored.folder_of(Path(result))
    dataset = stored.load(folder)
    return Result(dataset, notes_of(dataset), folder, stored.load_first(folder))
