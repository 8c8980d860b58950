"""Which laws an experiment runs with: another one in the place of the model's own, or one drawn in every run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.schema import DRAWN
from care2040.inputs.parameters.parameter import LawChoice, law_choice
from care2040.language.equations import LAW_OF

Others = Mapping[str, tuple[str, ...]]
"""Quantity to the laws that may take the place of its own."""
EQUATIONS = "equations"


@dataclass(frozen=True)
class Laws:
    """The laws of an experiment, as far as they are written well.

    Parameters
    ----------
    chosen : dict of str to str
        Quantity to the law in the place of its own.
    drawn : dict of str to dict of str to float
        Quantity to all of its laws, the model's own first, each with how often it is drawn against the others.
    """

    chosen: dict[str, str]
    drawn: dict[str, dict[str, float]]

    @property
    def choices(self) -> dict[str, LawChoice]:
        """The parameters that say which law a run takes, by name."""
        made = (law_choice(quantity, chances) for quantity, chances in self.drawn.items())
        return {choice.name: choice for choice in made}

    def of_runs(self, many: bool) -> "Laws":
        """Return the laws of many runs, or of a single one, which draws none."""
        return self if many else Laws(self.chosen, {})


def read_laws(document: Document, others: Others) -> Laws:
    """Return what stands under ``equations``; what is wrong there, `wrong_laws` says."""
    written = document.data.get(EQUATIONS)
    if written == DRAWN:
        return Laws({}, {quantity: _all_alike(quantity, others) for quantity in others})
    entries = {name: law for name, law in written.items() if name in others} if isinstance(written, dict) else {}
    chosen = {str(name): law for name, law in entries.items() if isinstance(law, str) and law in others[str(name)]}
    drawn = {str(name): _all_alike(str(name), others) for name, law in entries.items() if law == DRAWN}
    for name, law in entries.items():
        if isinstance(law, dict) and not any(_wrong_chances(law, str(name), others)):
            drawn[str(name)] = {one: float(law.get(one, 0)) for one in (str(name), *others[str(name)])}
    return Laws(chosen, drawn)


def _all_alike(quantity: str, others: Others) -> dict[str, float]:
    return dict.fromkeys((quantity, *others[quantity]), 1.0)


def wrong_laws(document: Document, others: Others) -> Iterator[Problem]:
    """Check that the laws an experiment names can take the place of those of the model, and what is to be drawn."""
    written = document.data.get(EQUATIONS)
    if isinstance(written, str) and written != DRAWN:
        hint = did_you_mean(written, (DRAWN,), f"write '{EQUATIONS}: {DRAWN}', or a quantity and its law")
        yield document.problem((EQUATIONS,), "E413", f"'{EQUATIONS}' cannot be '{written}'", hint)
    for quantity, law in written.items() if isinstance(written, dict) else ():
        keys = (EQUATIONS, quantity)
        if quantity not in others:
            message = f"there is no other law for '{quantity}'"
            yield document.problem(keys, "E413", message, did_you_mean(quantity, tuple(others)), key=True)
        elif isinstance(law, str) and law not in (*others[quantity], DRAWN):
            hint = did_you_mean(law, (*others[quantity], DRAWN))
            yield document.problem(keys, "E413", f"'{law}' is no other law for '{quantity}'", hint)
        elif isinstance(law, dict):
            for one, code, message, hint in _wrong_chances(law, quantity, others):
                if code:
                    yield document.problem((*keys, *one), code, message, hint, key=True)


def _wrong_chances(
    chances: Mapping[str | int, Any], quantity: str, others: Others
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """Give key, code, message and hint of what cannot be the chances of laws; no code where the schema says it."""
    known = (quantity, *others[quantity])
    for law in map(str, chances):
        if law not in known:
            yield (law,), "E413", f"'{law}' is no law for '{quantity}'", did_you_mean(law, known)
    numbers = [one for one in chances.values() if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) < len(chances) or any(one < 0 for one in numbers):
        yield (), "", "", ""
    elif sum(one > 0 for one in numbers) < 2:
        message = f"there is nothing to draw for '{quantity}': fewer than two laws have a chance"
        example = ", ".join(f"{law}: 1" for law in known[:2])
        yield (), "E439", message, f"give two laws a chance, such as {{{example}}}, or name one law in its place"


def not_drawn(document: Document, laws: Laws, many: bool, swept: Mapping[str, object] | None) -> Iterator[Problem]:
    """Warn of laws that were to be drawn, where there is one run, or a sweep that leaves them out."""
    if not laws.drawn:
        return
    names = ", ".join(laws.drawn)
    if not many:
        message = f"nothing is drawn in a single run: the model's own law counts for {names}"
        hint = "ask for draws, such as 'draws: 1000', or name the law that counts"
        yield document.problem((EQUATIONS,), "E438", message, hint, key=True, severity="warning")
    left = [name for name in laws.choices if swept is not None and name not in swept]
    if many and left:
        message = f"the sweep does not vary {', '.join(left)}: the model's own law counts there"
        hint = f"name it under 'parameters' of the sweep, or '{LAW_OF}*' for all"
        yield document.problem((EQUATIONS,), "E438", message, hint, key=True, severity="warning")
