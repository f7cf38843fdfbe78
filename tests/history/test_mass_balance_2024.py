"""The world of ``baseline-2024`` at rest against the mass balance of 2024: every row that is not a check, within 3 %.

Firms and their sizes are drawn, so a small flow between few firms differs from draw to draw by up to a tenth; what is
compared is the mean over some draws.
"""

from collections import defaultdict
from functools import cache

import pytest

from simulation.engine.draw import settle
from simulation.engine.network import lay
from simulation.history.record import mass_balance_2024
from simulation.randomness import Streams
from simulation.scenario.compose import load
from simulation.units import DAYS_PER_YEAR

DRAWS = 12
TOLERANCE = 0.03

MAGNETS = ("heavy_magnet", "standard_magnet", "low_grade_magnet")
MOTORS = ("heavy_motor", "standard_motor")
SWARF = ("heavy_swarf", "standard_swarf", "low_grade_swarf")
HEAVY_OXIDES = ("dy_oxide", "tb_oxide")
GROUPS = {"NdPr_oxide": ("ndpr",), "DyTb_oxide": ("dy", "tb")}
YIELD, METAL_YIELD, RECOVERY = 0.72, 0.95, 0.95

REGION = {
    "China": "china",
    "Japan": "japan",
    "Vietnam": "vietnam",
    "EU": "europe",
    "Europe": "europe",
    "South Korea": "korea",
    "United States": "united_states",
    "India": "india",
    "Rest of world": "rest_of_world",
}
ORE = {
    "Bayan Obo (Northern RE)": ("bayan-obo", "separate_bayan_obo"),
    "Sichuan+Shandong": ("sichuan-shandong", "separate_hard_rock"),
    "China ionic clays": ("southern-clays", "separate_ionic"),
    "Myanmar clays": ("myanmar-clays", "separate_myanmar"),
    'Laos/other SE Asia (USGS "Thailand")': ("laos-clays", "separate_laos"),
    "Mountain Pass concentrate to China": ("mountain-pass", "separate_mountain_pass"),
    "Monazite to China (Nigeria, Madagascar, Vietnam, other)": ("monazite-exports", "separate_monazite"),
    "Mt Weld (Lynas)": ("mt-weld", "separate_mt_weld"),
    "Mountain Pass (MP)": ("mountain-pass", "separate_mountain_pass_us"),
    "Lovozero": ("lovozero", "separate_loparite"),
    "Lovozero and others": ("lovozero", "separate_loparite"),
    "India monazite": ("indian-beach-sand", "separate_indian_monazite"),
}


class AtRest:
    """Yearly flows of one draw of a scenario at rest."""

    def __init__(self, scenario, replication):
        streams = Streams(1, replication)
        self.scenario = settle(scenario, streams)
        network = lay(self.scenario, streams)
        self.links, self.processes = network.links, network.processes
        self.region = {name: site.region for name, site in scenario.sites.items()}
        self.outside = tuple(r for r in scenario.regions if r != "china")

    def content(self, material, groups):
        if groups == "gross":
            return self.scenario.materials[material].gross_t_per_t_reo
        return sum(self.scenario.materials[material].contents.get(g, 0.0) for g in groups) if groups else 1.0

    def flow(self, materials, groups=None, **where):
        """t/year on the links that match ``where`` (names of fields of a link, each with the values that count)."""
        return DAYS_PER_YEAR * sum(
            x.rest * self.content(x.material, groups)
            for x in self.links
            if x.material in materials and all(getattr(x, field) in values for field, values in where.items())
        )

    def made(self, materials, groups=None, region=None, recipe=None):
        """t/year that processes put out."""
        return DAYS_PER_YEAR * sum(
            p.rest * share * self.content(material, groups)
            for p in self.processes
            for material, share in p.recipe.outputs.items()
            if material in materials
            and (region is None or self.region[p.site] == region)
            and (recipe is None or p.recipe is self.scenario.recipes[recipe])
        )

    def sites(self, kind=None, stage=None, industry=None):
        found = self.scenario.sites.items()
        return [
            name
            for name, site in found
            if (kind is None or site.kind == kind)
            and (stage is None or getattr(site, "stage", None) == stage)
            and (industry is None or getattr(site, "industry", None) == industry)
        ]


def reading(row, world):
    """What a row of the balance is in the scenario's world, t/year."""
    match row.stage.split()[0]:
        case "1":
            return mined(row, world)
        case "2":
            return separated(row, world)
        case "3":
            return traded(row, world)
        case "4":
            return magnet_input(row, world)
        case "5":
            return magnets(row, world)
        case "6":
            return users(row, world)
        case "7":
            return origin_of_car_magnets(row, world)
    raise AssertionError(f"no reading of {row}")


def mined(row, world):
    mine = ORE[row.origin][0]
    targets = [
        x
        for x in world.scenario.sites
        if row.origin != "Mountain Pass concentrate to China" or world.region[x] == "china"
    ]
    return world.flow((world.scenario.sites[mine].digs,), supplier_site=(mine,), buyer_site=targets)


def separated(row, world):
    oxides = ("ndpr_oxide",) if row.material == "NdPr_oxide" else HEAVY_OXIDES
    if row.origin == "Chinese scrap recyclers":
        recyclers = world.sites(stage="recycler")
        return DAYS_PER_YEAR * sum(
            p.rest * share
            for p in world.processes
            for material, share in p.recipe.outputs.items()
            if material in oxides and p.site in recyclers and world.region[p.site] == "china"
        )
    return world.made(oxides, recipe=ORE[row.origin][1])


def traded(row, world):
    oxides = ("ndpr_oxide",) if row.material == "NdPr_oxide" else HEAVY_OXIDES
    if row.stage == "3 non-magnet use":
        users_of_oxide = world.sites(kind="industry")
        return world.flow(oxides, origin=("china",), destination=("china",), buyer_site=users_of_oxide)
    if (
        row.origin == "China separators"
    ):  # all that leaves; an eighth of the Dy and Tb goes to other users than magnet makers
        return world.flow(oxides, origin=("china",), destination=world.outside)
    seller = {"Malaysia separators": "malaysia", "US separators": "united_states"}[row.origin]
    return world.flow(oxides, origin=(seller,), destination=("china",))


def magnet_input(row, world):
    """Oxide that the magnets of a country hold, their swarf and the slag of the metal works included."""
    region = REGION[row.destination.removesuffix(" magnet makers")]
    return world.made(MAGNETS, GROUPS[row.material], region) / YIELD / METAL_YIELD


def magnets(row, world):
    region = REGION.get(row.origin.removesuffix(" magnet makers"))
    match row.destination, row.material:
        case "blanks", _:
            return world.made(MAGNETS, "gross", region) / YIELD
        case "finished magnets", _:
            return world.made(MAGNETS, "gross", region)
        case "in finished magnets", material:
            return world.made(MAGNETS, GROUPS[material], region)
        case "swarf to recyclers", material:
            return RECOVERY * world.made(SWARF, GROUPS[material], region)
        case "recyclers", material:
            return world.made(("ndpr_oxide",), GROUPS[material], recipe="recycle_end_of_life")
        case "export as magnets", _:
            return world.flow(MAGNETS, "gross", origin=("china",), destination=world.outside)
        case "home use incl. re-export in motors and goods", _:
            return world.flow(MAGNETS, "gross", origin=("china",), destination=("china",))
        case "NdPr in blanks" | "DyTb in blanks", _:
            groups, oxide_per_metal = (
                (("ndpr",), 1.166) if row.destination.startswith("NdPr") else (("dy", "tb"), 1.148)
            )
            return 100 * world.made(MAGNETS, groups, region) / oxide_per_metal / world.made(MAGNETS, "gross", region)
    raise AssertionError(f"no reading of {row}")


def users(row, world):
    if row.stage == "6 other uses":
        return world.flow(MAGNETS, "gross", buyer_site=world.sites(kind="industry"))
    lines = world.sites(kind="lines")
    here = (REGION[row.destination.removesuffix(" automakers")],)
    return world.flow(MOTORS, GROUPS.get(row.material, "gross"), destination=here, buyer_site=lines)


def origin_of_car_magnets(row, world):
    here = (REGION[row.destination.removesuffix(" automakers")],)
    parts = world.sites(stage="parts_maker")
    if here == ("china",):
        return world.flow(MOTORS, "gross", destination=here, buyer_site=world.sites(kind="lines"))
    makers = {"China magnet makers": ("china",), "Japan magnet makers": ("japan",)}
    others = tuple(r for r in world.scenario.regions if r not in ("china", "japan"))
    origin = makers.get(row.origin, others)
    direct = world.flow(MAGNETS, "gross", origin=origin, destination=here, buyer_site=parts)
    in_motors = world.flow(MOTORS, "gross", origin=origin, destination=here, buyer_site=parts)
    return direct + in_motors


@cache
def worlds():
    scenario = load("baseline-2024")
    return [AtRest(scenario, k) for k in range(DRAWS)]


FLOWS = [row for row in mass_balance_2024() if not row.is_check and row.value > 0]


@pytest.mark.parametrize("row", FLOWS, ids=lambda r: f"{r.stage}, {r.origin}, {r.destination}, {r.material}")
def test_the_world_at_rest_meets_the_balance(row):
    mean = sum(reading(row, world) for world in worlds()) / DRAWS
    assert mean == pytest.approx(row.value, rel=TOLERANCE)


def test_oxide_makers_at_rest_make_at_least_what_is_asked_of_them():
    for world in worlds():
        asked, made = defaultdict(float), defaultdict(float)
        feed_driven = {n for n, s in world.scenario.sites.items() if getattr(s, "driven_by", "") == "feed"}
        for process in world.processes:
            for material, share in process.recipe.outputs.items() if process.site in feed_driven else ():
                made[world.region[process.site], material] += process.rest * share
        for link in world.links:
            if link.supplier_site in feed_driven:
                asked[link.origin, link.material] += link.rest
        assert all(made[key] >= asked[key] for key in asked)


def test_no_region_trades_with_another_without_a_lane_of_its_own():
    strays = {(x.origin, x.destination) for x in worlds()[0].links if x.route == "home" and x.origin != x.destination}
    assert not strays


def test_the_world_has_the_makers_and_users_that_it_should():
    scenario = load("baseline-2024")
    plants = [s for s in scenario.sites.values() if s.kind == "plant"]
    magnets = [s for s in plants if s.stage == "magnet_maker"]
    lines = [s for s in scenario.sites.values() if s.kind == "lines"]
    assert sum(s.kind == "mine" for s in scenario.sites.values()) >= 8
    assert sum(s.stage == "separator" for s in plants) >= 6
    assert len({s.region for s in magnets}) == 6
    assert sum(s.count for s in magnets if s.region == "china") >= 24
    assert sum(s.count for s in plants if s.stage == "parts_maker" and "import_heavy_motors" not in s.runs) >= 40
    assert len({s.region for s in lines}) == 7
    assert sum(n for s in lines for n in s.count.values()) >= 200
