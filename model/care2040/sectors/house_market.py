"""House market: what homes cost, whom dear homes push out of the city, and where poor and rich come to live.

Money and the nation make the price. What the city moves by itself is how many people bid for how many homes.
"""

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("person/dwelling")
def bidders_per_home(working_in_city, homes, housing_scarcity, scarcity_elasticity_of_price):
    """People who work in the city for each home outside social rent; scarce social homes send more of them to bid."""
    for_sale_or_let = (homes.sel(tenure="mid_rent") + homes.sel(tenure="market")).sum("district")
    return working_in_city / for_sale_or_let * housing_scarcity**scarcity_elasticity_of_price


@stock("person/dwelling")
def usual_bidders_per_home(bidders_per_home):
    """Bidders for each home as the market has come to reckon with."""
    return bidders_per_home


@flow("person/dwelling/year", sink="usual_bidders_per_home")
def getting_used_to_bidders(bidders_per_home, usual_bidders_per_home, price_adjustment_time):
    """The market gets used to the number of bidders in some years."""
    return (bidders_per_home - usual_bidders_per_home) / price_adjustment_time


@stock("dimensionless")
def local_price_level():
    """What the city itself has done to the price since 2024; until then it is in the prices that were counted."""
    return 1


@flow("1/year", sink="local_price_level")
def price_moving(
    local_price_level,
    bidders_per_home,
    usual_bidders_per_home,
    price_adjustment_time,
    bidders_elasticity_of_price,
    growth_of_house_prices,
    future_growth_share,
):
    """The price follows the bidders for each home, and what happens outside the city."""
    bid_up = bidders_elasticity_of_price * (bidders_per_home / usual_bidders_per_home - 1) / price_adjustment_time
    return local_price_level * future_growth_share * (bid_up + growth_of_house_prices)


@variable("euro/dwelling")
def price_of_a_home(counted_house_price, local_price_level):
    """Mean price of a home that is sold, in euros of 2024."""
    return counted_house_price * local_price_level


@reference("euro/dwelling")
def price_of_a_home_reference(price_of_a_home):
    """Mean price of a home that was sold at the start."""
    return price_of_a_home


@variable("dimensionless")
def relative_house_price(price_of_a_home, price_of_a_home_reference):
    """Price of a home against the start, money held equal."""
    return price_of_a_home / price_of_a_home_reference


@indicator("euro/dwelling")
def house_price(price_of_a_home):
    """Mean price of a home that is sold, in euros of 2024."""
    return price_of_a_home


@variable("1/year")
def usual_moving_out_rate(poor_moving_out_rate, without_affordable_home):
    """Poor households that leave the city in a year for want of a home they can pay, at prices of the start."""
    return poor_moving_out_rate * without_affordable_home


@variable("1/year")
def moving_out_rate_of_the_poor(usual_moving_out_rate, relative_house_price, price_elasticity_of_moving_out):
    """Part of the poor households that leaves the city in a year for want of a home they can pay."""
    return usual_moving_out_rate * relative_house_price**price_elasticity_of_moving_out


@flow("household/year", ("district",), source="households_in_poverty")
def poor_households_moving_out(households_in_poverty, moving_out_rate_of_the_poor):
    """Poor households that leave the city because they cannot pay a home in it."""
    return households_in_poverty * moving_out_rate_of_the_poor


@variable("household/year")
def driven_out_by_price(poor_households_moving_out, households_in_poverty, usual_moving_out_rate):
    """Poor households that leave the city beyond those who would at the prices of the start; fewer when below zero."""
    usual = households_in_poverty.sum("district") * usual_moving_out_rate
    return poor_households_moving_out.sum("district") - usual


@variable("1/year")
def leaving_queue_rate(lapse_rate, driven_out_by_price, seeking_part_of_driven_out, social_rent_seekers):
    """Part of the seekers that leaves the queue without a home in a year: they give up, or leave the city."""
    return lapse_rate + driven_out_by_price * seeking_part_of_driven_out / social_rent_seekers


@variable("dimensionless", ("district",))
def poor_per_home(homes, poverty_in_social_rent):
    """Poor households that the homes of a district would hold by their tenure alone; 1 where none is social rent."""
    social = homes.sel(tenure="social_rent") / homes.sum("tenure")
    return 1 + (poverty_in_social_rent - 1) * social


@reference("dimensionless", ("district",))
def poor_per_home_reference(poor_per_home):
    """How many poor households the homes of a district would hold by their tenure alone at the start."""
    return poor_per_home


@variable("dimensionless", ("district",))
def tenure_effect(poor_per_home, poor_per_home_reference, tenure_elasticity_of_poverty):
    """What the mix of homes does to poverty in a district: with less social rent fewer of the poor can live there."""
    return (poor_per_home / poor_per_home_reference) ** tenure_elasticity_of_poverty


@variable("household/year")
def kept_out_by_tenure(falling_into_poverty, tenure_effect):
    """Households that would be poor in the city if it let as much social rent as at the start, and are so elsewhere."""
    return (falling_into_poverty * (1 / tenure_effect - 1)).sum("district")


@stock("household", signed=True)
def poor_households_elsewhere():
    """Poor households that live elsewhere for want of a home they can pay here; below zero: more of them live here."""
    return 0


@flow("household/year", sink="poor_households_elsewhere")
def poverty_moving_elsewhere(driven_out_by_price, kept_out_by_tenure):
    """Poverty that leaves the city and is not gone: people who move out, or never come."""
    return driven_out_by_price + kept_out_by_tenure


@flow("household/year", source="poor_households_elsewhere")
def getting_out_of_poverty_elsewhere(poor_households_elsewhere, getting_out_rate):
    """Households that live elsewhere and are poor no more, at the pace of the city."""
    return poor_households_elsewhere * getting_out_rate


@indicator("dimensionless")
def social_rent_gap(homes):
    """Social rent in the district with most of it less that in the district with least, as a part of the homes."""
    share = homes.sel(tenure="social_rent") / homes.sum("tenure")
    return share.max("district") - share.min("district")
