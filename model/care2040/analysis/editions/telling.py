"""A comparison of editions in words and rows, in the language of the reader: for the terminal, a file and a memo."""

import csv
import io
from collections.abc import Sequence

from care2040.analysis.editions.comparison import Comparison, Move
from care2040.analysis.editions.split import JOIN
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of, part_name, policy_words
from care2040.wording.numbers import number, sentence
from care2040.wording.quantities import Quantity, written
from care2040.wording.texts import listed
from care2040.wording.texts import say as said

FINER = 10
"""The largest difference is written with a digit more than it needs, so that its parts are seen."""
NAMED = 6
"""Files or parameters that are named; more are counted."""
COLUMNS = ("indicator", "unit", "year", "old", "new", "difference")


def say(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text on editions with its blanks filled in."""
    return said("documents", language, "editions", *keys, **blanks)


def heads(told: Comparison, language: Language) -> list[str]:
    """Return the heads of the columns."""
    first = [say(language, "heads", name) for name in ("indicator", "year", "old", "new", "difference")]
    return [*first, *(cause_words(cause, language) for cause in told.causes), say(language, "heads", "unit")]


def rows(told: Comparison, language: Language, names: Sequence[str]) -> list[list[str]]:
    """Return a row for each result and year: its name in the first year, values, and what each cause adds."""
    found = []
    for name in names:
        moves = told.of(name)
        how = how_written(moves)
        for place, one in enumerate(moves):
            parts = [how.change(one.parts[cause], language) for cause in told.causes]
            values = [how.value(one.old, language), how.value(one.new, language)]
            first = [sentence(called(name, language)) if not place else "", str(one.year)]
            unit = unit_of(one, how, language) if not place else ""
            found.append([*first, *values, how.change(one.difference, language), *parts, unit])
    return found


def heads_of_year(told: Comparison, language: Language) -> list[str]:
    """Return the heads of a table of one year, in which a result stands with its unit."""
    first, _, *others, _ = heads(told, language)
    return [first, *others]


def in_year(told: Comparison, language: Language, year: int, most: int) -> list[list[str]]:
    """Return a row for each of the results that moved most, in one year."""
    found = []
    for name in whole_results(told)[:most]:
        moves = told.of(name)
        years = [one.year for one in moves]
        if year in years:
            place = years.index(year)
            _, _, *values, _ = rows(told, language, [name])[place]
            unit = unit_of(moves[0], how_written(moves), language)
            name_and_unit = sentence(called(name, language)) + (f" ({unit})" if unit else "")
            found.append([name_and_unit, *values])
    return found


def how_written(moves: Sequence[Move]) -> Quantity:
    """Return how the values of one result are written in all years."""
    largest = max(abs(one.difference) for one in moves)
    return written(moves[0].indicator.partition(".")[0], moves[0].unit, [largest / FINER])


def unit_of(one: Move, how: Quantity, language: Language) -> str:
    """Return the unit of a difference; what is no share and has no unit has none."""
    if how.unit == "ratio":
        return ""
    return change_unit(one.indicator.partition(".")[0], one.unit, language)


def called(name: str, language: Language) -> str:
    """Return how a result is called, or a part of one."""
    whole, _, part = name.partition(".")
    words = indicator_words(whole, language)["subject"]
    return f"{words}, {part_name(part, language)}" if part else words


def cause_words(cause: str, language: Language) -> str:
    """Return how a cause is called, or those that are not told apart."""
    return listed([say(language, "causes", one) for one in cause.split(JOIN)], language)


def whole_results(told: Comparison) -> tuple[str, ...]:
    """Return the results that moved so far that it shows, without parts of a result, such as those by domain."""
    return tuple(name for name in told.moved() if "." not in name and _shows(told.of(name)))


def _shows(moves: Sequence[Move]) -> bool:
    how = how_written(moves)
    return any(not how.is_nought(one.difference) for one in moves)


def asked_words(told: Comparison, language: Language) -> str:
    """Return what was compared, in a sentence."""
    policy = policy_words("source_policies", told.policy, language)
    scenario = name_of("scenarios", told.scenario, language)
    place = say(language, "places", told.resolution)
    blanks = {"experiment": told.experiment, "policy": policy, "scenario": scenario, "place": place}
    return say(language, "asked", old=told.old, new=told.new, **blanks)


def count_words(told: Comparison, language: Language) -> str:
    """Return how many of the results moved."""
    moved, every = whole_results(told), [name for name in told.indicators if "." not in name]
    if not moved:
        return say(language, "none_moved", every=len(every))
    return say(language, "moved", moved=len(moved), every=len(every))


def headline(told: Comparison, language: Language) -> str:
    """Return the first result of the experiment in the last year, with what each cause adds."""
    moves = told.of(told.headline)
    last, how = moves[-1], how_written(moves)
    parts = [f"{cause_words(cause, language)} {how.change(part, language)}" for cause, part in last.parts.items()]
    values = {"old": how.value(last.old, language), "new": how.value(last.new, language)}
    blanks = {"change": how.change(last.difference, language), "unit": unit_of(last, how, language), **values}
    subject = sentence(called(told.headline, language))
    return say(language, "headline", subject=subject, year=last.year, parts=", ".join(parts), **blanks)


def changed_lines(told: Comparison, language: Language) -> list[str]:
    """Return what differs between the editions: a line for each cause."""
    return [
        f"{sentence(cause_words(cause, language))}: {_some(names, cause, language)}"
        for cause, names in told.changed.items()
    ]


def _some(names: Sequence[str], cause: str, language: Language) -> str:
    shown = ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
    kind = "entries" if cause == "parameters" else "files"
    return say(language, "changed", kind, count=number(len(names), language), names=shown)


def brief_changed_lines(told: Comparison, language: Language) -> list[str]:
    """Return how much differs between the editions, without the names of files and parameters."""
    lines = []
    for cause, names in told.changed.items():
        new, gone = (sum(name.startswith(sign) for name in names) for sign in "+-")
        counts = {"count": len(names), "new": new, "gone": gone, "changed": len(names) - new - gone}
        words = {key: number(value, language) for key, value in counts.items()}
        lines.append(f"{sentence(cause_words(cause, language))}: {say(language, 'counts', cause, **words)}.")
    return lines


def caution_lines(told: Comparison, language: Language, names: bool = True) -> list[str]:
    """Return what there is to beware of, with the names of what was lent or without."""
    lines = [
        say(language, "apart", causes=cause_words(cause, language), why=why)
        for cause, why in (told.apart or {}).items()
    ]
    if told.lent:
        which = ", ".join(told.lent[:NAMED]) + (", ..." if len(told.lent) > NAMED else "")
        lines.append(say(language, "lent", count=len(told.lent), names=f" ({which})" if names else ""))
    for side in ("only_old", "only_new"):
        alone = getattr(told, side)
        if alone:
            lines.append(say(language, side, names=", ".join(alone)))
    for note in told.notes:
        blanks = {key: value for key, value in note.items() if key != "note"}
        lines.append(say(language, "notes", note["note"], **blanks))
    return lines


def as_csv(told: Comparison) -> str:
    """Return every result and year as a row, unrounded, with a column for each cause."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *told.causes])
    for one in told.moves:
        parts = [one.parts[cause] for cause in told.causes]
        writer.writerow([one.indicator, one.unit, one.year, one.old, one.new, one.difference, *parts])
    return text.getvalue()


def as_markdown(told: Comparison, language: Language) -> str:
    """Return the comparison as a page: what moved, what differs, and what to beware of."""
    columns = heads(told, language)
    sides = ["---", *["---:"] * (len(columns) - 2), "---"]
    table = [columns, sides, *rows(told, language, whole_results(told))]
    lines = [f"# {say(language, 'title', old=told.old, new=told.new)}", "", asked_words(told, language), ""]
    lines += [headline(told, language), "", count_words(told, language), ""]
    if len(table) > 2:
        lines += ["| " + " | ".join(row) + " |" for row in table] + ["", say(language, "how"), ""]
    lines += [f"## {say(language, 'what_differs')}", "", *(f"- {line}" for line in changed_lines(told, language))]
    cautions = caution_lines(told, language)
    if cautions:
        lines += ["", f"## {say(language, 'beware')}", "", *(f"- {line}" for line in cautions)]
    return "\n".join(lines) + "\n"
