"""The emulator and the sampler of `offramp calibrate` against emcee, which walks on trials.

    python tests/referee/sampler.py OFFRAMP

Of crises of which nothing but the level of violence is known, the log likelihood of parameters is minus the sum of the
log scores that `offramp hindcast` gives them from trials. So emcee can walk on it: each of its steps asks the program for
the scores of its places, each a kind of crisis in a template of its own. Exit code 1 where the emulated likelihood is off
from place to place, or the two posteriors differ by more than their Monte Carlo error.
"""

import csv
import itertools
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import emcee
import numpy as np

OFFRAMP = Path(sys.argv[1]).resolve()
SEED, TRIALS, DRAWS = 11, 1000, 500
# The share of cases that is spread over the four levels, whatever the law says.
LAPSE = 0.005
PRIORS = {"law.resolve": (-3.0, 0.7), "law.fear": (8.0, 1.5)}
# What a parameter cannot be counts as its bound, as in a fit.
BOUNDS = np.array([[-8.0, 0.0], [8.0, 20.0]])
WALKERS, BURN, STEPS = 24, 40, 120
# The largest distance of two estimates that is taken for luck, in standard errors.
FAR = 4.0

LEVELS = {1: 40, 2: 6, 3: 2}
TEMPLATE = """schema = 1
abstract = true
extends = "history/world-cases.toml"
[crisis]
horizon_days = 60
[cases]
case = "id"
onset = "date"
trigger = "type"
violence = "level"
[cases.rule.all]
kind = "any"
set = { "trigger.rung" = "threat", "trigger.violence" = 1 }
"""
HEADER = "id,date,type,level,place\n"

home = Path(tempfile.mkdtemp())
calls = itertools.count()


def offramp(command, name, template, rows, *more):
    (home / f"{name}.toml").write_text(TEMPLATE + template)
    (home / f"{name}.csv").write_text(HEADER + "".join(f"{n},1950-05-01,x,{level},{place}\n" for n, (level, place) in enumerate(rows)))
    asked = [OFFRAMP, command, "--cases", f"{name}.csv", "--template", f"{name}.toml", "--seed", SEED, "--quiet", *more]
    subprocess.run([str(word) for word in asked], cwd=home, check=True)
    return home / "results" / f"{command}-{name}"


def table(file):
    with open(file, newline="") as lines:
        return list(csv.DictReader(lines))


def log_likelihoods(places):
    """By the scores of the program: every place a rule, with a case of each level under it."""
    rules = ""
    for place, values in enumerate(np.clip(places, *BOUNDS)):
        numbers = ", ".join(f'"{path}" = {float(value)!r}' for path, value in zip(PRIORS, values))
        rules += f"[cases.rule.place-{place}]\nwhen = {{ place = {place} }}\nset = {{ {numbers} }}\n"
    rows = [(level, place) for place in range(len(places)) for level in LEVELS]
    out = offramp("hindcast", f"step-{next(calls)}", rules, rows, "--patterns", 0, "--trials", TRIALS)
    found = np.zeros(len(places))
    for (level, place), row in zip(rows, table(out / "hindcast.csv")):
        chance = (1 - LAPSE) * math.exp(-float(row["log_violence"])) + LAPSE / 4
        found[place] += LEVELS[level] * math.log(chance)
    shutil.rmtree(out)
    return found


def log_posteriors(places):
    means, sds = np.array(list(PRIORS.values())).T
    return log_likelihoods(places) - (((places - means) / sds) ** 2).sum(axis=1) / 2


# Ours.
priors = "[cases.prior]\n" + "".join(f'"{path}" = {{ normal = [{mean}, {sd}] }}\n' for path, (mean, sd) in PRIORS.items())
rows = [(level, 0) for level, count in LEVELS.items() for _ in range(count)]
fit = offramp("calibrate", "fit", priors, rows, "--draws", DRAWS, "--places", 1000, "--moves", 4, "--folds", 0, "--scored", DRAWS)
posterior = table(fit / "posterior.csv")
ours = np.array([[float(row[path]) for path in PRIORS] for row in posterior])
failures = []

# The likelihood: from place to place it may be off by as much as the luck of trials makes it.
some = slice(0, None, DRAWS // 20)
known = np.array([float(row["log_likelihood"]) for row in posterior[some]])
error = (log_likelihoods(ours[some]) - known).std()
print(f"log likelihoods of {len(known)} draws: off by {error:.2f} nat from place to place, of a spread of {known.std():.2f}")
if not error < 0.5:
    failures.append("the log likelihood is another")

# Theirs.
start = np.random.default_rng(1)
np.random.seed(1)
places = np.array([[start.normal(mean, sd) for mean, sd in PRIORS.values()] for _ in range(WALKERS)])
sampler = emcee.EnsembleSampler(WALKERS, len(PRIORS), log_posteriors, vectorize=True)
sampler.run_mcmc(places, BURN + STEPS)
chain = sampler.get_chain(discard=BURN)
theirs = chain.reshape(-1, len(PRIORS))
slow = sampler.get_autocorr_time(discard=BURN, tol=0)

for i, (path, (mean, sd)) in enumerate(PRIORS.items()):
    n = len(np.unique(ours[:, i])) / 2, len(theirs) / max(slow[i], 1.0)
    a, b = ours[:, i], theirs[:, i]
    apart = abs(a.mean() - b.mean()) / math.sqrt(a.var() / n[0] + b.var() / n[1])
    # Of a log standard deviation the standard error is about 1 over the root of 2 n.
    spread = abs(math.log(a.std() / b.std())) / math.sqrt(1 / (2 * n[0]) + 1 / (2 * n[1]))
    print(
        f"{path:12} mean {a.mean():7.3f} {b.mean():7.3f} ({apart:.1f} standard errors), "
        f"sd {a.std():.3f} {b.std():.3f} ({spread:.1f}); prior {mean} {sd}; effective {n[0]:.0f} {n[1]:.0f}"
    )
    if not (apart < FAR and spread < FAR):
        failures.append(f"{path}: the posteriors differ")
    # What is not moved by the cases would agree whatever the sampler does.
    if i == 0 and not abs(a.mean() - mean) > 3 * sd / math.sqrt(n[0]):
        failures.append(f"{path}: the cases do not move it, so this shows nothing")

print(f"{next(calls)} calls of the program:", "failed" if failures else "sound")
for failure in failures:
    print("FAILED:", failure)
shutil.rmtree(home)
sys.exit(bool(failures))
