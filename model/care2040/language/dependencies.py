"""Who reads whom: the order of computation, and the refusal of circles and of unknown names."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from care2040.files.problems import CareError, Problem, in_order, nearest
from care2040.language.equations import Equation

FOLDING = "_weight"
"""How a parameter ends that no law reads: it weighs the districts when they are folded into the city."""


ModelFault = str | tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]
"""What is wrong; with it the place of the law as ``file:line``, the code of the fault, and what to do about it."""
READ_IT = "name it among the arguments of a law in model/care2040/sectors"
SHOW_IT = "make a variable of it, and let an indicator of another name show that"
DEFINE_IT = "write a law of that name in model/care2040/sectors, or a parameter in parameters"


class ModelError(CareError):
    """The equations do not make a model."""

    exit_code = 3

    def __init__(self, *faults: ModelFault) -> None:
        placed = [(fault, "") if isinstance(fault, str) else fault for fault in faults]
        super().__init__("\n".join(f"{message} ({place})" if place else message for message, place, *_ in placed))
        self.args = faults
        self.problems = in_order(_problem(*fault) for fault in placed)


def _problem(message: str, place: str, code: str = "E801", hint: str = "") -> Problem:
    file, _, line = place.rpartition(":")
    return Problem(file or "model", int(line) if file else 1, 1, code, message, hint)


def order(wanted: Iterable[str], equations: Mapping[str, Equation]) -> tuple[str, ...]:
    """Return the equations that are needed to compute `wanted`, each after what it reads."""
    reads: dict[str, list[str]] = {}
    queue = [name for name in wanted if name in equations]
    while queue:
        name = queue.pop()
        if name not in reads:
            reads[name] = [other for other in equations[name].reads if other in equations]
            queue.extend(reads[name])
    try:
        return tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        circle = " <- ".join(error.args[1])
        place = equations[error.args[1][0]].place
        raise ModelError(
            (f"these equations read each other in a circle with no stock in it: {circle}", place, "E806")
        ) from None


def check_names(
    equations: Mapping[str, Equation],
    parameters: Iterable[str],
    ready: Mapping[str, Equation] | None = None,
    places: Mapping[str, str] | None = None,
) -> None:
    """Check that every name that is read exists, and that every parameter is read; `places` says where these stand."""
    parameters = set(parameters)
    known = set(equations) | parameters
    faults: list[ModelFault] = []
    laws = {**equations, **{name: law for name, law in (ready or {}).items() if name not in equations}}
    for called, equation in laws.items():
        for name in (*equation.reads, *filter(None, (equation.source, equation.sink, equation.entering))):
            if name not in known:
                near = nearest(name, known)
                hint = f"; did you mean '{near}'?" if near else ""
                faults.append(
                    (f"'{called}' reads '{name}', which nobody defines{hint}", equation.place, "E802", DEFINE_IT)
                )
            elif name in equations and equations[name].kind == "indicator":
                message = f"'{called}' reads '{name}', which is an indicator: nothing reads those"
                faults.append((message, equation.place, "E801", SHOW_IT))
    both = sorted(parameters & set(equations))
    faults += [(f"'{name}' is both a parameter and an equation", (places or {}).get(name, ""), "E805") for name in both]
    read = {name for law in (*laws.values(), *(ready or {}).values()) for name in law.reads}
    unread = sorted(name for name in parameters - read if not name.endswith(FOLDING))
    told = [(f"nobody reads the parameter '{name}'", (places or {}).get(name, "")) for name in unread]
    faults += [(message, place, "E804", READ_IT) for message, place in told]
    if faults:
        raise ModelError(*faults)


def readers(equations: Mapping[str, Equation]) -> dict[str, tuple[str, ...]]:
    """Return for every name that is read the equations that read it."""
    found: dict[str, list[str]] = {}
    for called, equation in equations.items():
        for name in equation.reads:
            found.setdefault(name, []).append(called)
    return {name: tuple(who) for name, who in found.items()}
