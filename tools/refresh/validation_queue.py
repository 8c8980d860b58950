"""A section of ``docs/validation.md``: the queue for social rent, fitted to its counts and to the early ones alone."""

from collections.abc import Mapping

from care2040.analysis.validation.rent_fit import EARLY, FREE, LAST, QueueFitted
from care2040.analysis.validation.rent_fit import START as FIRST
from care2040.inputs.parameters.parameter import Parameter
from tools.refresh.tables import number, percent, table, words

QUEUE = """## The queue for social rent

Twelve numbers were fitted to {counts} counts of {first} to {last}: homes let in a year, years that who is housed was
registered, years that they looked, and seekers. What was judged of a number before counts as one more count of it, so
that an error as large as what was judged says that the counts tell nothing. Not fitted are the form of the laws, how
far homes go by rank, the lottery from 2022 on, and what older movers do: nothing counted tells those apart.
"""

AHEAD = """Fitted to {first}-{early} alone and shown for {after}-{last}. Who judged what was judged had seen all years,
so that this is a test of the counts more than of foresight. The last column says that nothing changes.
"""


def queue_section(queue: QueueFitted, shipped: Mapping[str, Parameter]) -> list[str]:
    """Return the section on the queue."""
    counts = sum(len(own) for own in queue.counted.values())
    rows = [
        (
            f"`{one.name}`",
            f"{number(one.judged)} ± {number(one.unsure)}",
            f"{number(queue.early.values[one.name])} ± {number(queue.early.errors[one.name])}",
            f"{number(queue.whole.values[one.name])} ± {number(queue.whole.errors[one.name])}",
            number(float(shipped[one.name].value)),
        )
        for one in FREE
    ]
    head = ("fitted", "judged before", f"to {EARLY}", f"to {LAST}", "ships as")
    ahead = range(EARLY + 1, LAST + 1)
    whole, early = queue.missed(queue.whole, range(FIRST, LAST + 1)), queue.missed(queue.early, ahead)
    same = queue.last_value(ahead)
    misses = [
        (words(name), percent(whole[name]), percent(early[name]), percent(same[name]) if name in same else "")
        for name in whole
    ]
    told = ("mean size of the miss", f"fitted to {LAST}", f"{EARLY + 1}-{LAST} from {EARLY}", "the last count")
    facts = {
        "counts": str(counts),
        "first": str(FIRST),
        "last": str(LAST),
        "early": str(EARLY),
        "after": str(EARLY + 1),
    }
    return [QUEUE.format(**facts), table(head, rows), AHEAD.format(**facts), table(told, misses)]
