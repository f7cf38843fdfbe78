"""What a folder of results belongs to: results of different questions never mix, and none is overwritten unasked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.errors import wrong

Owner = Mapping[str, Any]
"""Everything that must be the same for results to be taken up or replaced, by its name in words."""


def refuse_other(folder: Path, found: Owner, owner: Owner) -> None:
    """Raises InputError if the folder was ``found`` to belong to another than ``owner``."""
    other = [f"{key} is {found.get(key)}, not {value}" for key, value in owner.items() if found.get(key) != value]
    if other:
        raise wrong(
            f"{folder} holds results of something else: {'; '.join(other)}. "
            f"Choose another folder, or remove it to begin anew"
        )
