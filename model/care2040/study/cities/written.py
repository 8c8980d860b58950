"""Two cities side by side as files: tables, a page and a figure in each language."""

from pathlib import Path

from care2040.analysis.between_cities import telling
from care2040.analysis.between_cities.comparison import CityComparison
from care2040.files.result_folder import added
from care2040.wording.language import LANGUAGES

NAME, FOLDER = "cities", "figures"
TABLES = ("cities.csv", "cities_causes.csv")
PAGES = {language: f"{NAME}.{language}.md" for language in LANGUAGES}
WRITTEN = (*TABLES, *PAGES.values(), FOLDER)
"""What is written: indicators and causes by year, a page for each language, and the folder of the figure."""


def write_cities(told: CityComparison, folder: Path) -> None:
    """Write two cities side by side: tables in full, and a page and the figure in each language.

    Parameters
    ----------
    told : CityComparison
        What `compare_cities` gave.
    folder : Path
        Other files in it stay.
    """
    from care2040.figures import draw
    from care2040.figures.canvas.export import write as write_figure

    dataset = told.as_dataset()
    with added(folder) as fresh:
        for name, table in zip(TABLES, (told.to_dataframe(), told.causes_to_dataframe()), strict=True):
            table.to_csv(fresh / name, index=False, float_format="%.12g", lineterminator="\n")
        for language, name in PAGES.items():
            (fresh / name).write_text(telling.as_markdown(told, language), encoding="utf-8", newline="\n")
            write_figure(draw(NAME, dataset, language), fresh / FOLDER, NAME)
