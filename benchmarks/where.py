"""Where the time of one run goes: building the world, the desk's events, and every step of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from simulation.engine.day import STEPS
from simulation.engine.world import build
from simulation.results.measures import summarise
from simulation.scenario.compose import load
from simulation.scenario.schema import Scenario

from .rows import Row
from .timing import PROCESSOR, spread

SCENARIO = "licensing-2025"
Made = TypeVar("Made")


def rows(repeats: int) -> list[Row]:
    scenario = load(SCENARIO)
    lives = [parts_of_a_run(scenario) for _ in range(repeats)]
    largest_first = sorted(lives[0], key=lambda part: -lives[0][part])
    return [Row(part, spread([life[part] * 1e3 for life in lives]), "ms") for part in largest_first]


def parts_of_a_run(scenario: Scenario) -> Counter[str]:
    """Processor seconds by part; a day is lived as ``engine/run.py`` has it."""
    seconds: Counter[str] = Counter()

    def timed(part: str, act: Callable[[], Made]) -> Made:
        began = PROCESSOR()
        made = act()
        seconds[part] += PROCESSOR() - began
        return made

    world = timed("the world is built", lambda: build(scenario, 1, 0))
    for day in range(world.n_days):
        if day > world.env.now:
            timed("events of the desk (SimPy)", lambda day=day: world.env.run(until=day))
        for step in STEPS:
            timed(step.__name__.replace("_", " "), lambda step=step, day=day: step(world, day))
    run = world.recorder.close()
    timed("the run is summarised", lambda: summarise(run, run, scenario.shortage_threshold))
    return seconds
