"""The recorded tables of 2025, as the loaders read them."""

from datetime import date

import pytest

from simulation.history import record


def test_magnet_exports_are_read_by_month():
    exports = record.magnet_exports()
    assert exports["2025-05"] == 1238
    assert exports["2025-07"] == 5577
    assert all(tonnes > 0 for tonnes in exports.values())


def test_exports_to_a_region_are_monthly_and_leave_out_rows_without_tonnes():
    to_us = record.magnet_exports_to("united_states")
    assert to_us["2025-05"] == 46
    assert "2024" not in to_us  # a year is no month
    assert "2025-01..02" not in to_us
    assert "2025-05" not in record.magnet_exports_to("japan")  # only a change is recorded
    assert record.magnet_exports_to("Germany")["2025-07"] < record.magnet_exports_to("europe")["2025-07"]


def test_raw_elements_are_in_tonnes_and_the_oxide_row_is_left_out():
    assert record.element_exports("dy") == pytest.approx(
        {"2024-06": 26.037, "2025-05": 0, "2025-06": 0.001, "2025-07": 1.4}
    )
    assert record.element_exports("tb")["2025-07"] == pytest.approx(7.0)


def test_rare_earth_exports_of_a_year_and_a_month():
    exports = record.rare_earth_exports()
    assert exports["2024"] == 55431
    assert exports["2025-06"] == 7742
    assert all(len(period) in (4, 7) for period in exports)


def test_shares_of_granted_files_keep_their_own_denominators():
    shares = {(s.region, s.day): s.share for s in record.approved_share()}
    assert shares == {
        ("europe", date(2025, 6, 4)): 0.25,
        ("europe", date(2025, 6, 30)): 0.60,
        ("united_states", date(2025, 6, 30)): pytest.approx(5 / 180),
    }


def test_shortages_tell_of_stops_and_of_lines_that_ran():
    by_firm = {s.firm: s for s in record.shortages()}
    assert by_firm["Suzuki"].start == "2025-05-26"
    assert by_firm["Hyundai/Kia"].effect == "no disruption"
    assert all(s.source for s in by_firm.values())


@pytest.mark.parametrize(("material", "before", "after"), [("dy_oxide", 1.4, 4.3), ("tb_oxide", 1.1, 3.6)])
def test_the_price_abroad_left_the_price_in_china_behind(material, before, after):
    ratio = record.price_ratio(material)
    assert ratio[date(2025, 4, 1)] == pytest.approx(before, abs=0.05)
    assert ratio[date(2025, 5, 6)] == pytest.approx(after, abs=0.15)


def test_chinese_prices_are_without_tax_and_in_dollars():
    quote = next(q for q in record.prices("dy_oxide", "china") if q.day == date(2025, 4, 10))
    assert quote.usd_per_kg == pytest.approx(1_690_000 / 1.13 / 7.25 / 1000)


def test_the_mass_balance_tells_flows_from_checks():
    rows = record.mass_balance_2024()
    exports = next(r for r in rows if r.destination == "export as magnets")
    assert (exports.value, exports.is_check) == (58152, False)
    assert {r.stage for r in rows if r.is_check} == {"2 check", "4 check", "6 check", "7 check", "8 closure"}


def test_the_policy_timeline_has_the_control_and_where_it_is_told():
    event = next(e for e in record.policy_timeline() if e.day == "2025-04-04")
    assert event.event.startswith("Announcement 18")
    assert event.url.startswith("https://")


@pytest.mark.parametrize(
    "name",
    [
        "2025_magnet_exports_monthly",
        "2025_magnet_exports_by_destination",
        "2025_controlled_element_exports",
        "2025_shortages",
        "2025_licensing",
        "2025_policy_timeline",
        "2025_prices",
        "2025_rare_earth_exports_all",
        "2025_inventories",
    ],
)
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name):
    for row in record.table(name):
        assert row["source"]
        assert row["confidence"]
