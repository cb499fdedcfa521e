#!/usr/bin/env python3
"""The same law in other tools: is it the same, and how fast is it?

benches/peers/run.py            measures, writes docs/reference/peers.json and the picture
benches/peers/run.py --smoke    asks only whether all give the same outcomes; for CI

Needs gcc, cargo and Python 3.11 or later; PyPI and crates.io are asked for the rest. Everything is
built and run in one folder, target/peers.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "target" / "peers"
VENV = WORK / "venv"
PYTHON = VENV / "bin" / "python"
SCENARIO = "kaesong-2020"
#: A peer of the same law fails the test of equal outcomes so often.
ALPHA = 0.001
#: Trials of the reference, and its seed: no peer's.
REFERENCE, REFERENCE_SEED = 1_000_000, 1
ROUNDS = 11

#: By peer: what it is, trials of a round (about a second), trials of a smoke run, the goal.
PEERS = {
    "C": ("C, gcc -O3 -march=native, xoshiro256++", 20_000, 20_000, 3.5),
    "C, branch-free": ("the same without branches", 20_000, 20_000, 1.5),
    "Numba": ("Numba, xoshiro256++", 15_000, 10_000, 5),
    "NumPy": ("NumPy, arrays of 4,096 trials", 8_192, 8_192, 12),
    "krABMaga": ("krABMaga, actors as agents", 5_000, 5_000, None),
    "Mesa 3": ("Mesa 3, actors as agents", 100, 400, 600),
}


def sh(*command, **options):
    return subprocess.run(
        [str(part) for part in command], check=True, text=True, stdout=subprocess.PIPE, **options
    ).stdout


def set_up(packages):
    """Builds everything; returns the command of each peer, without trials and seed."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        sh(sys.executable, "-m", "venv", VENV)
    wanted = [line for line in (HERE / "requirements.txt").read_text().split() if packages(line)]
    sh(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
    sh("cargo", "build", "--quiet", "--release", "--example", "export", "--example", "peer", cwd=ROOT)
    target = ROOT / "target" / "release" / "examples"
    model = WORK / "model.json"
    model.write_text(sh(target / "export", SCENARIO))
    sys.path.insert(0, str(HERE))
    from c_model import header

    (WORK / "model.h").write_text(header(json.loads(model.read_text())))
    flags = ["-O3", "-march=native", "-Wall", "-Wextra", "-Werror", "-I", WORK, "-I", HERE]
    for source in ("naive", "branchfree"):
        sh("gcc", *flags, HERE / f"{source}.c", "-lm", "-o", WORK / source)
    environment = os.environ | {"CARGO_TARGET_DIR": str(WORK / "krabmaga")}
    sh("cargo", "build", "--quiet", "--release", cwd=HERE / "krabmaga", env=environment)
    own = target / "peer"
    commands = {
        "offramp": lambda trials, seed: [own, SCENARIO, trials, seed, "outcomes"],
        "offramp, with tables": lambda trials, seed: [own, SCENARIO, trials, seed, "tables"],
        "C": lambda trials, seed: [WORK / "naive", trials, seed],
        "C, branch-free": lambda trials, seed: [WORK / "branchfree", trials, seed],
        "krABMaga": lambda trials, seed: [
            WORK / "krabmaga/release/krabmaga-peer", model, trials, seed
        ],
    }
    for name, source in (("Numba", "numba_peer"), ("NumPy", "numpy_peer"), ("Mesa 3", "mesa_peer")):
        script = HERE / f"{source}.py"
        commands[name] = lambda trials, seed, script=script: [PYTHON, script, model, trials, seed]
    return commands


def play(command, trials, seed):
    # One thread, whatever the libraries would like.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return json.loads(sh(*command(trials, seed), env=environment))


def p_value(one, other):
    """Homogeneity of two tables of outcomes: Pearson's chi-squared, by SciPy."""
    script = (
        "import json,sys,numpy as np;from scipy.stats import chi2_contingency as test;"
        "t=np.array(json.loads(sys.argv[1]));print(test(t[:,t.sum(axis=0)>0]).pvalue)"
    )
    return float(sh(PYTHON, "-c", script, json.dumps([one, other])))


def check(commands, found):
    """Whether each peer plays the same law; ends the program where one does not."""
    reference = play(commands["offramp"], REFERENCE, REFERENCE_SEED)["counts"]
    wrong = []
    for name in PEERS:
        p = p_value(found[name]["counts"], reference)
        found[name]["p"] = p
        print(f"{name}: {found[name]['trials']} trials, outcomes equal at p = {p:.3f}")
        if p < ALPHA:
            wrong.append(f"{name}: {found[name]['counts']} against {reference}")
    if wrong:
        sys.exit("other outcomes than offramp's (false-alarm rate 0.001 each):\n" + "\n".join(wrong))


def measure(commands):
    """Seconds a trial, by round; counts over all rounds."""
    trials = {name: peer[1] for name, peer in PEERS.items()}
    trials |= {"offramp": 80_000, "offramp, with tables": 80_000}
    found = {name: {"trials": 0, "counts": [0] * 5, "seconds": []} for name in trials}
    order = list(trials)
    shuffle = random.Random(1)
    for number in range(ROUNDS):
        shuffle.shuffle(order)
        for name in order:
            told = play(commands[name], trials[name], 100 + number)
            mine = found[name]
            mine["trials"] += told["trials"]
            mine["counts"] = [a + b for a, b in zip(mine["counts"], told["counts"])]
            mine["seconds"].append(told["seconds"] / told["trials"])
    return found


def versions():
    lines = {"gcc": ["gcc", "--version"], "rustc": ["rustc", "--version"]}
    told = {name: sh(*command).splitlines()[0] for name, command in lines.items()}
    freeze = sh(PYTHON, "-m", "pip", "freeze").split()
    told |= dict(line.split("==") for line in freeze if line.split("==")[0] in
                 ("Mesa", "mesa", "numba", "numpy", "scipy"))
    lock = (HERE / "krabmaga" / "Cargo.toml").read_text()
    told["krabmaga"] = lock.split('krabmaga = "=')[1].split('"')[0]
    cpu = Path("/proc/cpuinfo")
    models = [l for l in cpu.read_text().splitlines() if l.startswith("model name")] if cpu.exists() else []
    told["processor"] = models[0].split(": ")[1] if models else platform.processor()
    told["python"] = platform.python_version()
    return told


def report(found):
    own = found["offramp"]["seconds"]
    rows = []
    for name, mine in found.items():
        ratios = [theirs / ours for theirs, ours in zip(mine["seconds"], own)]
        what, _, _, goal = PEERS.get(name, ("", 0, 0, None))
        rows.append({
            "peer": name,
            "what": what,
            "microseconds_per_trial": round(1e6 * statistics.median(mine["seconds"]), 2),
            "times_offramp": round(statistics.median(ratios), 2),
            "times_offramp_low": round(min(ratios), 2),
            "times_offramp_high": round(max(ratios), 2),
            "goal": goal,
            "met": None if goal is None else statistics.median(ratios) >= goal,
            "trials": mine["trials"],
            "p_same_outcomes": round(mine["p"], 4) if "p" in mine else None,
        })
    rows.sort(key=lambda row: row["microseconds_per_trial"])
    print(f"\n{'peer':<22}{'us/trial':>10}{'times offramp':>15}{'lowest':>9}{'highest':>9}  goal")
    for row in rows:
        goal = "" if row["goal"] is None else f">= {row['goal']}: " + ("met" if row["met"] else "NOT MET")
        print(
            f"{row['peer']:<22}{row['microseconds_per_trial']:>10}{row['times_offramp']:>15}"
            f"{row['times_offramp_low']:>9}{row['times_offramp_high']:>9}  {goal}"
        )
    result = {"scenario": SCENARIO, "threads": 1, "rounds": ROUNDS, "versions": versions(), "peers": rows}
    path = ROOT / "results" / "reference" / "peers.json"
    path.write_text(json.dumps(result, indent=2) + "\n")
    picture = ROOT / "docs" / "pictures" / "peers.png"
    sh(PYTHON, HERE / "plot.py", path, picture)
    print(f"written: {path.relative_to(ROOT)}, {picture.relative_to(ROOT)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="check the outcomes only")
    smoke = parser.parse_args().smoke
    commands = set_up(lambda package: not (smoke and package.startswith("matplotlib")))
    if smoke:
        found = {name: play(commands[name], peer[2], 7) for name, peer in PEERS.items()}
        check(commands, found)
    else:
        found = measure(commands)
        check(commands, found)
        report(found)


if __name__ == "__main__":
    main()
