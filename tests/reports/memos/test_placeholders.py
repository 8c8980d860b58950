"""What a placeholder becomes: the number of the result, rounded, in the language, with what carries it."""

import pytest
from tests.reports.memos.conftest import Desk

NEED = "'care_share_needed', 2040, experiment='plain'"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "dutch", "english"),
    [
        (f"value({NEED})", "25%", "25%"),
        (f"value({NEED}, digits=1)", "25,0%", "25.0%"),
        (f"value({NEED}, as='one in n')", "een op de vier", "one in four"),
        (f"value({NEED}, as='1 op n')", "1 op de 4", "1 in 4"),
        (
            f"value({NEED}, as='full')",
            "25% van iedereen die in Utrecht werkt",
            "25% of everyone who works in Utrecht",
        ),
        ("value('shortage', 2040, experiment='plain')", "9.000 personen", "9,000 persons"),
        ("value('waiting_time_social_rent', 2024, experiment='plain')", "10,2 jaar", "10.2 years"),
        ("value('workload', 2040, experiment='plain')", "125% van wat gewoon is", "125% of what is usual"),
        ("value('density', 2040, experiment='plain')", "4.050 inwoners per km²", "4,050 residents per km²"),
        ("value('care_cost.state', 2040, experiment='plain')", "500 miljoen euro per jaar", "500 million euro a year"),
        ("value('care_cost', 2040, experiment='plain')", "750 miljoen euro per jaar", "750 million euro a year"),
        ("value('care_share_needed', 2040, policy='more')", "22%", "22%"),
        ("value('care_share_needed', 2040, scenario='high_demand')", "28%", "28%"),
        ("value('care_share_needed', 2040, policy='all_of_it', as='one in n')", "een op de vijf", "one in five"),
        (
            "difference('care_share_needed', 2040, policy='more')",
            "3,0 procentpunt lager",
            "3.0 percentage points lower",
        ),
        ("difference('shortage', 2040, policy='more')", "3.000 personen minder", "3,000 persons fewer"),
        ("difference('shortage', 2040, policy='more', as='size')", "3.000 personen", "3,000 persons"),
        (
            "difference('care_share_needed', 2040, experiment='plain', since=2024)",
            "8,3 procentpunt hoger",
            "8.3 percentage points higher",
        ),
        (
            "difference('care_share_needed', 2040, against_scenario='evidence', scenario='high_demand')",
            "3,0 procentpunt hoger",
            "3.0 percentage points higher",
        ),
        (
            "difference('waiting_time_social_rent', 2024, policy='more')",
            "ongeveer even lang",
            "about as long",
        ),
        (
            "range('care_share_needed', 2040, experiment='drawn')",
            "tussen 21,8% en 26,2%",
            "between 21.8% and 26.2%",
        ),
        (
            "difference('shortage', 2040, policy='all_of_it', as='range')",
            "tussen 3.600 en 4.400 personen minder",
            "between 3,600 and 4,400 persons fewer",
        ),
        (
            "range('shortage', 2040, experiment='plain', over='scenarios')",
            "tussen 9.000 en 12.000 personen",
            "between 9,000 and 12,000 persons",
        ),
        ("count('levers', policy='more')", "twee maatregelen", "two levers"),
        ("count('draws', experiment='drawn')", "21 trekkingen", "21 draws"),
        ("count('policies', experiment='drawn')", "twee beleidsvarianten", "two policies"),
        ("count('scenarios', experiment='drawn')", "één scenario", "one scenario"),
        ("name('prevention')", "Preventie", "Prevention"),
        ("name('high_demand')", "hoge zorgvraag", "high demand"),
        ("name('leidsche_rijn')", "Leidsche\u00a0Rijn", "Leidsche\u00a0Rijn"),
        ("title('plain')", "Titel & \\<plain\\>", "Title & \\<plain\\>"),
        ("question('drawn')", "Wat dan?", "What then?"),
        ("name('shortage')|capitalize", "Het tekort aan zorgmedewerkers", "The shortage of care workers"),
        ("name('shortage') ~ '?'", "het tekort aan zorgmedewerkers?", "the shortage of care workers?"),
    ],
)
def test_a_placeholder_is_written_in_the_language_of_the_memo(desk: Desk, asked: str, dutch: str, english: str) -> None:
    assert desk.text(f"Zo: {{{{ {asked} }}}}.") == f"Zo: {dutch}."
    assert desk.text(f"So: {{{{ {asked} }}}}.", language="en") == f"So: {english}."


def test_the_value_of_draws_is_their_median_and_failed_draws_count_for_nothing(desk: Desk) -> None:
    asked = "{{ value('care_share_needed', 2040, experiment='drawn', digits=1) }}"
    assert desk.text(asked) == "24,0%"


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ("value('care_share_neded', 2040, experiment='plain')", "E723", "did you mean 'care_share_needed'"),
        ("value('care_cost.stat', 2040, experiment='plain')", "E723", "did you mean 'care_cost.state'"),
        ("value('shortage', 2040)", "E722", "add experiment='plain'"),
        ("value('shortage', 2040, experiment='loops_cut')", "E721", "care2040 run loops_cut"),
        ("value('shortage', 2040, experiment='plane')", "E721", "did you mean 'plain'"),
        ("value('shortage', 2040, experiment='../plain')", "E721", "a path outside the results"),
        ("value('shortage', 2040, policy='mor')", "E724", "did you mean 'more'"),
        ("value('shortage', 2040, scenario='hi_demand', experiment='plain')", "E725", "did you mean 'high_demand'"),
        ("value('shortage', 2040, area='overvecht', experiment='plain')", "E726", "allowed: utrecht"),
        ("value('shortage', 2050, experiment='plain')", "E727", "it has 2024 to 2040"),
        ("value('shortage', 2040, experiment='plain', as='one in n')", "E713", "is no share"),
        (f"value({NEED}, scenario='high_demand', as='one in n')", "E713", ""),
        ("value('care_share_needed', 2024, experiment='plain', as='een op m')", "E714", "did you mean 'een op n'"),
        ("value('shortage', 2040, experiment='plain', digits=9)", "E714", "allowed: 0, 1, 2, 3"),
        ("value('shortage', 2040, polcy='more')", "E712", "did you mean 'policy'"),
        ("value()", "E712", "missing a required argument"),
        ("difference('shortage', 2040)", "E712", "name a policy"),
        ("range('shortage', 2040, policy='more')", "E730", "--draws 200"),
        ("range('shortage', 2040, policy='more', over='dice')", "E714", "allowed: draws, scenarios"),
        ("count('levers')", "E712", "name it with policy="),
        ("count('sheep')", "E714", "allowed: levers, policies, scenarios, draws"),
        ("name('preventoin')", "E720", "did you mean 'prevention'"),
        ("evidence('D')", "E714", "allowed: A, B, C"),
        ("strongest(3)", "E721", "none of the results has wedges"),
        ("figure('wedge')", "E732", "did you mean 'wedges'"),
        ("figure('../plain/run.nc')", "E732", "a path outside the results"),
        ("figure('wedges')", "E733", "wedges"),
        ("figure('one_in_four', indicatr='shortage')", "E712", "did you mean 'indicator'"),
        ("figure('one_in_four', year='2035')", "E712", "year=2035"),
        ("figure('one_in_four', policies='more')", "E712", "policies=['one', 'two']"),
        ("figure('one_in_four', indicator='shortage')", "E733", "it takes: policy, scenario, year"),
        ("figure('one_in_four', width='wide')", "E714", "allowed: full, half, slide"),
        ("sources()", "E712", "name them"),
        ("sources('social_vison_2040')", "E731", "did you mean 'social_vision_2040'"),
        ("table('rows')", "E714", "policies"),
        ("table('policies', year=2040)", "E712", "of which indicators"),
        ("table('policies', indicators=['shortage'])", "E712", "of which year"),
        ("table('policies', indicators=['shortge'], year=2040)", "E723", "did you mean 'shortage'"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_the_nearest_name(
    desk: Desk, asked: str, code: str, told: str
) -> None:
    (problem,) = desk.problems(f"Een.\n\nTwee {{{{ {asked} }}}} drie.")
    if code == "E713" and not told:
        told = "not near enough"
    assert problem.code == code, problem
    assert told in f"{problem.message} {problem.hint}"
    assert (problem.line, problem.column) == (3, 9)
