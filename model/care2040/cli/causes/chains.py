"""The chain of a difference maker on the terminal: what it does, a table of its quantities, and what leads where."""

from rich.text import Text

from care2040.analysis.theory.chain import Chain, Step
from care2040.analysis.theory.vocabulary import short
from care2040.cli.views.console import screen, show, table
from care2040.cli.views.words import chosen, named, say
from care2040.study.theory import Theory
from care2040.wording.names import change_unit, lever_titles
from care2040.wording.numbers import MINUS, percent, sentence
from care2040.wording.quantities import quantity


def show_chain(chain: Chain, theory: Theory) -> None:
    """Print what a policy changes, its quantities with their quadrant, and the links between them."""
    console = screen()
    language = chosen()
    written = quantity(chain.unit, [chain.whole])
    ends = {"before": written.value(chain.before, language), "after": written.value(chain.after, language)}
    unit = change_unit(chain.outcome, chain.unit, language)
    change = f"{written.change(chain.whole, language)} {unit}"
    told = {"maker": sentence(named("policies", chain.maker)), "outcome": _called(chain.outcome)}
    head = say("theory", "head", **told, **ends, change=change, year=chain.year)
    console.print(Text(f"\n{head}", "bold"))
    efforts = ", ".join(f"{_called(name)} {_part(chain, effect)}" for name, effect in chain.efforts)
    console.print(say("theory", "efforts", efforts=efforts), markup=False)
    years = {"review": chain.review, "year": chain.year}
    heads = [say("theory", "heads", name, **years) for name in ("step", "part", "at_review", "change", "delay")]
    quadrant, counted = (say("theory", "heads", name) for name in ("quadrant", "counted"))
    rows = [_row(chain, step, theory) for step in chain.steps]
    show(console, table((*heads, quadrant, counted), rows, heads[1:]))
    for link in chain.shown(theory.least):
        sign = "+" if link.sign > 0 else MINUS
        console.print(
            f"{_part(chain, link.effect):>6}  {_called(link.cause)} {sign}→ {_called(link.reached)}", markup=False
        )
    other = chain.other_ways(theory.least)
    console.print(say("theory", "other_ways", part=_part(chain, other).strip()), markup=False)


def show_how(theory: Theory) -> None:
    """Print what was run, and how the numbers are to be read."""
    facts = {"experiment": theory.experiment, "scenario": named("scenarios", theory.scenario)}
    first = theory.chains[0]
    years = {"review": first.review, "year": first.year}
    screen().print(Text("\n" + say("theory", "how", **facts, **years), "dim"))


def _row(chain: Chain, step: Step, theory: Theory) -> tuple[str, ...]:
    language = chosen()
    late = step.change(chain.year)
    written = quantity(step.unit, [late])
    unit = {"dimensionless": say("theory", "points"), "fte": " fte"}.get(step.unit, "")
    changes = (written.change(step.change(year), language) + unit for year in (chain.review, chain.year))
    quadrant = say("theory", "quadrant", row=say("theory", "rows", step.row), column=_column(chain, step))
    counted = theory.series[step.counted[0]][language] if step.counted else ""
    return (_called(step.name), _part(chain, step.effect), *changes, str(step.delay), quadrant, counted)


def _column(chain: Chain, step: Step) -> str:
    return say("theory", "columns", step.column, review=chain.review)


def _part(chain: Chain, effect: float) -> str:
    return percent(chain.part(effect), chosen())


def _called(name: str) -> str:
    """Return what a lever or a quantity is called."""
    titles = lever_titles(chosen())
    return sentence(titles[name]) if name in titles else short(name)[chosen()]
