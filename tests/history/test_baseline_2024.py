"""What the shipped world of 2024 must have besides its mass balance."""

from collections import defaultdict
from functools import cache

from simulation.engine.draw import settle
from simulation.engine.network import lay
from simulation.randomness import Streams
from simulation.scenario.compose import load

DRAWS = 6


@cache
def worlds():
    """Pairs of a drawn scenario and its network at rest."""
    drawn = []
    for replication in range(DRAWS):
        streams = Streams(1, replication)
        scenario = settle(load("baseline-2024"), streams)
        drawn.append((scenario, lay(scenario, streams)))
    return drawn


def test_oxide_makers_make_at_least_what_is_asked_of_them():
    for scenario, network in worlds():
        asked, made = defaultdict(float), defaultdict(float)
        works = {name for name, site in scenario.sites.items() if getattr(site, "driven_by", "") == "feed"}
        for process in network.processes:
            for material, share in process.recipe.outputs.items() if process.site in works else ():
                made[scenario.sites[process.site].region, material] += process.rest * share
        for link in network.links:
            if link.supplier_site in works:
                asked[link.origin, link.material] += link.rest
        assert [key for key in asked if made[key] < asked[key]] == []


def test_no_region_trades_with_another_without_a_lane_of_its_own():
    _, network = worlds()[0]
    assert not {(x.origin, x.destination) for x in network.links if x.route == "home" and x.origin != x.destination}


def test_every_illicit_route_can_carry_what_is_ordered_on_it_at_rest():
    for scenario, network in worlds():
        load_of = defaultdict(float)
        for link in network.links:
            if link.illicit:
                gross = scenario.materials[link.material].gross_t_per_t_reo
                load_of[link.illicit] += link.rest * gross * 365.25
        assert all(t <= scenario.leakage[name].capacity_gross_t_per_year for name, t in load_of.items())


def test_the_world_has_the_makers_and_users_that_it_should():
    sites = load("baseline-2024").sites.values()
    plants = [s for s in sites if s.kind == "plant"]
    magnets = [s for s in plants if s.stage == "magnet_maker"]
    lines = [s for s in sites if s.kind == "lines"]
    assert sum(s.kind == "mine" for s in sites) >= 8
    assert sum(s.stage == "separator" for s in plants) >= 6
    assert len({s.region for s in magnets}) == 6
    assert sum(s.count for s in magnets if s.region == "china") >= 24
    assert sum(s.count for s in plants if s.stage == "parts_maker" and "import_heavy_motors" not in s.runs) >= 40
    assert len({s.region for s in lines}) == 7
    assert sum(n for s in lines for n in s.count.values()) >= 200
