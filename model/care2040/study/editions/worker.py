"""Run as a script with the code of another edition on the path: one question in, numbers of the city out, as JSON.

Nothing of this edition may be imported here, and of the other only what editions promise to keep: ``care2040.open``,
``Project.run`` and ``Result.to_dataframe``.
"""

import json
import sys
from pathlib import Path


def main(place: Path, question: Path) -> dict[str, object]:
    """Return the values by indicator and year, and whether the calibration is older than what it is made from."""
    import care2040

    if place.resolve() not in Path(care2040.__file__).resolve().parents:
        return {"fault": "another installation of care2040 came before its code"}
    if not hasattr(care2040, "open"):
        return {"older": True}
    try:
        result = care2040.open().run(question, progress=False)
    except care2040.CareError as error:
        return {"fault": str(error).replace(str(place), "")}
    table = result.to_dataframe()
    names = [name for name in table.columns if name not in ("policy", "scenario", "area", "year", "draw")]
    years = [int(year) for year in table["year"]]
    values = {name: dict(zip(years, map(float, table[name]), strict=True)) for name in names}
    units = {name: str(result.dataset[name.partition(".")[0]].attrs.get("units", "")) for name in names}
    return {"values": values, "units": units, "stale": _is_stale(place / "parameters")}


def _is_stale(folder: Path) -> bool:
    """Whether a calibration says that it was made from something else; some editions have no such mark."""
    try:
        from care2040.analysis.validation.calibration import made_from
    except ImportError:
        return False
    places = (folder / "calibrated.yaml", folder / "cities" / "utrecht" / "calibrated.yaml")
    written = next((place for place in places if place.is_file()), None)
    return written is not None and made_from(folder) not in written.read_text(encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
