"""Working off tasks: in chunks, on whatever there is, and none at the cost of another."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from simulation.study.executors import CHUNK_SECONDS, ENDED, Lost, outcomes


def square(x):
    return x * x


def square_or_refuse(x):
    if x == 3:
        raise ValueError("three is refused")
    return x * x


def note_process(folder: Path, x):
    (folder / str(os.getpid())).touch()
    time.sleep(0.02)
    return x


def die_at(folder: Path, deaths: dict[int, int], x):
    """Kill the process as often as ``deaths`` says of the task."""
    attempts = folder / str(x)
    with attempts.open("a") as file:
        file.write("x")
    if attempts.stat().st_size <= deaths.get(x, 0):
        os.kill(os.getpid(), signal.SIGKILL)
    return x


class Counting(ThreadPoolExecutor):
    """Notes how many tasks are sent at a time."""

    def __init__(self):
        super().__init__(2)
        self.sent = []

    def submit(self, act, *what):
        self.sent.append(len(what[-1]))
        return super().submit(act, *what)


@pytest.mark.parametrize("how", [{}, {"jobs": 2}, {"executor": ThreadPoolExecutor(2)}])
def test_every_task_comes_back_with_its_result(how):
    assert sorted(outcomes(square, range(20), **how)) == [(x, x * x) for x in range(20)]


@pytest.mark.parametrize("how", [{}, {"jobs": 2}])
def test_a_task_that_raises_costs_no_other(how):
    came = dict(outcomes(square_or_refuse, range(5), **how))
    assert came == {0: 0, 1: 1, 2: 4, 3: Lost("ValueError: three is refused"), 4: 16}


def test_small_tasks_are_sent_many_at_a_time():
    with Counting() as executor:
        came = list(outcomes(partial(time.sleep), [0.001] * 400, executor=executor, in_flight=2))
    assert len(came) == 400
    assert executor.sent[0] == 1
    assert 20 < max(executor.sent) <= CHUNK_SECONDS / 0.001


def test_large_tasks_are_sent_one_by_one():
    with Counting() as executor:
        list(outcomes(time.sleep, [0.2] * 3, executor=executor, in_flight=1))
    assert executor.sent == [1, 1, 1]


def test_tasks_are_taken_as_they_are_needed():
    taken = []
    came = outcomes(square, (taken.append(x) or x for x in range(10)))
    next(came)
    assert taken == [0]


@pytest.mark.parametrize(("jobs", "deadly"), [(2, 0), (3, 1100)])
def test_a_killed_process_costs_no_task(tmp_path, jobs, deadly):
    came = dict(outcomes(partial(die_at, tmp_path, {deadly: 1}), range(1200), jobs=jobs))
    assert came == {x: x for x in range(1200)}


def test_only_who_is_killed_alone_is_lost(tmp_path):
    came = dict(outcomes(partial(die_at, tmp_path, {5: 99, 6: 99}), range(40), jobs=2))
    assert came == {x: ENDED if x in (5, 6) else x for x in range(40)}


def test_a_broken_executor_loses_what_it_had():
    class Broken:
        def submit(self, act, *what):
            raise BrokenExecutor("gone")

    assert list(outcomes(square, [1, 2], executor=Broken())) == [(1, ENDED), (2, ENDED)]


def test_what_befalls_an_executor_is_told():
    class Odd:
        def submit(self, act, *what):
            future = Future()
            future.set_exception(RuntimeError("the scheduler is gone"))
            return future

    assert list(outcomes(square, [1], executor=Odd())) == [(1, Lost("RuntimeError: the scheduler is gone"))]


def test_workers_leave_when_their_parent_is_killed(tmp_path):
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from functools import partial
from pathlib import Path
from tests_of_executors import note_process
from simulation.study.executors import outcomes
for _ in outcomes(partial(note_process, Path({str(tmp_path)!r})), range(100_000), jobs=2):
    print("one is done", flush=True)
"""
    (tmp_path / "tests_of_executors.py").write_text(Path(__file__).read_text())
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path)
    parent.stdout.readline()
    parent.kill()
    parent.wait()
    workers = {int(file.name) for file in tmp_path.iterdir() if file.name.isdigit()}
    deadline = time.monotonic() + 10
    while workers and time.monotonic() < deadline:
        workers = {pid for pid in workers if alive(pid)}
        time.sleep(0.05)
    assert not workers


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


# -- what is given -----------------------------------------------------------------------------------------------------


def power(x, base, exponents):
    return base ** exponents[x]


class Placing(ThreadPoolExecutor):
    """Notes what is put at its workers, and gives a stand-in for it."""

    def __init__(self):
        super().__init__(2)
        self.placed = []

    def place(self, thing):
        self.placed.append(thing)
        return len(self.placed) - 1

    def submit(self, work, act, chunk, *given):
        return super().submit(work, act, chunk, *(self.placed[i] for i in given))


@pytest.mark.parametrize("how", [{}, {"jobs": 2}, {"executor": ThreadPoolExecutor(2)}, {"executor": Placing()}])
def test_what_is_given_comes_with_every_task(how):
    came = dict(outcomes(power, range(10), given=(2, [x + 1 for x in range(10)]), **how))
    assert came == {x: 2 ** (x + 1) for x in range(10)}


def test_what_is_given_is_put_at_the_workers_once():
    with Placing() as executor:
        list(outcomes(power, range(50), given=(2, [1] * 50), executor=executor))
    assert executor.placed == [2, [1] * 50]


def test_what_is_given_is_there_again_after_a_worker_is_killed(tmp_path):
    came = dict(outcomes(die_with, range(1200), given=(tmp_path, 7), jobs=2))
    assert came == {x: x + 7 for x in range(1200)}


def die_with(x, folder, more):
    return die_at(folder, {1000: 1}, x) + more


def test_a_chunk_that_is_lost_is_sent_again_task_by_task():
    class Fragile(ThreadPoolExecutor):
        """Loses whatever has task 13 in it."""

        def submit(self, work, act, chunk):
            if 13 in chunk:
                lost = Future()
                lost.set_exception(BrokenExecutor("its worker is gone"))
                return lost
            return super().submit(work, act, chunk)

    with Fragile(1) as executor:
        came = dict(outcomes(square, range(40), executor=executor, in_flight=1))
    assert came == {x: ENDED if x == 13 else x * x for x in range(40)}


# -- interrupts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def interruptible():
    """Ctrl-C raises KeyboardInterrupt, also where these tests were begun in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt_twice(x):
    os.kill(os.getppid(), signal.SIGINT)
    os.kill(os.getppid(), signal.SIGINT)
    return x


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_is_raised_when_the_workers_have_ended_what_they_were_at():
    with pytest.raises(KeyboardInterrupt):
        list(outcomes(interrupt_twice, range(100), jobs=2))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_while_processes_are_started_leaves_none_behind():
    code = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from simulation.study.executors import outcomes

def start_and_interrupt(pool, start=ProcessPoolExecutor._spawn_process):
    start(pool)
    os.kill(os.getpid(), signal.SIGINT)

ProcessPoolExecutor._spawn_process = start_and_interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
list(outcomes(abs, range(100), jobs=2))
"""
    place = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=place, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.stderr.endswith("KeyboardInterrupt\n")


def test_an_interrupt_that_someone_else_handles_is_theirs():
    seen = []
    before = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        assert len(list(outcomes(interrupt_twice, range(3), jobs=2))) == 3
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen
