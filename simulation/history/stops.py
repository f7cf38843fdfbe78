"""The first stops of 2025 by region, as far as they are recorded, in days after the licences of 4 April 2025."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SHOCK = date(2025, 4, 4)
"""Day 0: export licences for seven heavy rare earths and the magnets that contain them."""


@dataclass(frozen=True)
class FirstStop:
    """Who stopped first in a region; ``first`` and ``last`` bound the day, ``first`` is None for "by day ..."."""

    region: str
    who: str
    first: date | None
    last: date
    of_parts_maker: bool
    source: str

    @property
    def days(self) -> str:
        """``day 52``, ``day 27 to 57`` or ``by day 61``."""
        last = (self.last - SHOCK).days
        if self.first is None:
            return f"by day {last}"
        first = (self.first - SHOCK).days
        return f"day {last}" if first == last else f"day {first} to {last}"


FIRST_STOPS = (
    FirstStop("united_states", "Ford Chicago", date(2025, 5, 1), date(2025, 5, 31), False, "Reuters, 2025-06-06"),
    FirstStop("japan", "Suzuki Swift", date(2025, 5, 26), date(2025, 5, 26), False, "Reuters, 2025-06-06"),
    FirstStop("europe", "several lines", None, date(2025, 6, 4), True, "Reuters, 2025-06-04"),
)
