"""Chains as a dataset, for the figure and the page, and as a table, for files and the terminal."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.theory.chain import Chain, Link
from care2040.analysis.theory.vocabulary import short
from care2040.results.variables import THEORY
from care2040.wording.language import LANGUAGES

Facts = Mapping[str, str]


def nodes_table(chains: Sequence[Chain], series: Mapping[str, Facts] | None = None) -> pd.DataFrame:
    """Return a row for each effort and each quantity of some chains, from the efforts to the outcome."""
    titles = series or {}
    rows: list[dict[str, object]] = []
    for chain in chains:
        for lever, effect in chain.efforts:
            rows.append({"maker": chain.maker, "name": lever, "kind": "effort", "effect": effect})
            rows[-1]["part"] = chain.part(effect)
        for step in chain.steps:
            rows.append(
                {
                    "maker": chain.maker,
                    "name": step.name,
                    "kind": "step",
                    "effect": step.effect,
                    "part": chain.part(step.effect),
                    "unit": step.unit,
                    "before": step.before,
                    "change_at_review": step.change(chain.review),
                    "change": step.change(chain.year),
                    "delay": step.delay,
                    "row": step.row,
                    "column": step.column,
                    "counted": " ".join(step.counted),
                }
            )
            rows[-1] |= {
                f"counted_{each}": "; ".join(titles[one][each] for one in step.counted if one in titles)
                for each in LANGUAGES
            }
    columns = ("maker", "name", "kind", "unit", "before", "change_at_review", "change", "delay", "row", "column")
    counted = ("counted", *(f"counted_{each}" for each in LANGUAGES))
    found = pd.DataFrame(rows, columns=[*columns, "effect", "part", *counted])
    words = ["unit", "row", "column", *counted]
    found[words] = found[words].fillna("")
    return found


def links_table(chains: Sequence[Chain], least: float = 0.0) -> pd.DataFrame:
    """Return a row for each link of some chains that is shown when each must carry such a part.

    With all links there is a row for what is not ascribed to any cause, so that they add up.
    """
    rows = [
        {"maker": chain.maker, **vars(link), "part": chain.part(link.effect)}
        for chain in chains
        for link in (*chain.shown(least), *(() if least else _unascribed(chain)))
    ]
    return pd.DataFrame(rows, columns=["maker", "cause", "reached", "effect", "sign", "part"])


def _unascribed(chain: Chain) -> Iterator[Link]:
    return (Link("", reached, effect, 0) for reached, effect in chain.rest.items() if effect)


def as_dataset(chains: Sequence[Chain], least: float, facts: Facts, series: Mapping[str, Facts]) -> xr.Dataset:
    """Return chains as the figure takes them: dims maker, node and link."""
    nodes, links = nodes_table(chains, series), links_table(chains, least)
    arrays = {f"node_{name}": ("node", values.to_numpy()) for name, values in nodes.items()}
    arrays |= {f"link_{name}": ("link", values.to_numpy()) for name, values in links.items()}
    for language in LANGUAGES:
        called = [short(name)[language] for name in nodes["name"]]
        arrays[f"node_title_{language}"] = ("node", np.array(called, dtype=object))
    arrays |= {
        THEORY: ("maker", np.array([chain.whole for chain in chains])),
        "before": ("maker", np.array([chain.before for chain in chains])),
        "other_ways": ("maker", np.array([chain.other_ways(least) for chain in chains])),
        "start": ("maker", np.array([chain.start for chain in chains])),
    }
    first = chains[0]
    years = {"review": first.review, "year": first.year}
    attrs = {**facts, **years, "outcome": first.outcome, "unit": first.unit, "least": least}
    for language in LANGUAGES:
        attrs[f"outcome_title_{language}"] = short(first.outcome)[language]
    return xr.Dataset(arrays, coords={"maker": [chain.maker for chain in chains]}, attrs=attrs)
