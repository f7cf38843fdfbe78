"""Random numbers that belong to an (owner, decision), so that nobody shifts anybody else's draws.

Each owner and decision has a stream of its own, made at first use from the root seed, the replication and a stable
hash of the two names. Scenarios that differ in one measure therefore share every other draw (common random numbers),
and results depend neither on workers nor on the order in which things happen.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Streams:
    """All streams of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication

    def uniforms(self, owner: str, decision: str, n: int) -> Floats:
        """The first ``n`` uniforms in (0, 1) of a stream, as ``u[k]``; a longer call starts with the same ones."""
        key = int.from_bytes(hashlib.blake2b(f"{owner}/{decision}".encode(), digest_size=8).digest(), "big")
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication, key))
        return np.random.Generator(np.random.PCG64(sequence)).random(n)

    def uniform(self, owner: str, decision: str) -> float:
        """The one uniform of a decision that is taken once."""
        return float(self.uniforms(owner, decision, 1)[0])
