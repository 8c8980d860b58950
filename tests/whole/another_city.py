"""A second city, made of the first by adding up its districts to three: counts are added, shares weighed."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import load
from care2040.inputs.parameters.reader import NO_PARAMETERS
from care2040.inputs.parameters.resolution import SAME, SUM, added_up, in_common, weighed
from care2040.language.axes import AXES
from care2040.language.cities.layers import entries_of

PARTS: Mapping[str, tuple[str, ...]] = {
    "boven": ("west", "noordwest", "overvecht"),
    "midden": ("noordoost", "oost", "binnenstad", "zuid"),
    "beneden": ("zuidwest", "leidsche_rijn", "vleuten_de_meern"),
}
"""District of the second city to those of the first that it is made of."""
CITY = """\
names: {nl: Nieuwstad, en: Newtown}
region: {nl: Nieuwstad en omgeving, en: Newtown and surroundings}
province: {nl: Nieuwland, en: Newland}
base_year: 2024
districts:
  boven: {names: {nl: Boven, en: Upper town}, tile: [0, 0]}
  midden: {names: {nl: Midden, en: Middle town}, tile: [1, 0]}
  beneden: {names: {nl: Beneden, en: Lower town}, tile: [2, 0]}
"""


def written(folder: Path) -> Path:
    """Write the second city to a folder and return it."""
    shipped = package_folder("parameters")
    (folder / "tables").mkdir(parents=True)
    (folder / "city.yaml").write_text(CITY, encoding="utf-8")
    for name in ("targets.yaml", "calibrated.yaml"):
        (folder / name).write_bytes((shipped / "cities" / "utrecht" / name).read_bytes())
    for path in (shipped / "cities" / "utrecht" / "tables").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if "district" not in text.partition("\n")[0].split(","):
            (folder / "tables" / path.name).write_text(text, encoding="utf-8")
    parameters = load(shipped, calibrated=False)
    entries = {}
    for name, entry in _entries(shipped):
        one = parameters[name]
        if "district" in one.axes and not isinstance(entry.get("value"), int | float):
            value = np.concatenate([_folded(one, parameters, districts) for districts in PARTS.values()])
            _write_table(folder / "tables" / f"{name}.csv", one, value)
            entries[name] = {
                **{key: what for key, what in entry.items() if key != "axes"},
                "value": {"table": f"{name}.csv", "column": "value"},
            }
    for path in (shipped / "cities" / "utrecht").glob("*.yaml"):
        if path.name not in NO_PARAMETERS:
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "values.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return folder


def _entries(shipped: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in entries_of(shipped, "*.yaml"):
        for name, entry in read(path).data.items():
            if isinstance(entry, dict) and {"unit", "value", "standing"} <= set(entry) and "each" not in entry:
                yield str(name), entry


def _folded(one: Parameter, others: Mapping[str, Parameter], districts: tuple[str, ...]) -> np.ndarray:
    """Return a parameter of some districts together, with length 1 along the first axis."""
    places = [AXES["district"].index(district) for district in districts]
    if one.fold == SUM:
        return added_up(one.value[places])
    if one.fold == SAME:
        common = in_common(one.value[places])
        assert common is not None
        return common
    weight = others[str(one.fold)]
    return weighed(one.value[places], one.axes, weight.latest[places], weight.axes)


def _write_table(path: Path, one: Parameter, value: np.ndarray) -> None:
    members = [tuple(PARTS), *(AXES[axis] for axis in one.axes[1:])]
    heads = [*one.axes, *(["year"] if one.years else [])]
    members += [one.years] if one.years else []
    rows = (
        ",".join(map(str, (*row, float(number)))) for row, number in zip(product(*members), value.flat, strict=True)
    )
    path.write_text("\n".join((",".join((*heads, "value")), *rows)) + "\n", encoding="utf-8")
