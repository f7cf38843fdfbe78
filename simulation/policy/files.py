"""Files of an export licensing: the trade of one link, split over parts and end users that each need a grant."""

from __future__ import annotations

import numpy as np

from simulation.chain.stock import summed
from simulation.randomness import Floats

from .border import Bools, Ints, Traffic

REFILE_BELOW = 1 / 3
"""[share] A firm files again once less than this share of its grant's tonnage or validity is left (assumed)."""


def licence_of(traffic: Traffic, link: int) -> str:
    """Owner of the draws about a link's licences."""
    material = traffic.material_names[traffic.material[link]]
    return f"licence/{traffic.buyer[link]}/{traffic.supplier[link]}/{material}"


class Files:
    """Arrays with one entry per file; the goods that wait at the licensing are what ``held`` says."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.names: list[str] = []
        self.link: Ints = np.zeros(0, dtype=np.int64)
        self.part = np.zeros(0)
        """Share of every consignment of its link."""
        self.rest = np.zeros(0)
        """Normal flow, t REO a day."""
        self.held = np.zeros(0)
        """t REO that wait for a grant."""
        self.tonnage = np.zeros(0)
        """t REO that the last grant was for."""
        self.left = np.zeros(0)
        """t REO that may still leave on it."""
        self.validity = np.zeros(0)
        """Days for which the last grant was given."""
        self.valid_until = np.zeros(0)
        """Time at which it lapses."""
        self.known: Bools = np.zeros(0, dtype=bool)
        """Granted before."""
        self.pending: Bools = np.zeros(0, dtype=bool)
        """An application is being prepared, is at the desk, or its answer is under way."""
        self.dead: Bools = np.zeros(0, dtype=bool)
        """Refused for good."""

    def split(self, links: Ints, parts: Ints) -> None:
        """Open ``parts[i]`` new files for each of ``links[i]``."""
        new = np.repeat(links, parts)
        share = 1.0 / np.repeat(parts, parts)
        traffic = self._traffic
        for link, n in zip(links, parts, strict=True):
            self.names += [f"{licence_of(traffic, link)}/{k}" for k in range(n)]
        self.link = np.concatenate((self.link, new))
        self.part = np.concatenate((self.part, share))
        self.rest = np.concatenate((self.rest, share * traffic.rest_t_per_day[new]))
        self._make_room(len(self.names))

    def _make_room(self, files: int) -> None:
        new = files - len(self.held)
        none, no = np.zeros(new), np.zeros(new, dtype=bool)
        self.held = np.concatenate((self.held, none))
        self.tonnage = np.concatenate((self.tonnage, none))
        self.left = np.concatenate((self.left, none))
        self.validity = np.concatenate((self.validity, none))
        self.valid_until = np.concatenate((self.valid_until, none))
        self.known = np.concatenate((self.known, no))
        self.pending = np.concatenate((self.pending, no))
        self.dead = np.concatenate((self.dead, no))

    def by_link(self, tonnes: Floats) -> Floats:
        """Sums of ``tonnes[file]`` over the files of each link."""
        return summed(tonnes, self.link, self._traffic.links)

    def take_in(self, flow: Floats) -> None:
        """Each file keeps its part of the day's consignments, ``flow[link]`` in t REO."""
        self.held += flow[self.link] * self.part

    def let_go(self, day: int, exempt: Bools) -> Floats:
        """t REO by file that may leave today: all of exempt files, and what live grants still allow."""
        may = np.where(exempt, self.held, np.where(self._live(day), np.minimum(self.held, self.left), 0.0))
        self.held -= may
        self.left -= np.where(exempt, 0.0, may)
        return may

    def give_back(self) -> Floats:
        """t REO by file that return to the supplier: whatever refused files hold."""
        back = np.where(self.dead, self.held, 0.0)
        self.held -= back
        return back

    def that_must_apply(self, day: int, exempt: Bools) -> Ints:
        """Files that need a grant and have no application under way.

        A first application starts when goods are blocked, a repeat application ahead of the grant's end. Trade that
        the world at rest does not know (a new supplier) applies only for goods at the border.
        """
        live = self._live(day)
        short = ~live | (self.left < REFILE_BELOW * self.tonnage)
        short |= self.valid_until - day < REFILE_BELOW * self.validity
        regular = self.known & (self.rest > 0)
        needs = np.where(regular, short, (self.held > 0) & ~live)
        return np.flatnonzero(needs & ~(self.pending | self.dead | exempt))

    def grant(self, files: Ints, times: Floats, months_t: Floats, validity_days: float) -> None:
        """Grants for ``months_t[i]`` t REO, from ``times[i]`` on; trade without a normal flow is granted what waits.

        Of an older grant a firm can use at most what it had when it filed ahead.
        """
        tonnage = np.where(self.rest[files] > 0, months_t, self.held[files])
        still_valid = self.valid_until[files] > times
        carried = np.where(still_valid, np.minimum(self.left[files], REFILE_BELOW * tonnage), 0.0)
        self.tonnage[files] = tonnage
        self.left[files] = tonnage + carried
        self.validity[files] = validity_days
        self.valid_until[files] = times + validity_days
        self.known[files] = True

    def refuse(self, files: Ints) -> None:
        """From now on goods of these files return to the supplier."""
        self.dead[files] = True

    def hold_grants(self, ages: Floats, months_t: Floats, validity_days: float) -> None:
        """Every file has a grant of ``months_t[file]`` t REO from before day 0, used and lapsed by ``ages[file]``."""
        self.tonnage, self.left = months_t.copy(), months_t * (1.0 - ages)
        self.validity[:] = validity_days
        self.valid_until[:] = validity_days * (1.0 - ages)
        self.known[:] = True

    def _live(self, day: int) -> Bools:
        return (self.left > 0) & (day < self.valid_until)
