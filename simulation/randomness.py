"""Random numbers that belong to an (owner, decision), so that nobody shifts anybody else's draws.

Each owner and decision has a stream of its own, which begins where a hash of the root seed, the replication and the two
names says. Scenarios that differ in one measure therefore share every other draw (common random numbers), and results
depend neither on workers nor on the order in which things happen.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Streams:
    """All streams of one replication.

    Streams are those of PCG64 (O'Neill 2014), whose state and increment, 128 bits each, are taken from the hash. A
    world opens thousands of streams: to set the state of one generator takes a quarter of the time of seeding another.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self._bits = np.random.PCG64()
        self._generator = np.random.Generator(self._bits)

    def uniforms(self, owner: str, decision: str, n: int) -> Floats:
        """The first ``n`` uniforms in [0, 1) of a stream, as ``u[k]``; a longer call starts with the same ones."""
        name = f"{self.seed}/{self.replication}/{owner}/{decision}"
        begin = hashlib.blake2b(name.encode(), digest_size=32).digest()
        state, increment = int.from_bytes(begin[:16], "big"), int.from_bytes(begin[16:], "big") | 1
        self._bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": increment},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._generator.random(n)

    def uniform(self, owner: str, decision: str) -> float:
        """The one uniform of a decision that is taken once."""
        return float(self.uniforms(owner, decision, 1)[0])
