"""Notes on what a child writes and a parent's amendment changes again."""

import pytest

from simulation.scenario.compose import load_placed
from simulation.scenario.overruled import overruled

PARENT = """\
extends: tiny
timeline:
  - {name: last, measure: amend, target: licences, date: 2025-08-01, officers: 9}
  - {name: more, measure: amend, target: licences, date: 2025-06-09, officers: 2}
"""


@pytest.fixture
def notes(tmp_path):
    """The notes on a child of a scenario that amends its licences twice."""

    def of(timeline):
        (tmp_path / "parent.yaml").write_text(PARENT)
        child = tmp_path / "child.yaml"
        child.write_text(f"extends: parent\ntimeline:\n{timeline}")
        return [(n.line, n.column, n.text) for n in overruled(load_placed(child), str(child))]

    return of


def test_a_field_that_the_parent_amends_is_noted_once_with_the_first_day_of_the_change(notes):
    assert notes("  - {name: licences, officers: 5, files_per_link: 3}\n") == [
        (3, 32, "note: timeline.licences.officers holds until 2025-06-09, when more changes it; "
                "change or remove more, too, if it is to stay")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "timeline",
    [
        "  - {name: licences, files_per_link: 3}\n",
        "  - {name: more, officers: 5}\n",
        "  - {name: licences, officers: 5}\n  - {name: more, remove: true}\n  - {name: last, remove: true}\n",
        "  - {name: licences, officers: 5}\n  - {name: more, officers: 5}\n  - {name: last, officers: 7}\n",
        "  - {name: licences, officers: 9}\n  - {name: more, remove: true}\n",
    ],
)
def test_what_stays_or_is_amended_by_the_child_itself_needs_no_note(notes, timeline):
    assert notes(timeline) == []
