"""The world of 2024 at rest against the recorded mass balance: each row within 3 %."""

import pytest

from simulation.history.record import table
from simulation.scenario.compose import load
from tests.engine.rest_flows import RestFlows

WITHIN = 0.03
NDPR, DYTB = ("ndpr",), ("dy", "tb")
SEPARATED = {
    "Bayan Obo (Northern RE)": "separate_bayan_obo",
    "Sichuan+Shandong": "separate_hard_rock",
    "China ionic clays": "separate_ionic",
    "Myanmar clays": "separate_myanmar",
    'Laos/other SE Asia (USGS "Thailand")': "separate_laos",
    "Mountain Pass concentrate to China": "separate_mountain_pass",
    "Monazite to China (Nigeria, Madagascar, Vietnam, other)": "separate_monazite",
}
DUG = {
    "Bayan Obo (Northern RE)": "bayan-obo",
    "Sichuan+Shandong": "sichuan-shandong",
    "China ionic clays": "southern-clays",
    "Myanmar clays": "myanmar-clays",
    'Laos/other SE Asia (USGS "Thailand")': "laos-clays",
    "Mountain Pass concentrate to China": "mountain-pass",
    "Monazite to China (Nigeria, Madagascar, Vietnam, other)": "monazite-exports",
    "Mt Weld (Lynas)": "mt-weld",
    "Lovozero": "lovozero",
    "India monazite": "indian-beach-sand",
}
WORKS = {
    "Chinese scrap recyclers": "chinese-recyclers",
    "Mt Weld (Lynas)": "lynas-kuantan",
    "Mountain Pass (MP)": "mp-separator",
    "Lovozero and others": "silmet",
    "India monazite": "irel",
}
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
SHIPPED_TO = {"lynas": "malaysia", "china": "china"}
CHINESE = "china".__eq__
FOREIGN = "china".__ne__
ANYWHERE = bool
RECOVERY = 0.95
"""Scrap to oxide: the balance counts scrap as the oxide that comes back."""
METAL_YIELD = 0.95
"""Oxide to metal: the balance counts magnet input as oxide, before this loss."""


def region_in(text):
    return next(region for name, region in REGION.items() if text.startswith(name))


def dug(flows, row):
    site = DUG[row["from_node"]]
    if site == "mountain-pass":
        return flows.sent(site, "china")
    return sum(flows.sent(site, region) for region in flows.scenario.regions)


def separated(flows, row):
    groups = NDPR if row["material"] == "NdPr_oxide" else DYTB
    recipe = SEPARATED.get(row["from_node"])
    if recipe is not None and row["to_node"] == "China separators":
        return flows.made(groups=groups, recipe=recipe, suffix="_oxide", region="china")
    return flows.made(groups=groups, site=WORKS[row["from_node"]], suffix="_oxide")


def oxide_trade(flows, row):
    groups = NDPR if row["material"] == "NdPr_oxide" else DYTB
    if row["to_node"] == "China metal/magnet makers":
        source = {"Malaysia separators": "malaysia", "US separators": "united_states"}[row["from_node"]]
        return flows.traded(source.__eq__, CHINESE, groups=groups, label="rare_earth")
    return flows.traded(CHINESE, FOREIGN, groups=groups, label="rare_earth", to_users=False)


def non_magnet(flows, row):
    groups = NDPR if row["material"] == "NdPr_oxide" else DYTB
    return flows.traded(CHINESE, ANYWHERE, groups=groups, label="rare_earth", to_users=True)


def magnet_input(flows, row):
    groups = NDPR if row["material"] == "NdPr_oxide" else DYTB
    return flows.fed(groups, region=region_in(row["to_node"]), stage="magnet_maker") / METAL_YIELD


def magnets(flows, row):
    region = region_in(row["from_node"]) if row["to_node"] != "recyclers" else "china"
    match row["to_node"], row["material"]:
        case "finished magnets", _:
            return flows.made(gross=True, region=region, stage="magnet_maker", label="magnet")
        case "in finished magnets", "NdPr_oxide":
            return flows.made(groups=NDPR, region=region, stage="magnet_maker", label="magnet")
        case "in finished magnets", "DyTb_oxide":
            return flows.made(groups=DYTB, region=region, stage="magnet_maker", label="magnet")
        case "swarf to recyclers", _:
            return flows.made(groups=NDPR, region=region, stage="magnet_maker", suffix="_swarf") * RECOVERY
        case "recyclers", _:
            return flows.sent("end-of-life-scrap", "china") * flows.contents("end_of_life_scrap", NDPR) * RECOVERY
        case "export as magnets", _:
            return flows.traded(CHINESE, FOREIGN, gross=True, label="magnet")
        case "home use incl. re-export in motors and goods", _:
            return flows.traded(CHINESE, CHINESE, gross=True, label="magnet")
    raise KeyError(row["to_node"])


def automakers(flows, row):
    region = region_in(row["to_node"])
    if row["material"] == "NdFeB_finished":
        return flows.built(region, gross=True)
    return flows.built(region, groups=NDPR if row["material"] == "NdPr_oxide" else DYTB)


def origins(flows, row):
    by_origin = flows.magnet_origins(region_in(row["to_node"]))
    maker = row["from_node"].removesuffix(" magnet makers")
    if maker in ("China", "Japan"):
        return by_origin[maker.lower()]
    return sum(t for origin, t in by_origin.items() if origin not in ("china", "japan"))


def other_uses(flows, row):
    return flows.used(label="magnet", gross=True)


STAGES = {
    "1 mine output": dug,
    "2 separated oxide": separated,
    "3 oxide trade": oxide_trade,
    "3 non-magnet use": non_magnet,
    "4 magnet input": magnet_input,
    "5 magnets": magnets,
    "6 automakers": automakers,
    "6 other uses": other_uses,
    "7 origin of automaker magnets (direct or inside motors)": origins,
}


DRAWS = 8
"""Worlds whose mean is compared: which firm buys from which differs from draw to draw."""


@pytest.fixture(scope="module")
def worlds():
    scenario = load("baseline-2024")
    return [RestFlows(scenario, seed) for seed in range(DRAWS)]


ROWS = [row for row in table("mass_balance_2024") if row["stage"] in STAGES]


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda r: f"{r['stage'][:1]} {r['from_node']} > {r['to_node']} {r['material']}"
)
def test_every_row_of_the_balance_is_met(worlds, row):
    if row["unit"] != "t/yr" or row["material"] == "NdFeB_blank":
        pytest.skip("a blank is not a material of the model")
    got = sum(STAGES[row["stage"]](flows, row) for flows in worlds) / DRAWS
    target = float(row["value"])
    assert got == pytest.approx(target, rel=WITHIN, abs=0.5), f"{got:,.1f} against {target:,.1f}"
