# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Two regimes: the embargo of 2010 and the licences of 2025
#
# In September 2010 Chinese customs stopped loading rare earths for Japan, and no car line is recorded as stopping. In
# April 2025 China put heavy rare earths and the magnets that contain them under export licences, and car lines stopped
# within two months. This notebook sets the two beside each other, as `make demo` ran them, and ends with a scenario of
# one's own. Every number in its text is computed from the runs: edit a scenario, run all cells, and the text follows.
#
# To open it in Jupyter: `pip install -e '.[notebooks]' jupyterlab`, then open this file as a notebook.

# %%
import os
from pathlib import Path

from IPython.display import Markdown

import simulation as rc
from simulation.errors import InputError
from simulation.report.wording import amounts, chance, days_of, in_prose, months_of, percents, waiting
from simulation.results import shortfall
from simulation.results.statistics import spread

FOLDER = Path("../out/demo")  # what `make demo` left
REPLICATIONS = int(os.environ.get("RARECHAIN_REPLICATIONS", "12"))
JOBS = os.cpu_count() or 1

try:
    stored = rc.ensembles(FOLDER)
    embargo, licences = stored["embargo-2010"], stored["licensing-2025"]
except InputError:  # there is no such folder, or another version of the program wrote it
    scenarios = rc.load("embargo-2010"), rc.load("licensing-2025")
    embargo, licences = rc.compare(*scenarios, replications=REPLICATIONS, seed=1, jobs=JOBS)
both = [embargo, licences]


# %% [markdown]
# ## What happens
# Medians; brackets hold 5 to 95 % of the runs. Days count from day 0: 21 September 2010, when customs stopped loading,
# and 4 April 2025, when the licences came.


# %%
def says(ensemble, measure, in_words):
    """One measure of an ensemble in words."""
    return in_words(ensemble.measures["measures"][measure])


rows = {
    "Chance that a car line abroad stops": ("any_stop", chance),
    "First stop, day": ("days_to_first_stop", waiting),
    "Lines that stop at least once": ("lines_stopped_share", percents),
    "Vehicles lost": ("vehicles_lost", amounts),
    "Exports on illicit routes": ("leaked_share_of_exports", percents),
}
table = "\n".join(f"| {row} | {says(embargo, *asked)} | {says(licences, *asked)} |" for row, asked in rows.items())
Markdown(f"| | 2010 | 2025 |\n|--|--|--|\n{table}")

# %%
rc.plot.stops(both)

# %% [markdown]
# ## Where the hole was
# The two measures do not cover the same goods. The embargo held back oxides and metals for one country; alloys and
# magnets were never covered. The licences cover heavy rare earths and the magnets that contain them, for every country;
# light oxides pass. The hole is what the worst months in a row lack, in mean months of the year before.


# %%
MAGNETS = "magnet_exports_gross_t"


def hole(ensemble, series):
    """The largest gap of a monthly series, in words."""
    return months_of(spread(shortfall.shortfall_months(ensemble, series)))


def imported(ensemble, region):
    """The series of a region's imports of rare earths from the country of origin."""
    return shortfall.imports_of(ensemble)[region]


Markdown(
    f"""
Up to day {shortfall.HOLE_DAYS}, Japan's imports of rare earths lack {hole(embargo, imported(embargo, "japan"))}
months of trade in 2010 and {hole(licences, imported(licences, "japan"))} in 2025. China's exports of magnets lack
{hole(embargo, MAGNETS)} months in 2010 and {hole(licences, MAGNETS)} in 2025.
"""
)

# %%
rc.plot.imports(both)

# %%
rc.plot.exports(both)

# %% [markdown]
# ## What went around
# Illicit routes carried part of the trade long before the embargo. To see what they are worth to those who run short,
# compare `embargo-2010` with the shipped what-if `no-leakage-2010`, and `licensing-2025` with `leaky-2025`.

# %%
Markdown(
    f"""
Of what leaves China after the shock, {says(embargo, "leaked_share_of_exports", percents)} leaves on illicit routes
in 2010 and {says(licences, "leaked_share_of_exports", percents)} in 2025.
"""
)

# %%
rc.plot.leakage(both)

# %% [markdown]
# ## The stock against the hole
# Between oxide and car line there are stocks at each step: alloy makers, magnet makers, parts makers, lines. A hole in
# oxides has to eat through all of them; a hole in magnets only through the last two.


# %%
def cover(ensemble):
    """What the parts makers of the region with the lowest cover hold, in words."""
    region = shortfall.barest_region(ensemble)
    before, after = shortfall.cover_on_day_0(ensemble, region), shortfall.lowest_cover(ensemble, region)
    return (
        f"in {in_prose(region)}: magnets for {days_of(spread(before))} days of use on day 0 and for "
        f"{days_of(spread(after))} at the lowest"
    )


Markdown(
    f"""
The parts makers that are left with least stand, in 2010, {cover(embargo)}; in 2025,
{cover(licences)}. Firms differ: the figure shows the median firm of each region, and firms that hold less stop first.
"""
)

# %%
rc.plot.cover(both)

# %% [markdown]
# ## The same in plain words

# %%
Markdown("\n\n".join(rc.paragraphs(both)))

# %% [markdown]
# ## A scenario of one's own
# What if the desk in Beijing had had twice the officers from the first day? Change any value by its path, as in the
# YAML file; a path that does not exist is refused with the nearest right one. Both scenarios live through the same
# draws, so a difference between them is due to the change. Other paths to try: `"window_days": 180`,
# `"stocks.japan.parts_maker.cover_days": 180`, `"timeline.announcement-18.repeat_work_share": 0.1`.

# %%
original = rc.load("licensing-2025")
edited = original.with_(
    {
        "name": "Twice the officers",
        "timeline.announcement-18.officers": 60,
        "timeline.announcement-18.signatories": 6,
        "timeline.more-officers.officers": 120,
    }
)
before, after = rc.compare(original, edited, replications=REPLICATIONS, seed=1, jobs=JOBS)

# %%
saved = before.values("vehicles_lost") - after.values("vehicles_lost")
Markdown(
    f"""
{edited.name}: the first line stops on day {says(after, "days_to_first_stop", waiting)} instead of
{says(before, "days_to_first_stop", waiting)}, and {says(after, "vehicles_lost", amounts)} vehicles are lost instead of
{says(before, "vehicles_lost", amounts)}. Run by run, the change saves {amounts(spread(saved))} vehicles; it helps in
{(saved > 0).sum()} of {len(saved)} runs.
"""
)

# %%
rc.plot.stops([before, after])
