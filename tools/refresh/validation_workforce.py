"""A section of ``docs/validation.md``: care work in the Netherlands, in and out of sample."""

from collections.abc import Iterable, Mapping

from care2040.analysis.netherlands.counted import FLOWS, MEASURES
from care2040.analysis.netherlands.labour_fit import FREE
from care2040.analysis.netherlands.out_of_sample import (
    BY_AGE,
    BY_GROWTH,
    BY_LAST_GROWTH,
    BY_LINE,
    SPANS,
    UNTIL,
    Foretold,
    OutOfSample,
    PathAhead,
    missed,
)
from care2040.analysis.netherlands.sector_alone import CIRCULAR, LAST
from care2040.analysis.netherlands.sector_alone import START as FIRST
from care2040.analysis.netherlands.workforce import MAIN, Line, National
from care2040.analysis.observed import Compared
from tools.refresh.tables import MINUS, percent, signed, table, words

NATIONAL = """## Workers in care: the Netherlands, {first} to {last}

The laws of money, workforce, hiring and training alone, with their own parameters, started with the Dutch workforce
on 1 January {first} (a sixth in each domain, ages as in Utrecht). **Fed** are: the budget, along four paths; the
people who are unemployed (recalled); new students of nursing and caring; and a need that outgrows every budget, so
that money binds. **Fitted** is one number per path: how many posts there were in {first}. **Held** as at the start:
homes, burden at home, technology; nobody moves away from the Netherlands. **Compared** are workers (employees and
self-employed, average of the year, thousands) and the part that came in and went out (counted of employees).

The table is path **C**. In {last} the workers of the model differ by {workers_last} from the count, and the furthest
they are off is {workers_worst}. **The 3 % that this page asks for is mostly a test of the budget, and says little of
the laws.** Workers that just follow the money, with no law of hiring or leaving at all, are at their best level within
{money}. Who gives the model the money gives it most of the answer.
So hiring and leaving are judged by what the money does not say: who came and who left, how many posts stood open, and
how both went with growth. Growth of need is never read from any of this: the budget binds, and any need that outgrows
it gives the same workers.
"""

PATHS_SIDE_BY_SIDE = """### The paths of the budget

- **A** is the mean growth of fifteen years (CPB). Nobody knew it before: the later years are in the mean. Volume of
  care is also partly measured by who works in it, so that A and B are a little circular.
- **B** has eras from official means. The middle one is what the mean of A leaves; the growth since 2017 is a plan of
  CPB, and the dates of the cuts are recalled.
- **C** is made of frames per payer that were **decided on before** the year: agreements, cuts, money for nursing homes.
  It is the only path of that kind. But it is recalled and its sizes are partly judged, by somebody who knew that care
  shrank in 2012-16, so that it is no blind test either. The frames of each budget law would be.
- **R** is **circular**: the growth of posts that the count of workers itself implies, fitted to all its years. Its
  workers test nothing, in no year; its flows and open posts do.

Workers, difference from the count; open posts in thousands; and what a flow adds when workers grow by one per cent more
(line through the years in which both flows were counted):
"""

AHEAD = """### Out of sample: fitted to {first}-{until}, shown for the years after

Seven numbers of hiring and leaving are fitted by least squares to {first}-{until} alone, along each path: workers to
1 %, flows to 0.6 point, open posts (one count, {until}) to 15 %, and weakly to what was judged before any fit. The
values that ship would not do for that: they were fitted to all years. Behind ± is the standard error, with what was
judged as one more observation; where it is about as wide as what was judged, the counts told nothing. "At bound": the
fit wanted to go further, and its error means little. Growth of need is not among the seven.
"""

FORETOLD = """\
What was not fitted to, with the standard error that it has from the fitted numbers alone: workers and open posts in per
cent of the count, flows in points of the workers. Beside the paths stand rules with no law in them: the growth of
{first}-{until}, that of {until}, and of what care by age alone asks for; for flows the line through {first}-{until} at
that growth, and once at the growth that came; open posts as in {until}. **The money of the later years is given**, and
the rules were not told it, so that beating them with workers is a merit of the budget; on C that was decided on before,
on R it is the answer itself.
"""

VERDICT = """\
On C workers stay within {workers}, where the best rule is off by {naive_workers}. Of flows C misses at most {inflow}
points of who came and {outflow} of who left. R, which is told as much as the line that knows the growth, misses
{inflow_implied} and {outflow_implied}; that line {inflow_line} and {outflow_line}. **The laws foretell who comes and
who leaves {flows_word} than the line**, and furthest off is the {furthest}. Open posts are missed by up to {open_posts}
on C and {open_posts_implied} on R; as many as in {until} is off by {open_posts_rule}.
"""

SPANS_SIDE_BY_SIDE = """\
Furthest miss in and out of sample, for the numbers as they ship (fitted to all years, so that nothing is out of sample
for them) and as fitted above. Flows in points; workers were counted until {last}, open posts since {until}:
"""

SLOPES = """\
How flows go with growth of workers: what they are without growth, and what they add per growth. In all the years that
were counted inflow is {inflow} x growth, and outflow {outflow} x growth. In and out of sample these lines
go through {before} and {after} years: too few to read a law from, in the model and in the count.
"""


def workforce_section(national: National, ahead: OutOfSample, facts: Mapping[str, str]) -> list[str]:
    """Return the section, with its three parts: the main path, all paths, and out of sample."""
    *others, last = (f"{percent(value)} ({path})" for path, value in national.money.items())
    money = f"{', '.join(others)} and {last}"
    years = {"first": str(FIRST), "until": str(UNTIL)}
    later = [one for one in ahead.yardsticks[BY_LINE] if one.what == "inflow"]
    lines = {flow: line_words(line) for flow, line in national.slopes.items()}
    return [
        NATIONAL.format(**facts, money=money),
        _main(national),
        PATHS_SIDE_BY_SIDE,
        _by_path(national),
        AHEAD.format(**years),
        _numbers(ahead),
        FORETOLD.format(**years),
        _foretold(ahead),
        VERDICT.format(**years, **_verdict(ahead)),
        SPANS_SIDE_BY_SIDE.format(**years, last=LAST),
        _spans(ahead),
        SLOPES.format(**lines, before=len([one for one in national.inflow if one.year <= UNTIL]), after=len(later)),
        _slopes(ahead),
    ]


def line_words(line: Line) -> str:
    """Return a line as ``11.0 % + 0.66``."""
    level, slope = line
    return f"{percent(level)} {'+' if slope >= 0 else MINUS} {abs(slope):.2f}"


def points(value: float) -> str:
    """Return a miss of a flow in points, with a true minus sign."""
    return f"{round(100 * value, 1) + 0:+.1f}".replace("-", MINUS)


def miss(measure: str, value: float) -> str:
    """Return a miss as the page tells it: of flows in points, of all else in per cent."""
    return points(value) if measure in FLOWS else signed(value, 0 if measure == "open posts" else 1)


def _main(national: National) -> str:
    moved = {(one.what, one.year): one for one in (*national.inflow, *national.outflow)}
    rows = []
    for one in national.workers:
        rates = []
        for what in FLOWS:
            rate = moved.get((what, one.year))
            rates += [percent(rate.counted), percent(rate.model)] if rate else ["", ""]
        thousands = (national.needed[one.year], one.counted, one.model)
        rows.append((str(one.year), *(f"{value / 1000:,.0f}" for value in thousands), signed(one.difference), *rates))
    head = ("year", "needed", "counted", "model", "difference", "inflow", "model", "outflow", "model")
    return table(head, rows)


def _by_path(national: National) -> str:
    """Return the paths side by side: workers, open posts, and how flows answer to growth."""
    paths = national.by_path
    rows = [
        (str(year), *(signed(path.workers[place].difference) for path in paths.values()))
        for place, year in enumerate(range(FIRST, LAST + 1))
    ]
    told = {name: {one.year: one for one in path.open_posts} for name, path in paths.items()}
    counted = {one.year: one.counted for path in paths.values() for one in path.open_posts}
    rows += [
        (
            f"open posts {year} ({value / 1000:,.0f} counted)",
            *(f"{told[name][year].model / 1000:,.0f}" if year in told[name] else "" for name in paths),
        )
        for year, value in sorted(counted.items())
    ]
    for flow, line in national.slopes.items():
        slopes = (f"{path.slopes[flow][1]:+.2f}".replace("-", MINUS) for path in paths.values())
        rows.append((f"{flow} per growth ({f'{line[1]:+.2f}'.replace('-', MINUS)} counted)", *slopes))
    return table(("workers, difference", *paths), rows)


def _numbers(ahead: OutOfSample) -> str:
    """Return what was judged of each number, and what it came to along each path."""
    rows = [
        (
            words(one.name),
            _unsure(one.judged, one.unsure),
            *(_number(path, one.name) for path in ahead.by_path.values()),
        )
        for one in FREE
    ]
    return table((f"fitted to {FIRST}-{UNTIL}", "judged", *ahead.by_path), rows)


def _number(path: PathAhead, name: str) -> str:
    told = _unsure(path.fit.values[name], path.fit.errors[name])
    return f"{told}, at bound" if name in path.fit.on_bound else told


def _unsure(value: float, error: float) -> str:
    return f"{round(value, 3) + 0:.3f} ± {error:.3f}".replace("-", MINUS)


def _foretold(ahead: OutOfSample) -> str:
    paths = {name: {(one.what, one.year): one for one in path.foretold} for name, path in ahead.by_path.items()}
    rules = {name: {(one.what, one.year): one for one in rows} for name, rows in ahead.yardsticks.items()}
    known = sorted({key for rows in paths.values() for key in rows}, key=lambda key: (MEASURES.index(key[0]), key[1]))
    rows = []
    for key in known:
        measure, year = key
        counted = next(path[key].counted for path in paths.values() if key in path)
        shown = percent(counted) if measure in FLOWS else f"{counted / 1000:,.0f}"
        cells = [_with_error(path[key]) if key in path else "" for path in paths.values()]
        cells += [miss(measure, missed(rule[key])) if key in rule else "" for rule in rules.values()]
        rows.append((f"{measure} {year}", shown, *cells))
    return table(("not fitted to", "counted", *paths, *rules), rows)


def _with_error(one: Foretold) -> str:
    if one.what in FLOWS:
        return f"{points(missed(one))} ± {100 * one.error:.1f}"
    digits = 0 if one.what == "open posts" else 1
    return miss(one.what, missed(one)).replace(" %", f" ± {100 * one.error / one.counted:.{digits}f} %")


def _spans(ahead: OutOfSample) -> str:
    rows = [
        (
            f"{path}, {numbers}",
            *(miss(measure, told[span].furthest[measure]) for measure in MEASURES for span in SPANS),
        )
        for path, of_path in ahead.by_path.items()
        for numbers, told in of_path.spans.items()
    ]
    head = ("path, numbers", *(f"{measure}, {_years(span)}" for measure in MEASURES for span in SPANS))
    return table(head, rows)


def _slopes(ahead: OutOfSample) -> str:
    rows = [("counted", *(line_words(ahead.lines[span][flow]) for flow in FLOWS for span in SPANS))]
    rows += [
        (f"{path}, {numbers}", *(line_words(told[span].lines[flow]) for flow in FLOWS for span in SPANS))
        for path, of_path in ahead.by_path.items()
        for numbers, told in of_path.spans.items()
    ]
    return table(("path, numbers", *(f"{flow}, {_years(span)}" for flow in FLOWS for span in SPANS)), rows)


def _years(span: str) -> str:
    first, last = SPANS[span]
    return f"until {last}" if first == FIRST else f"since {first}"


def _verdict(ahead: OutOfSample) -> dict[str, str]:
    """Return what is said in words: how far the main path, the circular one and the simple rules are off."""
    main, implied = ahead.by_path[MAIN].foretold, ahead.by_path[CIRCULAR].foretold
    rules = [ahead.yardsticks[name] for name in (BY_GROWTH, BY_LAST_GROWTH, BY_AGE)]
    line = ahead.yardsticks[BY_LINE]
    of_flows = [one for one in implied if one.what in FLOWS]
    furthest = max(of_flows, key=lambda one: abs(missed(one)))
    by_line = max(_worst(line, flow) for flow in FLOWS)
    return {
        "workers": percent(_worst(main, "workers")),
        "naive_workers": percent(min(_worst(rows, "workers") for rows in rules)),
        **{flow: f"{100 * _worst(main, flow):.1f}" for flow in FLOWS},
        **{f"{flow}_implied": f"{100 * _worst(implied, flow):.1f}" for flow in FLOWS},
        **{f"{flow}_line": f"{100 * _worst(line, flow):.1f}" for flow in FLOWS},
        "flows_word": "better" if abs(missed(furthest)) < by_line else "no better",
        "furthest": f"{furthest.what} of {furthest.year}",
        "open_posts": percent(_worst(main, "open posts"), 0),
        "open_posts_implied": percent(_worst(implied, "open posts"), 0),
        "open_posts_rule": percent(_worst(rules[0], "open posts"), 0),
    }


def _worst(rows: Iterable[Compared], measure: str) -> float:
    return max(abs(missed(one)) for one in rows if one.what == measure)
