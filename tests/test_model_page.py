"""The page of instruments says something of every measure and every field, and names tests that exist."""

import re
from pathlib import Path

import pytest

from simulation.scenario.allowed import of_field
from simulation.scenario.measures import Amend, Dated
from simulation.scenario.schema import Scenario

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "model.md").read_text()
MEASURES = of_field(Scenario.model_fields["timeline"]).items[0].members
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
COMMON = PAGE.split("## Controls at the border")[0]


def test_every_measure_has_a_section_and_every_section_a_measure():
    assert set(SECTIONS) == set(MEASURES)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_field_is_explained(measure):
    model = MEASURES[measure]
    fields = [name for name in model.model_fields if name not in ("measure", "changes")]
    told = COMMON + SECTIONS[measure]
    assert [name for name in fields if f"`{name}`" not in told] == []
    if model is not Amend:
        assert set(Dated.model_fields) <= set(model.model_fields)


def test_the_tests_that_it_names_exist():
    files = re.findall(r"`(tests/[\w/]+\.py)`", PAGE)
    assert [file for file in files if not (ROOT / file).exists()] == []
    everything = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", PAGE) if f"def {name}(" not in everything] == []
