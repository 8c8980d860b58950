"""Training: students begin, drop out or get their diploma, and look for a post in care."""

from care2040.language.equations import flow, reference, stock, variable


@stock("person", ("training_year",), cohort="training_year", counted="training_history")
def students_in_training(all_care_workers, enrolment_share, survival_to_training_year, training_history):
    """Students in care and welfare who will work in the city, by year of study; on 1 January they move up a year."""
    return all_care_workers * enrolment_share * survival_to_training_year * training_history


@variable("person")
def young_residents(residents_by_age, is_starting_student):
    """Residents of the age at which people start to study."""
    return (residents_by_age.sum("district") * is_starting_student).sum("age")


@reference("person")
def young_residents_reference(young_residents):
    """Residents of the age at which people start to study, at the start."""
    return young_residents


@reference("person/year")
def enrolment_reference(all_care_workers, enrolment_share, one_year):
    """Students who enrol in a year at the start."""
    return all_care_workers * enrolment_share / one_year


@variable("dimensionless")
def training_effect(
    open_post_rate,
    open_post_rate_reference,
    open_post_elasticity_of_training,
    training_places_gain,
    training_places_effort,
):
    """Open posts draw students, and more training places let more in."""
    places = 1 + training_places_gain * training_places_effort
    return (open_post_rate / open_post_rate_reference) ** open_post_elasticity_of_training * places


@flow("person/year", ("training_year",), sink="students_in_training")
def enrolment(enrolment_reference, young_residents, young_residents_reference, training_effect, is_first_training_year):
    """Students who begin: they go with the size of the young cohort, with open posts and with training places."""
    return (
        enrolment_reference * (young_residents / young_residents_reference) * training_effect * is_first_training_year
    )


@flow("person/year", ("training_year",), source="students_in_training")
def dropout(students_in_training, dropout_rate):
    """Students who leave without a diploma, most of them in the first year."""
    return students_in_training * dropout_rate


@flow("person/year", ("training_year",), source="students_in_training")
def graduation(students_in_training, is_last_training_year, last_training_year_time):
    """Students who get their diploma."""
    return students_in_training * is_last_training_year / last_training_year_time


@stock("person")
def graduates_seeking(graduation, entering_share_of_graduates, graduate_search_time, graduate_giving_up_rate):
    """People with a new diploma who look for a post in care; at the start as many come as find one or give up."""
    seeking = graduation.sum("training_year") * entering_share_of_graduates
    return seeking * graduate_search_time / (1 + graduate_giving_up_rate * graduate_search_time)


@flow("person/year", sink="graduates_seeking")
def graduates_looking(graduation, entering_share_of_graduates):
    """Graduates who want to work in care in the city."""
    return graduation.sum("training_year") * entering_share_of_graduates


@flow("person/year", source="graduates_seeking")
def graduates_lost(graduates_seeking, graduate_giving_up_rate):
    """Graduates who find no post in care and go elsewhere."""
    return graduates_seeking * graduate_giving_up_rate
