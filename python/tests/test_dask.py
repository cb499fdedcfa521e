"""A cluster of processes plays parts to the bytes of one, though a worker be lost."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

import offramp as off
import offramp.dask
from conftest import Program

KAESONG = "kaesong-2020"
JOINT = "maximum-restraint-joint"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A scheduler, and two workers that are processes of one thread."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        with Client(cluster) as client:
            yield client


def _files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "host.json"}


def _until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """Waits for what comes to hold."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(inspect.getsource(holds))


def _trials(seconds: float) -> int:
    """Trials that take a thread of this machine about so long, as busy as it is now."""
    trials = 5_000
    while True:
        begun = time.monotonic()
        off.run(KAESONG, trials=trials, threads=1)
        took = time.monotonic() - begun
        # What a call costs by itself is little beside so many.
        if took > 0.5 and trials > 50_000:
            return int(trials * seconds / took)
        trials *= 2


def _executing(client: Client) -> dict[str, list[str]]:
    """Parts that workers are in the midst of, by worker."""

    def keys(dask_worker: Any) -> list[str]:
        executing = [task.key for task in dask_worker.state.executing]
        return [str(key) for key in executing if str(key).startswith("('offramp-")]

    found = client.run(keys, on_error="ignore")
    return {worker: keys for worker, keys in found.items() if keys}


@pytest.mark.parametrize(
    ("played", "alone"),
    [
        (
            lambda client: offramp.dask.run(
                client,
                KAESONG,
                (name for name in ("baseline", JOINT)),
                variants={"message_loss": (loss for loss in (0.1, 0.3))},
                trials=200,
                trials_rows=True,
                parts=5,
            ),
            lambda: off.run(
                KAESONG, ["baseline", JOINT], variants={"message_loss": [0.1, 0.3]}, trials=200, trials_rows=True
            ),
        ),
        (
            lambda client: offramp.dask.compare(
                client,
                policies=JOINT,
                scenario=KAESONG,
                arms={"lossy": (off.Scenario.load(KAESONG).set(message_loss=0.5), JOINT)},
                trials=200,
                worlds=20,
                world_trials=20,
                parts=3,
            ),
            lambda: off.compare(
                KAESONG,
                JOINT,
                arms={"lossy": (off.Scenario.load(KAESONG).set(message_loss=0.5), JOINT)},
                trials=200,
                worlds=20,
                world_trials=20,
            ),
        ),
        (
            lambda client: offramp.dask.attribute(client, KAESONG, outcome="minor_clash", trials=20, parts=2),
            lambda: off.attribute(KAESONG, outcome="minor_clash", trials=20),
        ),
        (
            lambda client: offramp.dask.sweep(
                client, [KAESONG, "yeonpyeong-2010"], {"message_loss": (0, 0.4)}, points=8, trials=50, parts=3
            ),
            lambda: off.sweep([KAESONG, "yeonpyeong-2010"], {"message_loss": (0, 0.4)}, points=8, trials=50),
        ),
        (
            lambda client: offramp.dask.sensitivity(
                client,
                KAESONG,
                {"message_loss": (0, 0.5), "law.fear": (0.5, 2.0), "law.deterrence": None},
                group={"law": (path for path in ("law.fear", "law.deterrence"))},
                points=32,
                trials=64,
                parts=3,
            ),
            lambda: off.sensitivity(
                KAESONG,
                {"message_loss": (0, 0.5), "law.fear": (0.5, 2.0), "law.deterrence": None},
                group={"law": ["law.fear", "law.deterrence"]},
                points=32,
                trials=64,
            ),
        ),
        (
            lambda client: offramp.dask.hindcast(client, "history/pueblo-1968", trials=50, patterns=10, parts=2),
            lambda: off.hindcast("history/pueblo-1968", trials=50, patterns=10),
        ),
    ],
    ids=["run", "compare", "attribute", "sweep", "sensitivity", "hindcast"],
)
def test_a_cluster_plays_to_the_same_bytes(
    client: Client, played: Callable[[Client], off.Result], alone: Callable[[], off.Result]
) -> None:
    found, expected = played(client), alone()
    assert found == expected and type(found) is type(expected)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_worker_that_is_killed_in_mid_task_changes_no_byte(
    client: Client, program: Program, tmp_path: Path
) -> None:
    trials = 6 * _trials(2)
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(
            offramp.dask.run, client, KAESONG, "grit", trials=trials, out=tmp_path / "cluster", parts=6
        )
        victim = _until(lambda: list(_executing(client)))[0]
        process = client.run(os.getpid, workers=[victim])[victim]
        # Parts take seconds, and this moments: it is in the midst of the part that it is seen to play.
        (key,) = _until(lambda: _executing(client).get(victim))
        os.kill(process, signal.SIGKILL)
        found = playing.result(timeout=300)
    # The scheduler saw it go, and with it the part that it was playing.
    gone = [one for _, one in client.get_events("all") if one.get("action") == "remove-worker"]
    lost = [str(key) for one in gone if one["worker"] == victim for key in one["processing-tasks"]]
    assert key in lost and victim not in client.scheduler_info(n_workers=-1)["workers"]
    program("run", KAESONG, "--policies", "grit", "--trials", trials, "--out", tmp_path / "program", "--quiet")
    theirs = _files(tmp_path / "program" / KAESONG)
    assert _files(tmp_path / "cluster" / KAESONG) == theirs and len(theirs) > 4
    assert found == off.load(tmp_path / "program" / KAESONG) == off.run(KAESONG, "grit", trials=trials)
    client.wait_for_workers(2, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_gives_up_what_waits_and_what_is_played(client: Client) -> None:
    begun = []

    def interrupt() -> None:
        begun.append(_until(lambda: len(_executing(client)) == 2))
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        offramp.dask.run(client, KAESONG, trials=10**9, parts=20)
    thread.join()
    assert begun == [True]
    # Threads of workers are free again, of which each has one.
    for worker in client.nthreads():
        assert client.submit(len, worker, workers=[worker], pure=False).result(timeout=30) == len(worker)
    assert _executing(client) == {}
    assert offramp.dask.run(client, KAESONG, trials=50, parts=2) == off.run(KAESONG, trials=50)


def test_progress_counts_parts_and_may_stop_it(client: Client) -> None:
    heard: list[tuple[int, int]] = []
    offramp.dask.run(client, KAESONG, trials=70, parts=7, progress=lambda *one: heard.append(one))
    assert heard == [(done, 7) for done in range(1, 8)]

    class Enough(Exception):
        pass

    def enough(done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        offramp.dask.run(client, KAESONG, trials=80, parts=8, progress=enough)


def test_parts_are_four_a_thread_and_not_tiny(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def parts(trials: int) -> int:
        heard: list[tuple[int, int]] = []
        offramp.dask.run(client, KAESONG, trials=trials, progress=lambda *one: heard.append(one))
        return heard[-1][1]

    assert parts(1_000) == 1
    monkeypatch.setattr(offramp.dask, "_LEAST", 100)
    assert parts(350) == 3
    assert parts(1_000) == 8


def test_a_file_travels_as_it_was_read(client: Client, tmp_path: Path) -> None:
    base, own = tmp_path / "base.toml", tmp_path / "own.toml"
    base.write_text(off.Scenario.load(KAESONG).text)
    own.write_text('schema = 1\nname = "own"\nextends = "base.toml"\n[law]\novershoot = 0.04\n')
    scenario = off.Scenario.load(own).set("resolve", 3)
    alone = off.run(scenario, trials=60)
    assert offramp.dask.run(client, own, trials=60, parts=2) == off.run(own, trials=60) != alone
    own.write_text("nothing of a scenario")
    assert offramp.dask.run(client, scenario, trials=60, parts=2) == alone
    base.unlink()
    assert offramp.dask.run(client, scenario, trials=60, parts=2) == alone


def test_what_stands_is_kept_and_what_is_another_refused(client: Client, tmp_path: Path) -> None:
    heard: list[int] = []

    def play(**options: Any) -> off.Run:
        return offramp.dask.run(
            client, KAESONG, out=tmp_path, parts=2, progress=lambda done, _: heard.append(done), **options
        )

    first = play(trials=50)
    assert heard == [1, 2] and off.load(tmp_path / KAESONG) == first
    assert play(trials=50) == first and heard == [1, 2]
    with pytest.raises(FileExistsError, match="another run"):
        play(trials=60)
    assert heard == [1, 2]
    assert play(trials=60, force=True) == off.load(tmp_path / KAESONG) == off.run(KAESONG, trials=60)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda one: offramp.dask.compare(one, KAESONG, until=0.1), ValueError, "leave out until"),
        (lambda one: offramp.dask.compare(one, KAESONG, until_decided=True, margin=0.1), ValueError, "leave out until"),
        (lambda one: offramp.dask.sensitivity(one, KAESONG, precision=0.1), ValueError, "leave out precision"),
        (lambda one: offramp.dask.run(one, KAESONG, trials=-1), ValueError, "trials"),
        (lambda one: offramp.dask.run(one, KAESONG, "nobody"), off.UnknownPolicy, "nobody"),
        (lambda one: offramp.dask.run(one, "nowhere.toml"), FileNotFoundError, "nowhere"),
        (lambda one: offramp.dask.run(one, KAESONG, posterior="nowhere"), ValueError, "posterior"),
        (lambda one: offramp.dask.run(one, KAESONG, variants={"message_loss": 0.1}), TypeError, "variants"),
        (lambda one: offramp.dask.run(one, KAESONG, parts=0), ValueError, "from 1 to 100000"),
        (lambda one: offramp.dask.run(one, KAESONG, parts=100_001), ValueError, "from 1 to 100000"),
        (lambda one: offramp.dask.run(one, KAESONG, parts=1.5), TypeError, "float"),
        (lambda one: offramp.dask.run(one, KAESONG, progress=3), TypeError, "progress"),
        (lambda one: offramp.dask.run(KAESONG, KAESONG), TypeError, "Client"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_it_is_submitted(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[[Any], object],
    error: type[Exception],
    says: str,
) -> None:
    submitted: list[object] = []
    monkeypatch.setattr(client, "map", lambda *one, **more: submitted.append(one))
    with pytest.raises(error, match=says):
        call(client)
    assert submitted == []


def test_arguments_are_those_of_the_call() -> None:
    for name in offramp.dask.__all__:
        plain = list(inspect.signature(getattr(off, name)).parameters.values())
        ours = list(inspect.signature(getattr(offramp.dask, name)).parameters.values())
        assert ours[0].name == "client" and ours[-1].name == "parts"
        shown = [[(one.name, one.kind, one.default) for one in side] for side in (ours[1:-1], plain)]
        assert shown[0] == shown[1], name


def test_without_dask_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['distributed'] = None; import offramp.dask"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said.returncode == 1 and 'ImportError: offramp.dask needs Dask: pip install "distributed"' in said.stderr
