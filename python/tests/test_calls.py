"""How calls behave: wrong values, threads, progress, Ctrl-C, other processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import offramp as off

KAESONG = "kaesong-2020"


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"trials": -1}, ValueError, "trials must be a whole number"),
        ({"trials": 0}, ValueError, "trials must be a whole number from 1"),
        ({"trials": 10**30}, ValueError, "trials"),
        ({"trials": "many"}, TypeError, "trials"),
        ({"trials": 10.5}, TypeError, "trials"),
        ({"trials": True}, TypeError, "trials"),
        ({"seed": -1}, ValueError, "seed"),
        ({"seed": None}, TypeError, "seed"),
        ({"threads": -1}, ValueError, "threads"),
        ({"threads": 1.5}, TypeError, "float"),
        ({"progress": 3}, TypeError, "progress"),
        ({"policies": ["baseline", 3]}, TypeError, "a policy must be text"),
        ({"policies": []}, ValueError, "names none"),
        ({"policies": "baseline", "all_policies": True}, ValueError, "all_policies"),
        ({"policies": "maximum-restraint-join"}, off.UnknownPolicy, "did you mean"),
        ({"variants": {"message_loss": 0.1}}, TypeError, "variants"),
        ({"variants": {"message_loss": []}}, ValueError, "none"),
        ({"variants": {"message_loss": [0.1, 2.0]}}, off.ScenarioError, "out-of-bounds"),
        ({"posterior": "nowhere"}, ValueError, "posterior"),
        ({"posterior": "/nowhere/at/all.csv"}, FileNotFoundError, "all.csv"),
        ({"out": 3}, TypeError, "PathLike"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, object], error: type, says: str) -> None:
    with pytest.raises(error, match=says):
        off.run(KAESONG, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: off.run(3), TypeError),
        (lambda: off.compare(KAESONG, trials=1), ValueError),
        (lambda: off.compare(KAESONG, "baseline"), ValueError),
        (lambda: off.compare(KAESONG, metric="peace"), ValueError),
        (lambda: off.compare(KAESONG, until=0.1, until_decided=True), ValueError),
        (lambda: off.compare(KAESONG, until_decided=True), ValueError),
        (lambda: off.compare(KAESONG, until=-0.1), ValueError),
        (lambda: off.compare(KAESONG, worlds=15), ValueError),
        (lambda: off.compare(KAESONG, worlds=-10), ValueError),
        (lambda: off.compare(KAESONG, threshold=0.1), ValueError),
        (lambda: off.compare(KAESONG, baseline="nobody"), ValueError),
        (lambda: off.compare(), ValueError),
        (lambda: off.compare(KAESONG, worlds=2000, max_memory=2**20), ValueError),
        (lambda: off.attribute(KAESONG, outcome="days"), ValueError),
        (lambda: off.attribute(KAESONG, "nobody"), off.UnknownPolicy),
        (lambda: off.exact("exact/two-actors", prune_below=0.5), ValueError),
        (lambda: off.exact("exact/two-actors", max_memory=-1), ValueError),
        (lambda: off.sweep(KAESONG, points=0), ValueError),
        (lambda: off.sweep(KAESONG, design="gird"), ValueError),
        (lambda: off.sweep([]), ValueError),
        (lambda: off.sweep(KAESONG, {"nothing": (0, 1)}), off.ScenarioError),
        (lambda: off.sweep(KAESONG, {"message_loss": 3}), TypeError),
        (lambda: off.tip(KAESONG), ValueError),
        (lambda: off.tip(KAESONG, ["baseline"]), ValueError),
        (lambda: off.tip(KAESONG, of="baseline", reaches=("war", 2.0)), ValueError),
        (lambda: off.sensitivity(), ValueError),
        (lambda: off.sensitivity(KAESONG, points=3), ValueError),
        (lambda: off.sensitivity(KAESONG, method="guess"), ValueError),
        (lambda: off.sensitivity(KAESONG, precision=2.0), ValueError),
        (lambda: off.discover("/nowhere", "war > 0.1"), ValueError),
        (lambda: off.game(KAESONG, "nobody"), ValueError),
        (lambda: off.game(KAESONG, margin=-1), ValueError),
        (lambda: off.game(KAESONG, posterior="world"), ValueError),
        (lambda: off.search(KAESONG, "south-korea"), ValueError),
        (lambda: off.search(KAESONG, "south-korea", minimise="beauty"), ValueError),
        (lambda: off.search(KAESONG, "nobody", minimise="war"), ValueError),
        (lambda: off.search(KAESONG, "south-korea", minimise="war", against="nature"), ValueError),
        (lambda: off.search(KAESONG, "south-korea", minimise="war", subject_to="war"), ValueError),
        (lambda: off.hindcast(), ValueError),
        (lambda: off.hindcast(KAESONG), ValueError),
        (lambda: off.hindcast(cases="nothing.csv", template="korea-cases"), FileNotFoundError),
        (lambda: off.hindcast(cases="nothing.csv"), ValueError),
        (lambda: off.calibrate(draws=1), ValueError),
        (lambda: off.calibrate(moves=1000), ValueError),
        (lambda: off.trace(KAESONG), ValueError),
        (lambda: off.trace(KAESONG, 1, find="worst"), ValueError),
        (lambda: off.trace(KAESONG, -1), ValueError),
        (lambda: off.trace(KAESONG, find="best"), ValueError),
        (lambda: off.trace(KAESONG, 1, off="weather"), ValueError),
    ],
)
def test_what_cannot_be_asked_is_refused(call: object, error: type) -> None:
    with pytest.raises(error):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda _: off.sweep(KAESONG, design="gird"), "^design: there is no design `gird`"),
        (lambda _: off.sweep(KAESONG, cube=3), "^cube is of Latin hypercubes: design lhs"),
        (lambda _: off.compare(KAESONG, worlds=2000, max_memory=2**20), " and max_memory is 1 MiB"),
        (lambda _: off.sensitivity(KAESONG, trials=20), "^trials 20: an eighth"),
        (
            lambda _: off.run(KAESONG, variants={path: range(999) for path in ("law.fear", "message_loss")}),
            "^these overrides make 998001 variants",
        ),
        (
            lambda place: [off.run(KAESONG, trials=trials, out=place) for trials in (10, 20)],
            "say force=True to replace it, or out for another place",
        ),
    ],
)
def test_options_have_their_names_in_python(call: Callable[[Path], object], says: str, tmp_path: Path) -> None:
    with pytest.raises((ValueError, OSError), match=says) as raised:
        call(tmp_path)
    assert "--" not in str(raised.value)


def test_an_unknown_policy_says_which_there_are() -> None:
    with pytest.raises(off.UnknownPolicy) as raised:
        off.run(KAESONG, "zzz")
    assert raised.value.policy == "zzz" and raised.value.scenario == KAESONG
    assert "it has baseline" in str(raised.value)


def test_progress_is_heard_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    off.run(KAESONG, trials=20_000, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (20_000, 20_000)
    assert all(total == 20_000 for _, total in heard)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert off.run(KAESONG, trials=50, progress=True) == off.run(KAESONG, trials=50)


def test_what_a_callback_raises_stops_the_work() -> None:
    class Enough(Exception):
        pass

    def enough(done: int, total: int) -> None:
        raise Enough

    begun = time.monotonic()
    with pytest.raises(Enough):
        off.run(KAESONG, trials=100_000_000, progress=enough)
    assert time.monotonic() - begun < 30


def test_other_threads_go_on() -> None:
    ticks = 0
    done = threading.Event()

    def play() -> None:
        off.run(KAESONG, trials=60_000, threads=1)
        done.set()

    thread = threading.Thread(target=play)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    assert ticks > 20


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_stops_a_call() -> None:
    code = "import offramp as off; print('begun', flush=True); off.run('kaesong-2020', trials=10**9)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "begun\n"
            time.sleep(0.5)
            begun = time.monotonic()
            child.send_signal(signal.SIGINT)
            _, said = child.communicate(timeout=60)
        finally:
            # It would play on for hours.
            child.kill()
    assert "KeyboardInterrupt" in said and time.monotonic() - begun < 20


def _wars(scenario: off.Scenario, seed: int) -> off.Run:
    return off.run(scenario, trials=200, seed=seed, threads=1)


def test_other_processes_play_to_the_same_bytes() -> None:
    scenario = off.Scenario.load(KAESONG).set("message_loss", 0.2)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        found = list(pool.map(_wars, [scenario] * 2, [1, 2]))
    assert found == [_wars(scenario, 1), _wars(scenario, 2)]
    assert found[0] != found[1]
