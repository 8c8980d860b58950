"""House prices on 1 January in euros of 2024, from mean sale prices of calendar years and inflation.

Method
------
A mean of a year is the price in the middle of it. Each is brought to euros of 2024 by the consumer prices of the years
after it; between years the price grows by an even rate. The year 2024 is 12 % above 2023: 18.4 % in its third quarter
against the year before was the highest of the four (judged).
"""

import numpy as np
from common import Floats, observed
from history import YEARS

EUROS_OF = 2024
RISE_OF_2024 = 0.12


def house_price() -> Floats:
    """Return the mean price of a home on 1 January 2016 to 2024, euros of 2024, shape (year,)."""
    sold = observed("dwellings_history", measure="mean_sale_price").sort_values("year")
    rise = observed("consumer_prices", measure="inflation").set_index("year")["value"]
    years = np.append(sold["year"].to_numpy(dtype=int), EUROS_OF)
    level = np.array([np.prod(1.0 + rise.loc[year + 1 : EUROS_OF].to_numpy()) for year in years])
    price = sold["value"].to_numpy(dtype=float)
    price = np.append(price, price[-1] * (1.0 + RISE_OF_2024)) * level
    return np.exp(np.interp(np.asarray(YEARS, dtype=float), years + 0.5, np.log(price)))
