"""The journal: whatever ends a command, whole entries stay and torn ones are known."""

import pytest

from simulation.errors import InputError, StorageError
from simulation.results.journal import Journal
from tests.results.full import Full

OWNER = {"command": "test", "seed": 1}


def written(file, *entries):
    journal = Journal(file, OWNER)
    for entry in entries:
        journal.append(entry)
    journal.close()
    return file


def test_entries_come_back_in_their_order_to_the_last_digit(tmp_path):
    file = written(tmp_path / "journal", [0, 0.1 + 0.2], [1, None], {"a": "ä\n"})
    assert Journal(file, OWNER).entries == [[0, 0.1 + 0.2], [1, None], {"a": "ä\n"}]


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_torn_line_is_left_out_and_written_over(tmp_path, cut):
    file = written(tmp_path / "journal", [0], [1])
    file.write_bytes(file.read_bytes()[:-cut])
    journal = Journal(file, OWNER)
    assert journal.entries == [[0]]
    journal.append([2])
    assert Journal(file, OWNER).entries == [[0], [2]]


def test_a_line_that_was_changed_is_left_out(tmp_path):
    file = written(tmp_path / "journal", [0], [1], [2])
    file.write_bytes(file.read_bytes().replace(b"[1]", b"[7]"))
    assert Journal(file, OWNER).entries == [[0], [2]]


def test_a_torn_beginning_is_a_beginning_anew(tmp_path):
    file = tmp_path / "journal"
    file.write_bytes(b'1234abcd {"comm')
    assert Journal(file, OWNER).entries == []
    assert Journal(file, OWNER).entries == []


def test_entries_of_somebody_else_are_refused(tmp_path):
    file = written(tmp_path / "journal", [0])
    before = file.read_bytes()
    with pytest.raises(InputError, match="holds results of something else: seed is 1, not 2"):
        Journal(file, {**OWNER, "seed": 2})
    assert file.read_bytes() == before


def test_a_full_disk_costs_only_what_did_not_fit(tmp_path, monkeypatch):
    file = written(tmp_path / "journal", [0])
    opened = Journal._opened
    with monkeypatch.context() as full:
        full.setattr(Journal, "_opened", lambda self: Full(opened(self), room=20))
        journal = Journal(file, OWNER)
        journal.append([1])
        with pytest.raises(StorageError, match="cannot be written: No space left on device"):
            journal.append([2])
        journal.close()
    assert Journal(file, OWNER).entries == [[0], [1]]
