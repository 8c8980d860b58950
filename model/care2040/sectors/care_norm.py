"""Care norm: what people expect of care. It follows what they get, and can be talked about.

Expecting less makes fewer people ask; it never lowers the need that a shortage is measured by. Only what is chosen,
with fitting care and a good conversation, does.
"""

import numpy as np

from care2040.language.equations import flow, indicator, stock, variable


@stock("dimensionless")
def care_norm():
    """What people expect of care, against the start, as they got used to what there is."""
    return 1


@variable("dimensionless")
def indicated_care_norm(relative_met_need, weight_of_care_given):
    """What people come to expect: partly what is given, partly what they always held for right."""
    return weight_of_care_given * relative_met_need + (1 - weight_of_care_given)


@flow("1/year", sink="care_norm")
def getting_used_to_care(indicated_care_norm, care_norm, care_norm_time):
    """Expectations follow what is given within years."""
    return (indicated_care_norm - care_norm) / care_norm_time


@stock("dimensionless")
def chosen_care_norm():
    """Care that people choose to have, against the start: less where doctors and patients decide what fits."""
    return 1


@flow("1/year", source="chosen_care_norm")
def choosing_fitting_care(chosen_care_norm, fitting_care_gain, fitting_care_effort):
    """With fitting care fewer treatments are chosen that add little."""
    return chosen_care_norm * fitting_care_gain * fitting_care_effort


@flow("1/year", sink="chosen_care_norm")
def falling_back_on_old_habits(chosen_care_norm, fitting_care_effort, care_norm_return_time):
    """Where nobody asks any more what fits, old habits come back."""
    return (1 - chosen_care_norm) * (1 - fitting_care_effort) / care_norm_return_time


@indicator("dimensionless")
def felt_unmet_need_share(met_need, care_norm):
    """Part of the care that people have come to expect that is not given."""
    return np.maximum(1 - met_need / care_norm, 0)
