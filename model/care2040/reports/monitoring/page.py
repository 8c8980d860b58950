"""The monitor as a page to take over into a memo: Markdown, in Dutch and in English."""

from collections.abc import Mapping

from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.reports.monitoring.sentences import sentences
from care2040.reports.monitoring.tables import tables
from care2040.reports.monitoring.values import say
from care2040.reports.tables.page_words import table
from care2040.wording.language import Language
from care2040.wording.names import name_of

FILES: Mapping[Language, str] = {"en": "monitor.md", "nl": "monitor_nl.md"}


def page(found: Monitoring, language: Language) -> str:
    """Return the whole page."""
    facts = found.dataset.attrs
    # what somebody wrote is text, not HTML
    title = str(facts.get(f"title_{language}", facts.get("title", ""))).replace("<", "\\<")
    parts = ["# " + say(language, "title", title=title), *sentences(found, language)]
    for one in tables(found, language):
        parts += ["## " + say(language, "headings", one.name), table(one.heads, one.rows, one.left)]
        parts += [one.note] * bool(one.note)
    source = {"maker": facts.get("source", "care2040"), "experiment": facts.get("experiment", "")}
    parts.append(
        say(
            language,
            "source",
            **source,
            policy=name_of("policies", found.policy, language),
            scenario=name_of("scenarios", found.scenario, language),
        )
    )
    return "\n\n".join(parts) + "\n"
