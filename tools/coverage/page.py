"""``docs/coverage.md``: how often bands hold a truth that is known, and what the real counts make of the answer."""

import numpy as np
from scipy.stats import binom

from care2040.analysis.observations.weighing import ENOUGH
from tools.coverage.study import ANSWERS, METHODS, MOVED, PRIOR, PROMISED, TEMPERED, WEIGHED, Real, Study
from tools.refresh.tables import number, percent, table

HEAD = """# Do bands hold what they promise?

Made by `python -m tools.coverage`, which takes a quarter of an hour or more; not made again by `python -m
tools.refresh`. It tells of the day on which it was made.

{truths} draws of the shipped model, run for the city as one with equations drawn, are taken for the truth in turn.
Of each is counted what the [register](../parameters/cities/utrecht/observed/observations.yaml) counts, in the same
years, with errors drawn as it says; what is held out there is held out here. Other draws, which do not know the
truth, are then laid beside these counts: {weighed} draws *as drawn*, the same *weighed* by importance (refused when
fewer than {enough} effective draws are left), the same *tempered* where that is so, and {moved} others *moved* by the
counts as `learn: true` does (with that many in a group). A band of nine in ten is right when it holds nine truths in
ten.
"""
COUNTED = """## Truths inside the band of {promised} %

Of {truths} truths a right band holds {low} to {high} in nineteen cases out of twenty; over all lines together there
is less chance in it.
"""
WIDTH = """## Width of the band of 90 %

As a part of that of the draws as they are, the mean over the truths: what the counts tell.
"""
EFFECTIVE = """## Effective draws

Of {weighed} draws plain weights leave {median} effective draws in the middle truth ({low} to {high}). In {refused}
of {truths} truths they are fewer than {enough}, and weights are refused. Draws that are moved all count for one.
"""
REAL = """## What the real counts make of the answer

Counts of the register that are not held out. Of {weighed} draws {effective} effective ones are left, more than in
{more} of {truths} truths. Where that is nearly all of them, the errors of the register are larger than those of the
counts, which tell less than they could; where it is hardly any, the model makes something else than was counted.
{draws} draws learn as `learn: true` has it.
"""
FIT = """## How well the real counts fit

Mean square of the distance between counts and draws, in errors, which hang together no more: one where errors alone
were left and were as large as the register says.
"""
MEANING = """## What this says, and what it does not

- Truths are draws of the model, so this tells whether weighing and moving reckon well, not whether the model is
  right: a city that no draw is like is in no band.
- A direction in which a parameter and what is counted go together by less than three standard errors is taken for
  chance. What counts tell of by a little of everything is not learnt, and those bands stay as wide as they were.
- Laws take the chances that the counts give them, each quantity by itself.
"""


def page(found: Study, real: Real) -> str:
    """Return the text of the page."""
    sizes, effective = found.sizes, np.array(found.effective)
    told = {
        "truths": sizes.truths,
        "weighed": f"{sizes.weighed:,}",
        "moved": f"{sizes.moved:,}",
        "enough": f"{ENOUGH:.0f}",
    }
    parts = [HEAD.format(**told)]
    for place, promised in reversed([*enumerate(PROMISED)]):
        low, high = (int(edge) for edge in binom.interval(0.95, sizes.truths, promised / 100))
        parts += [COUNTED.format(promised=promised, low=low, high=high, **told), _held(found, place)]
    parts += [WIDTH, _widths(found)]
    spread = {
        "median": f"{np.median(effective):.0f}",
        "low": f"{effective.min():.0f}",
        "high": f"{effective.max():.0f}",
    }
    parts.append(EFFECTIVE.format(refused=int((effective < ENOUGH).sum()), **spread, **told))
    more = int((effective < real.effective).sum())
    draws = f"{len(next(iter(real.learnt.shares.values()))):,}"
    parts += [REAL.format(effective=f"{real.effective:.0f}", more=more, draws=draws, **told), _answers(real)]
    parts += [_furthest(real), FIT, _fits(real), MEANING]
    return "\n".join(parts)


def _held(found: Study, promised: int) -> str:
    rows, sums = [], {method: np.zeros(2, dtype=int) for method in METHODS}
    for place, name in enumerate(found.asked):
        shares = {method: found.share(method, promised, place) for method in METHODS}
        for method, share in shares.items():
            sums[method] += share
        rows.append((_words(name), *(_of(*share) for share in shares.values())))
    rows.append(("all together", *(percent(own[0] / own[1], 0) if own[1] else "none" for own in sums.values())))
    return table(("band of", *METHODS), rows)


def _of(inside: int, truths: int) -> str:
    return f"{inside} of {truths}" if truths else "none"


def _widths(found: Study) -> str:
    methods = (WEIGHED, TEMPERED, MOVED)
    rows = [
        (_words(name), *(f"{found.width(method, place):.2f}" if _any(found, method) else "none" for method in methods))
        for place, name in enumerate(found.asked)
    ]
    return table(("band of", *methods), rows)


def _any(found: Study, method: str) -> bool:
    return any(one is not None for one in found.held[method])


def _answers(real: Real) -> str:
    rows = []
    for place, (name, year) in enumerate(ANSWERS):
        share = name.endswith("needed")
        for method in (PRIOR, WEIGHED, MOVED):
            _, _, low, high, middle = real.bands[method][:, place]
            written = [percent(one) if share else number(one) for one in (middle, low, high)]
            rows.append((f"{_words(name)} in {year}", method, written[0], f"{written[1]} to {written[2]}"))
    return table(("what", "draws", "middle", "nine in ten"), rows, 2)


def _furthest(real: Real) -> str:
    rows = [(_words(one.name), f"{one.by:+.2f}", percent(one.left, 0)) for one in real.learnt.furthest[:10]]
    rows = [(name, by.replace("-", "\N{MINUS SIGN}"), left) for name, by, left in rows]
    laws = [
        (_words(one.name), *(", ".join(percent(part, 0) for part in parts) for parts in (one.before, one.after)))
        for one in real.learnt.laws
        if max(abs(now - was) for now, was in zip(one.after, one.before, strict=True)) > 0.1
    ]
    moved = table(("parameter", "moved, in standard deviations", "spread left"), rows)
    return moved + ("\n" + table(("choice of a law", "draws with each before", "after"), laws) if laws else "")


def _fits(real: Real) -> str:
    rows = [(_words(one.name), str(one.counts), f"{one.before:.2f}", f"{one.after:.2f}") for one in real.learnt.fits]
    return table(("series", "counts", "before", "after"), rows)


def _words(name: str) -> str:
    return name.replace("_", " ")
