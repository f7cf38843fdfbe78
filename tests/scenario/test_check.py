"""What only the whole can tell: names, dates, sums, mass and the chain from mine to user."""

import pytest

from simulation.errors import InputError
from simulation.scenario import catalogue
from simulation.scenario.compose import load


def told(tmp_path, text):
    """What is wrong with a child of tiny that says ``text``, without the places."""
    file = tmp_path / "child.yaml"
    file.write_text(f"extends: tiny\n{text}\n")
    try:
        load(file)
    except InputError as error:
        return [m.text for m in error.mistakes]
    return []


@pytest.mark.parametrize("name", list(catalogue.files()))
def test_every_shipped_scenario_is_right(name):
    assert load(name).name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # names
        ("origin: chin", 'origin: "chin" is not a region; did you mean china?'),
        ("regions: [china, europe, europe]", 'regions.2: "europe" stands in the list twice'),
        ("sites: {parts: {region: Europa}}", 'sites.parts.region: "Europa" is not a region; did you mean europe?'),
        ("sites: {magnets: {runs: [sintr]}}", 'sites.magnets.runs.0: "sintr" is not a recipe; did you mean sinter?'),
        (
            "reporting: {goods: [magnt]}",
            'reporting.goods.0: "magnt" is not a material or a label; did you mean magnet?',
        ),
        (
            "reporting: {makers: [part_maker]}",
            'reporting.makers.0: "part_maker" is not a stage of a plant; did you mean parts_maker?',
        ),
        (
            "sites: {mine: {ships_to: {seperator: 1.0}}}",
            'sites.mine.ships_to.seperator: "seperator" is not a plant; did you mean separator?',
        ),
        (
            "sites: {lines: {buys: {motor: {europ: 1.0}}}}",
            'sites.lines.buys.motor.europ: "europ" is not a region; did you mean europe?',
        ),
        (
            "sites: {separator: {surplus_to: mine}}",
            'sites.separator.surplus_to: "mine" is one of the sites; a sink needs',
        ),
        (
            "materials: {dy_oxide: {contents: {dyy: 1.0}}}",
            'materials.dy_oxide.contents.dyy: "dyy" is not an element group; did you mean dy?',
        ),
        ("materials: {dy_oxide: {labels: [motor]}}", 'labels.0: "motor" is a material already'),
        (
            "recipes: {wind: {outputs: {moter: 1.0}}}",
            'recipes.wind.outputs.moter: "moter" is not a material; did you mean motor?',
        ),
        ("stocks: {europ: {line: {cover_days: 3}}}", 'stocks.europ: "europ" is not a region; did you mean europe?'),
        (
            "stocks: {europe: {lines: {cover_days: 3}}}",
            'stocks.europe.lines: "lines" is not a stage that keeps stocks; did you mean line?',
        ),
        (
            "routes: {sea: {destination: eurpe}}",
            'routes.sea.destination: "eurpe" is not a region; did you mean europe?',
        ),
        ("timeline: [{name: licences, covers: [hevy]}]", '"hevy" is not a material or a label; did you mean heavy?'),
        ("timeline: [{name: licences, origins: [mars]}]", 'origins.0: "mars" is not a region; regions: china, europe'),
        ("timeline: [{name: x, measure: outage, day: 1, sites: [mines]}]", '"mines" is not a site; did you mean mine?'),
        (
            "timeline: [{name: x, measure: stock_release, day: 1, reserve: mine, t: 1}]",
            'timeline.x.reserve: "mine" is not a reserve; there are none',
        ),
        (
            "timeline: [{name: x, measure: general_licence, day: 1, target: licencs, customers: {magnets: 1.0}}]",
            '"licencs" is not an export_licensing of the timeline; did you mean licences?',
        ),
        (
            "timeline: [{name: x, measure: demand_change, day: 1, sites: [mine], factor: 2}]",
            '"mine" is not a site of lines or an industry; did you mean lines?',
        ),
        (
            "timeline: [{name: x, measure: production_quota, day: 1, stage: mine, year: 2025, last_year_t: {north: 1},"
            " batches: [{date: 2025-02-01, t: {}}]}]",
            'last_year_t.north: "north" is not the group of a site of stage mine; there are none',
        ),
        (
            "timeline: [{name: x, measure: export_quota, day: 1, covers: [hevy],"
            " batches: [{date: 2025-05-01, gross_t: 1}]}]",
            'timeline.x.covers.0: "hevy" is not a material or a label; did you mean heavy?',
        ),
        (
            "timeline: [{name: x, measure: embargo, day: 1, covers: [heavy], destinations: [japn]}]",
            'timeline.x.destinations.0: "japn" is not a region; regions: china, europe',
        ),
        (
            "timeline: [{name: x, measure: export_tax, day: 1, rates: {hevy: 0.1}}]",
            'timeline.x.rates.hevy: "hevy" is not a material or a label; did you mean heavy?',
        ),
        (
            "timeline: [{name: x, measure: enforcement_campaign, day: 1, sites: [mine]}]",
            'timeline.x.sites.0: "mine" is not a rogue mine or plant; there are none',
        ),
        # dates
        ("shock: 2024-12-31", "shock: 2024-12-31 lies outside the simulated time"),
        ("end: 2024-12-31", "end: 2024-12-31 is not after the start, 2025-01-01"),
        (
            "timeline: [{name: licences, date: 2026-04-01}]",
            "2026-04-01 is after the end of the simulated time, 2026-03-31",
        ),
        ("timeline: [{name: licences, day: 3}]", "timeline.licences: has both a date and a day"),
        ("timeline: [{name: x, measure: outage, sites: [mine]}]", "timeline.x: has neither a date nor a day"),
        ("timeline: [{name: x, measure: outage, day: 400, sites: [mine]}]", "timeline.x.day: day 400 is after the end"),
        (
            "timeline: [{name: licences, date: 2024-12-31}]",
            "2024-12-31 is before the start, 2025-01-01; only a standing measure can hold from before",
        ),
        (
            "timeline: [{name: x, measure: outage, day: 1e9, sites: [mine]}]",
            "timeline.x.day: 1000000000.0 is not a whole",
        ),
        ("timeline: [{name: licences, until: 2025-04-04}]", "2025-04-04 is not after the measure takes effect"),
        (
            "timeline: [{name: x, measure: amend, target: licences, day: -1, officers: 3}]",
            "timeline.x.day: day -1 is before licences itself, which it amends",
        ),
        (
            "sites: {mine: {group: north}}\n"
            "timeline: [{name: x, measure: production_quota, day: 1, stage: mine, year: 2025, last_year_t: {north: 1},"
            " batches: [{date: 2025-02-02, t: {north: 1}}, {date: 2025-02-01, t: {north: 1}}]}]",
            "timeline.x.batches.1.date: 2025-02-01 is not after the batch before, 2025-02-02",
        ),
        (
            "sites: {mine: {group: north}}\n"
            "timeline: [{name: x, measure: production_quota, day: 1, stage: mine, year: 2025, last_year_t: {},"
            " batches: [{date: 2025-02-02, t: {north: 1}}]}]",
            "timeline.x.batches.0.t.north: last_year_t says nothing of north",
        ),
        (
            "timeline: [{name: x, measure: export_quota, day: 1, covers: [heavy],"
            " batches: [{date: 2025-05-01, gross_t: 1}, {date: 2025-05-01, gross_t: 1}]}]",
            "timeline.x.batches.1.date: 2025-05-01 is not after the batch before, 2025-05-01",
        ),
        (
            "timeline: [{name: x, measure: export_quota, day: 1, covers: [heavy],"
            " batches: [{date: 2025-05-01, gross_t: 1, until: 2025-04-30}]}]",
            "timeline.x.batches.0.until: 2025-04-30 is not after the date of the batch, 2025-05-01",
        ),
        (
            "timeline: [{name: x, measure: export_quota, day: 1, covers: [heavy], batches: [{date: 2025-05-01,"
            " gross_t: 1}]}, {name: cut, measure: amend, target: x, day: 2,"
            " batches: [{date: 2025-05-01, gross_t: 1, until: 2025-04-30}]}]",
            "timeline.cut.batches.0.until: 2025-04-30 is not after the date of the batch, 2025-05-01",
        ),
        (
            "timeline: [{name: x, measure: export_quota, day: 1, covers: [heavy],"
            " batches: [{date: 2025-05-01, gross_t: 1}]}]",
            "timeline.x.batches: the period of the last batch ends on 2026-01-01, and from then on nothing could leave",
        ),
        (
            "calendar: {shutdowns: {rest: {region: china, first: 2025-02-02, last: 2025-02-01}}}",
            "calendar.shutdowns.rest.last: 2025-02-01 is before the first day, 2025-02-02",
        ),
        # sums and mass
        (
            "sites: {lines: {buys: {motor: {europe: 0.9}}}}",
            "sites.lines.buys.motor: its shares add up to 0.9, not to 1",
        ),
        ("materials: {motor: {contents: {ndpr: 0.5}}}", "materials.motor.contents: its shares add up to 0.5, not to 1"),
        ("sites: {mine: {ships_to: {}}}", "sites.mine.ships_to: its shares add up to 0, not to 1"),
        (
            "recipes: {wind: {outputs: {motor: 1.0, dy_oxide: 0.01}}}",
            "recipes.wind.outputs: it gives 0.09 t of dy for 0.08 t taken in; a recipe cannot create any",
        ),
        ("recipes: {wind: {outputs: {}}}", "recipes.wind.outputs: it makes nothing"),
        # vehicles
        ("sites: {lines: {count: {phev: 2}}}", "sites.lines.count.phev: demand.gross_kg_per_vehicle says nothing of"),
        (
            "demand: {gross_kg_per_vehicle: {ice: {motor: 1}}}\nsites: {lines: {count: {ice: 2}}}",
            "sites.lines.count.ice: demand.vehicles_per_year says nothing of ice vehicles in europe",
        ),
        (
            "demand: {gross_kg_per_vehicle: {bev: {heavy_magnet: 1}}}",
            "sites.lines.needs: heavy_magnet is in bev vehicles (demand.gross_kg_per_vehicle), but is not named here",
        ),
        (
            "sites: {lines: {needs: {dy_oxide: {}}, buys: {dy_oxide: {china: 1.0}}}}",
            "sites.lines.needs.dy_oxide: no vehicle of these lines has dy_oxide in it",
        ),
        # users and plants
        (
            "market: {prices: {dy_oxide: {inside_usd_per_kg: 2, outside_usd_per_kg: 2}}}\n"
            "adaptation: {thrift: {sites: [lines], material: motor, share: {uniform: [0.2, 0.7]}, price_of: dy_oxide,"
            " delay_days: 9}, ferrite: {sites: [lines, lines], material: motor, share: 0.4, price_of: dy_oxide,"
            " delay_days: 9}}",
            "adaptation.ferrite.share: with the entries before, lines would replace or save up to 1.1 of its motor",
        ),
        (
            "adaptation: {swap: {sites: [lines], material: motor, replaced_by: heavy_magnet, share: 0.4,"
            " price_of: dy_oxide, delay_days: 9}}",
            'adaptation.swap.replaced_by: lines does not use "heavy_magnet"; it uses: motor',
        ),
        (
            "sites: {shop: {kind: industry, region: europe, industry: shop, uses_gross_t_per_year: {heavy_magnet: 3},"
            " buys: {heavy_magnet: {china: 1.0}}}}\n"
            "adaptation: {swap: {sites: [shop], material: heavy_magnet, replaced_by: heavy_magnt, share: 0.4,"
            " price_of: dy_oxide, delay_days: 9}}",
            'adaptation.swap.replaced_by: shop does not use "heavy_magnt"; did you mean heavy_magnet?',
        ),
        (
            "recipes: {press: {inputs: {ndpr_oxide: 0.92, dy_oxide: 0.08}, outputs: {heavy_magnet: 0.8}}}\n"
            "sites: {magnets: {runs: [sinter, press]}}",
            "sites.magnets.runs.1: press makes heavy_magnet first, as sinter does",
        ),
        (
            "sites: {lines: {restart_cover_days: 2.5}}",
            "sites.lines.restart_cover_days: 2.5 is more than such a line keeps; stocks.europe.line.cover_days is 2",
        ),
        (
            "stocks: {any: {line: {cover_days: {uniform: [0.5, 3]}}}, europe: {line: {remove: true}}}",
            "sites.lines.restart_cover_days: 1 is more than such a line keeps; stocks.any.line.cover_days is 0.5",
        ),
        (
            "sites: {lines: {restart_cover_days: 15}}\nstocks: {europe: {line: {remove: true}}}",
            "stocks.europe.line.cover_days is 14, as it is not given",
        ),
        (
            "timeline: [{name: licences, until: 2025-06-01},"
            " {name: x, measure: amend, target: licences, date: 2025-06-01, officers: 3}]",
            "timeline.x.date: 2025-06-01 is too late: licences ends on 2025-06-01, and nothing is left to amend",
        ),
        (
            "timeline: [{name: licences, until: 2025-06-01},"
            " {name: late, measure: amend, target: licences, date: 2025-07-02, officers: 3},"
            " {name: longer, measure: amend, target: licences, day: 20, until: 2025-07-01, officers: 2}]",
            "timeline.late.date: 2025-07-02 is too late: licences ends on 2025-07-01",
        ),
        # the chain
        (
            "sites: {lines: {buys: {motor: {china: 1.0}}}}",
            "sites.lines.buys.motor.china: no site in china sells motor; it is made in: europe",
        ),
        (
            "sites: {separator: {status: rogue}, magnets: {buys: {dy_oxide: {china: 1.0}}}}",
            "no site in china sells dy_oxide; nobody makes it for sale",
        ),
        ("routes: {sea: {remove: true}, road: {origin: china}}", "no route leads from europe to europe"),
        (
            "routes: {hop: {origin: china, destination: europe, transit_days: 2}}",
            "routes.hop: leads from china to europe as",
        ),
        ("sites: {mine: {remove: true}}", "no mine or plant ships concentrate to it, so no mine can reach lines"),
        ("sites: {mine: {ships_to: {magnets: 1.0}}}", "magnets does not take concentrate; it is taken by: separator"),
        (
            "sites: {parts: {buys: {heavy_magnet: {remove: true}}}}",
            "sites.parts.buys: it takes heavy_magnet, but buys says nothing of where it comes from",
        ),
        (
            "leakage: {truck: {covers: [heavy_magnet], origins: [china], destinations: [europe], demand_share: 0.7,"
            " capacity_gross_t_per_year: 9, transit_days: 9},"
            " boat: {covers: [heavy_magnet], origins: [china], destinations: [europe], demand_share: 0.4,"
            " capacity_gross_t_per_year: 9, transit_days: 9}}",
            "leakage.boat.demand_share: with the routes before, up to 1.1 of the demand for heavy_magnet",
        ),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path, text, message):
    found = told(tmp_path, text)
    assert any(message in one for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "origin: chin",
        "sites: {parts: {region: europa}}",
        "sites: {magnets: {runs: [sintr]}}",
        "sites: {mine: {ships_to: {seperator: 1.0}}}",
        "sites: {lines: {buys: {motor: {europ: 1.0}}}}",
        "sites: {lines: {needs: {motr: {}, motor: {remove: true}}}}",
        "recipes: {wind: {outputs: {moter: 1.0}}}",
        "materials: {dy_oxide: {contents: {dyy: 1.0}}}",
        "demand: {vehicles_per_year: {europ: {bev: 9e5}, europe: {remove: true}}}",
        "demand: {gross_kg_per_vehicle: {bev: {moter: 2.1, motor: {remove: true}}}}",
        "sites: {separator: {driven_by: fed}}",
        "shock: 2027-01-01\ntimeline: [{name: x, measure: outage, day: 1, sites: [mine]}]",
    ],
)
def test_one_slip_of_the_pen_gives_one_message(tmp_path, text):
    assert len(told(tmp_path, text)) == 1


def test_a_user_whose_supply_only_goes_round_in_circles_is_reached_by_no_mine(tmp_path):
    text = """\
recipes:
  recycle: {inputs: {old_motor: 1.0}, outputs: {dy_oxide: 0.05}, loss_to: slag}
  separate: {outputs: {ndpr_oxide: 0.18, other_oxides: 0.70}}
  take_back: {inputs: {motor: 1.0}, outputs: {old_motor: 0.9}, loss_to: slag}
sites:
  recycler: {kind: plant, stage: recycler, region: china, runs: [recycle], driven_by: feed, days_in_process: 9}
  collector:
    {kind: plant, stage: collector, region: europe, runs: [take_back], days_in_process: 1,
     buys: {motor: {europe: 1.0}}, ships_to: {old_motor: {recycler: 1.0}}}
materials: {old_motor: {contents: {ndpr: 0.92, dy: 0.08}}}
"""
    found = told(tmp_path, text)
    assert found == [
        "sites.lines.buys.motor: no mine can reach it: nobody can make motor; parts waits for heavy_magnet;"
        " magnets waits for dy_oxide; recycler waits for old_motor; collector waits for motor"
    ]


def test_plants_that_order_from_themselves_are_told(tmp_path):
    text = "sites: {magnets: {runs: [sinter, rework], buys: {heavy_magnet: {china: 1.0}}}}\n"
    text += "recipes: {rework: {inputs: {heavy_magnet: 1.0}, outputs: {ndpr_oxide: 0.9}}}"
    assert told(tmp_path, text) == [
        "sites.magnets.buys: it buys, through its suppliers, from itself: magnets <- magnets"
    ]


def test_a_standing_measure_may_hold_from_before_the_start(tmp_path):
    assert told(tmp_path, "timeline: [{name: licences, date: 2024-12-31, standing: true}]") == []


def test_a_window_beyond_the_end_is_allowed(tmp_path):
    assert told(tmp_path, "window_days: 5000") == []


def test_what_a_control_covers_may_be_a_label_or_a_material(tmp_path):
    assert told(tmp_path, "timeline: [{name: licences, covers: [heavy, motor]}]") == []


def test_a_quota_needs_batches_only_until_it_ends(tmp_path):
    quota = "{name: x, measure: export_quota, day: 1, covers: [heavy], batches: [{date: 2025-05-01, gross_t: 1}]"
    assert told(tmp_path, f"timeline: [{quota}, until: 2026-01-01}}]") == []
    more = "batches: [{date: 2025-05-01, gross_t: 1}, {date: 2026-01-01, gross_t: 1}]"
    assert told(tmp_path, f"timeline: [{quota}}}, {{name: y, measure: amend, target: x, day: 9, {more}}}]") == []


def test_users_may_replace_all_that_they_use_by_what_they_use_already(tmp_path):
    text = """\
materials: {ferrite_motor: {contents: {other: 1.0}}}
recipes: {wind_ferrite: {inputs: {other_oxides: 1.0}, outputs: {ferrite_motor: 1.0}}}
sites:
  ferrite: {kind: plant, stage: ferrite, region: europe, runs: [wind_ferrite], days_in_process: 5,
            buys: {other_oxides: {china: 1.0}}}
  lines: {needs: {ferrite_motor: {}}, buys: {ferrite_motor: {europe: 1.0}}}
demand: {gross_kg_per_vehicle: {bev: {ferrite_motor: 1.0}}}
market: {prices: {dy_oxide: {inside_usd_per_kg: 200, outside_usd_per_kg: 250}}}
adaptation:
  first: {sites: [lines], material: motor, replaced_by: ferrite_motor, share: 0.6, price_of: dy_oxide, delay_days: 9}
  second: {sites: [lines], material: motor, share: 0.4, price_of: dy_oxide, delay_days: 9}
"""
    assert told(tmp_path, text) == []


def test_works_driven_by_feed_may_make_one_product_in_two_ways(tmp_path):
    text = """\
recipes: {leach: {inputs: {swarf: 1.0}, outputs: {ndpr_oxide: 0.9}}, sinter: {outputs: {heavy_magnet: 0.7, swarf: 0.2}}}
materials: {swarf: {contents: {ndpr: 0.92, dy: 0.08}}}
sites: {magnets: {ships_to: {swarf: {separator: 1.0}}}, separator: {runs: [separate, leach]}}
"""
    assert told(tmp_path, text) == []


def test_a_line_may_wait_for_all_that_it_keeps(tmp_path):
    assert told(tmp_path, "sites: {lines: {restart_cover_days: 2}}") == []


def test_a_measure_may_be_amended_until_its_new_end(tmp_path):
    text = """\
timeline:
  - {name: licences, until: 2025-06-01}
  - {name: longer, measure: amend, target: licences, date: 2025-05-31, until: 2025-07-01, officers: 2}
  - {name: more, measure: amend, target: licences, date: 2025-06-30, officers: 3}
"""
    assert told(tmp_path, text) == []


def test_a_control_that_covers_no_trade_is_refused(tmp_path):
    closure = "{name: shut, measure: border_closure, day: 5, covers: [concentrate]}"
    assert told(tmp_path, f"timeline: [{closure}]") == [
        "timeline.shut.covers: nothing of this is traded from china to where it is controlled"
    ]
    assert told(tmp_path, f"timeline: [{closure}]".replace("concentrate", "concentrat")) == [
        'timeline.shut.covers.0: "concentrat" is not a material or a label; did you mean concentrate?'
    ]
