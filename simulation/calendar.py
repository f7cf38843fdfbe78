"""Days of the simulation and the licence desk's working time. Dates live at the edges; inside, days are numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray


def day_of(moment: date, start: date) -> int:
    """Days from ``start`` to ``moment``; the first simulated day is day 0."""
    return (moment - start).days


def date_of(day: int, start: date) -> date:
    return start + timedelta(days=day)


def months_of_days(start: date, days: int) -> tuple[list[str], NDArray[np.int64]]:
    """Labels ``YYYY-MM`` of all months touched, and ``month[day]``, the position of each day's month in them."""
    months = _dates(start, days).astype("datetime64[M]")
    of_day = (months - np.datetime64(start, "M")).astype(np.int64)
    return np.unique(months).astype(str).tolist(), of_day


def _dates(start: date, days: int) -> NDArray[np.datetime64]:
    return np.datetime64(start, "D") + np.arange(days)


class WorkClock:
    """Continuous working time: a working day lasts one unit, from midnight to midnight; weekends and holidays none.

    ``t`` is simulated time in days since ``start``.
    """

    def __init__(self, start: date, days: int, holidays: Collection[date] = (), weekends: bool = True) -> None:
        week = "Mon Tue Wed Thu Fri" if weekends else "Mon Tue Wed Thu Fri Sat Sun"
        works = np.is_busday(_dates(start, days), week, list(holidays))
        self.works: list[bool] = works.tolist()
        self.done: list[float] = [0.0, *np.cumsum(works, dtype=np.float64).tolist()]
        self._known = len(self.works)

    def after(self, t: float, workdays: float) -> float:
        """The time at which ``workdays`` of work that starts at ``t`` is done; beyond the last known day all work."""
        today = int(t)
        if today >= self._known:
            worked = self.done[-1] + (t - self._known)
        elif not self.works[today]:
            worked = self.done[today]
        elif workdays > 0 and t + workdays < today + 1:
            return t + workdays  # on the same day, as most cases
        else:
            worked = self.done[today] + (t - today)
        goal = worked + workdays
        if goal >= self.done[-1]:
            return self._known + goal - self.done[-1]
        day = bisect_right(self.done, goal) - 1
        if goal == self.done[day] and workdays > 0:  # done at the very end of the last working day before
            while day > 0 and not self.works[day - 1]:
                day -= 1
            return float(day)
        return day + (goal - self.done[day])
