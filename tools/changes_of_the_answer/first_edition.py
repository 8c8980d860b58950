"""What 0.1.0 had where the model now has something else: what a row is switched back to."""

NEEDED, WORKING, SHORT = 0.25098, 0.17977, 20_686
"""Care share needed and working and the shortage of 0.1.0 in 2040: the city as one, unchanged policy, central."""
OLD_PEOPLE = 58_250
"""Residents of 65 and older in 2040, of 0.1.0."""
LEVEL = 1.00888885
"""Factor on all of its care by age, such that one in six was needed in 2024 (`care_intensity_level`)."""
NATIONAL = {
    "hospital_and_gp": 0.912791,
    "mental_health": 0.674486,
    "elderly_care": 0.759165,
    "disability_care": 0.709927,
    "youth_care": 0.851224,
    "social_support": 0.564747,
}
"""Care by age today over that of 0.1.0, before its level: the posts of the Netherlands. Ages have kept their shape."""
GROWTH = 0.020659933719
"""Growth beyond demography, 1/year, in all domains: what made 2040 one in four."""
PARTICIPATION = 1.0, 1.015
"""Change of participation at equal age in 2024 and 2041: it stood for everything, later retirement too."""
ABSENCE = 0.067
SHORT_AT_START = {
    "hospital_and_gp": 0.03,
    "mental_health": 0.05,
    "elderly_care": 0.05,
    "disability_care": 0.04,
    "youth_care": 0.04,
    "social_support": 0.03,
}
"""Part of the workers needed who were not there on 1 January 2024, where its runs began."""
