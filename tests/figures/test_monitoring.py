"""The figures of the monitor: counts over bands, and what they moved; of made-up numbers."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from care2040.figures import OF_MONITOR
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint

YEARS = list(range(2016, 2027))
MakeMonitor = Callable[..., xr.Dataset]


@pytest.fixture
def make_monitor() -> MakeMonitor:
    def made(
        series: int = 17, laws: bool = True, beyond: int = 2, held: int = 30, narrowed: bool = False
    ) -> xr.Dataset:
        level = np.array([0.1, 12.0, 2_000.0, 1.0, 200_000.0] * 4)[:series]
        unit = (["dimensionless", "year", "person", "index", "household"] * 4)[:series]
        wide = np.linspace(0.05, 0.3, len(YEARS))
        before = level[:, None, None] * np.exp(np.array([-1.0, 0.0, 1.0])[:, None] * wide)
        after = level[:, None, None] * np.exp(np.array([-0.5, 0.02, 0.5])[:, None] * wide)
        counted = np.where(np.arange(8) < 6, level[:, None] * np.linspace(0.95, 1.1, 8), np.nan)
        when = np.tile(2016.5 + np.arange(8), (series, 1))
        shift = [0.8, -0.6, 0.3, -0.2, 0.1]
        names = ["budget_level", "loneliness_odds_of_the_young", "quit_rate", "retirement_rate", "hiring_rate"]
        quantity = {"dimensionless": "absence", "year": "waiting_time_social_rent", "person": "homeless_people"}
        choices = 3 if laws else 0
        facts = {"experiment": "made_up", "source": "care2040 9.8.7", "policy": "as_is", "scenario": "evidence"}
        facts |= {"draws": 1000, "effective": 68.4, "tempered": 1.0, "limit": 0.43}
        return xr.Dataset(
            {
                "monitor_before": (("series", "percentile", "year"), before),
                "monitor_after": (("series", "percentile", "year"), after),
                "monitor_when": (("series", "place"), when),
                "monitor_counted": (("series", "place"), counted),
                "monitor_counted_low": (("series", "place"), counted * 0.9),
                "monitor_counted_high": (("series", "place"), counted * 1.1),
                "monitor_apart": (("series", "place"), (np.arange(8) > 3) * 1.0 * np.ones((series, 1)) * bool(held)),
                "monitor_unit": ("series", unit),
                "monitor_title_nl": ("series", [f"reeks met een lange naam {one}" for one in range(series)]),
                "monitor_title_en": ("series", [f"series {one}" for one in range(series)]),
                "monitor_base": ("series", [2016] * series),
                "monitor_percentile": ("series", np.linspace(99, 50, series)),
                "monitor_quantity": ("series", [quantity.get(one, "households_in_poverty") for one in unit]),
                "moved_shift": ("moved", shift),
                "moved_left": ("moved", [0.7, 0.8, 0.95, 1.0, 1.02]),
                "moved_beyond_chance": ("moved", [place < beyond for place in range(5)]),
                "moved_narrowed": ("moved", [narrowed, False, False, False, False]),
                "law_of": ("choice", ["jobs", "jobs", "matches"][:choices]),
                "law_name": ("choice", ["jobs", "jobs_as_planned", "matches_by_open_posts"][:choices]),
                "law_chance_before": ("choice", [0.5, 0.5, 0.5][:choices]),
                "law_chance_after": ("choice", [0.8, 0.2, 0.55][:choices]),
                "law_beyond_chance": ("choice", np.array([True, True, False][:choices], dtype=bool)),
            },
            {
                "series": [f"one_{place}" for place in range(series)],
                "percentile": [5.0, 50.0, 95.0],
                "year": YEARS,
                "moved": names,
            },
            facts | {"held": held, "held_before": held - 2, "held_after": held - 1},
        )

    return made


def test_bands_dots_and_error_bars_are_those_of_the_numbers(make_monitor: MakeMonitor) -> None:
    dataset = make_monitor(1)
    figure = OF_MONITOR["monitor"](dataset, "en")
    (panel,) = (axes for axes in figure.axes if axes.get_gid() == "one_0")
    lines = {line.get_gid(): [] for line in panel.get_lines()}
    for line in panel.get_lines():
        lines[line.get_gid()].append(line)
    assert lines["middle"][1].get_ydata() == pytest.approx(dataset["monitor_after"].values[0, 1])
    assert lines["counted"][0].get_xdata() == pytest.approx([2016.5, 2017.5, 2018.5, 2019.5])
    assert lines["apart"][0].get_ydata() == pytest.approx(dataset["monitor_counted"].values[0, 4:6])
    assert lines["apart"][0].get_markerfacecolor() != lines["counted"][0].get_markerfacecolor(), (
        "held-out dots are open"
    )
    (bars,) = (drawn for drawn in panel.collections if drawn.get_gid() == "error")
    assert len(bars.get_segments()) == 6
    ends = dataset["monitor_counted"].values[0, 0] * np.array([0.9, 1.1])
    assert bars.get_segments()[0][:, 1] == pytest.approx(ends)
    story = figure.story
    assert story.title == "29 of the 30 counts that were kept apart fit what the model said"
    assert "28 of 30 beforehand, 29 after weighing" in story.note
    assert story.numbers["series"]["one_0"]["held_out"] == [False] * 4 + [True] * 2
    assert story.numbers["effective"] == 68.4


def test_without_counts_kept_apart_it_says_what_it_shows(make_monitor: MakeMonitor) -> None:
    figure = OF_MONITOR["monitor"](make_monitor(3, held=0), "nl")
    assert figure.story.title == "De 18 tellingen van 3 reeksen naast wat het model vooraf zei"
    assert "apart" not in figure.story.note
    assert not [text for text in figure.texts if "apart" in text.get_text()]


def test_where_there_is_no_room_the_most_surprising_are_drawn(make_monitor: MakeMonitor) -> None:
    figure = OF_MONITOR["monitor"](make_monitor(), "en", "half")
    drawn = [axes.get_gid() for axes in figure.axes if str(axes.get_gid()).startswith("one_")]
    assert drawn == [f"one_{place}" for place in range(6)]
    assert "11 series that lie nearer to what was expected are not drawn." in figure.story.note


def test_shifts_are_bars_from_nought_and_chance_is_grey(make_monitor: MakeMonitor) -> None:
    figure = OF_MONITOR["moved"](make_monitor(), "en")
    widths = {bar.get_gid(): bar for bars in figure.axes[0].containers for bar in bars if bar.get_gid()}
    assert list(widths) == [
        *("jobs_as_planned", "budget_level", "loneliness_odds_of_the_young"),
        *("quit_rate", "retirement_rate", "hiring_rate"),
    ]
    assert widths["budget_level"].get_width() == pytest.approx(0.8)
    assert widths["jobs_as_planned"].get_width() == pytest.approx(-0.6)
    colours = {name: bar.get_facecolor() for name, bar in widths.items()}
    assert colours["quit_rate"] == colours["hiring_rate"] != colours["budget_level"]
    assert figure.story.title.startswith("The counts speak against ‘as many jobs as the city plans’")
    assert "from 50% to 20%" in figure.story.title


def test_without_laws_it_names_what_shifts_most_and_says_when_nothing_does(make_monitor: MakeMonitor) -> None:
    title = OF_MONITOR["moved"](make_monitor(laws=False), "en").story.title
    assert title == "The counts shift ‘level of money for care’ and ‘loneliness of the young against adults’ most"
    none = OF_MONITOR["moved"](make_monitor(laws=False, beyond=0), "nl").story.title
    assert none == "De tellingen verschuiven geen enkele aanname meer dan het toeval doet"
    surer = OF_MONITOR["moved"](make_monitor(laws=False, beyond=0, narrowed=True), "en")
    assert surer.story.title == "The counts make ‘level of money for care’ surer"
    assert surer.story.numbers["moved"]["budget_level"]["narrowed"]


def test_a_result_without_counts_is_refused(make_result: Callable[..., xr.Dataset]) -> None:
    for draw, said in zip(OF_MONITOR.values(), ("no counts beside its bands", "what counts moved"), strict=True):
        with pytest.raises(CannotDrawError, match=said):
            draw(make_result(), "en")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("name", ["monitor", "moved"])
@pytest.mark.parametrize("series", [1, 17])
def test_nothing_overlaps_or_sticks_out(
    make_monitor: MakeMonitor, language: str, width: str, name: str, series: int
) -> None:
    figure = OF_MONITOR[name](make_monitor(series, held=30 if series > 1 else 0), language, width)  # type: ignore[arg-type]
    assert lint(figure) == []
