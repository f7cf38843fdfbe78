from __future__ import annotations
import numpy as np
from simulation.policy.border import Border
class Effects:
    def __init__(self, scenario, streams, env, clock, traffic, network, mines, plants, where, note):
        n=len(scenario.sites); k=len(network.stocks.names)
        self.output=np.ones(n); self.growth=np.ones(n); self.demand=np.ones(n)
        self.pace=np.ones(k); self.extra_days=np.zeros(k); self.open_trade=1.0
        self.border=Border([], traffic.links)
        self.r=len(scenario.regions)
    def take_effect(self, day): pass
    def within_mining_quota(self, day, w): return w
    def within_separation_quota(self, day, w): return w
    def release_reserves(self, *a): pass
    def desk_counts(self): return 0, 0, 0
    def close(self): pass
