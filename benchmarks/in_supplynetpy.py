"""The common chain in SupplyNetPy, as its documentation has it: dictionaries, ``create_sc_net``, no logging."""

from __future__ import annotations

import simpy
import SupplyNetPy.Components as scm

from .chain import WARM_UP_DAYS, Chain, Figures, StockPoint

NEVER_FULL = 1e6  # t


def run(chain: Chain) -> Figures:
    env = simpy.Environment()
    nodes = [{"ID": "mine", "name": "mine", "node_type": "infinite_supplier"}]
    nodes += [_node(point) for point in chain.stocks.values()]
    links = [
        {"ID": f"to {p.name}", "source": p.supplier or "mine", "sink": p.name, "cost": 0.0, "lead_time": p.lead_days}
        for p in chain.stocks.values()
    ]
    demands = [
        {
            "ID": f"use of {stock}",
            "name": f"use of {stock}",
            "order_arrival_model": 1,
            "order_quantity_model": lambda series=series: float(series[int(env.now)]),
            "demand_node": stock,
        }
        for stock, series in chain.demand.items()
    ]
    net = scm.create_sc_net(nodes=nodes, links=links, demands=demands, env=env)
    scm.simulate_sc_net(net, sim_time=WARM_UP_DAYS, logging=False)
    scm.reset_stats(net)
    scm.simulate_sc_net(net, sim_time=chain.days, logging=False)
    used = sum(net["demands"][d["ID"]].stats.fulfillment_received[1] for d in demands)
    return Figures(used, {name: net["nodes"][name].stats.avg_inventory_level for name in chain.stocks})


def _node(point: StockPoint) -> dict[str, object]:
    policy = (
        {"replenishment_policy": scm.PeriodicReplenishment, "policy_param": {"T": 1, "Q": point.sent}}
        if point.sent
        else {"replenishment_policy": scm.SSReplenishment, "policy_param": {"s": point.level, "S": point.level}}
    )
    return {
        "ID": point.name,
        "name": point.name,
        "node_type": "warehouse",
        "capacity": NEVER_FULL,
        "initial_level": point.start,
        "inventory_holding_cost": 0.0,
        "product_buy_price": 0.0,
        "product_sell_price": 0.0,
        **policy,
    }
