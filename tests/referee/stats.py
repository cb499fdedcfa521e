"""Checks the statistics of the library against independent ones.

    cargo run --example stats_referee | python tests/referee/stats.py

Every line of the table is a check: how many numbers were compared, the largest
error found and the tolerance it must keep. Exit code 1 where one does not.
"""

import itertools
import json
import math
import sys

import numpy as np
import scoringrules
import statsmodels.api as sm
from SALib.analyze import sobol
from SALib.test_functions import Ishigami, Sobol_G
from scipy import integrate, optimize, special, stats
from statsmodels.stats.proportion import proportion_confint

try:
    from confseq.boundaries import gamma_exponential_mixture_bound
except ImportError:
    gamma_exponential_mixture_bound = None

# Check -> largest permitted error, relative to max(|expected|, floor).
TOLERANCES = {
    "normal quantile": 1e-11,
    "t quantile": 1e-9,
    "beta mass": 1e-8,
    "clopper_pearson": 1e-8,
    "t_mean": 1e-9,
    "order_statistic": 0.0,
    "order ranks": 0.0,
    "tango": 1e-6,
    "paired_t": 1e-9,
    "correlation, variance reduction": 1e-10,
    "multinomial_sequence": 1e-5,
    "empirical_bernstein_sequence, quadrature": 1e-6,
    "empirical_bernstein_sequence, confseq": 1e-6,
    "chi-squared and G tests": 1e-9,
    "exact binomial test": 1e-8,
    "uniformity statistic": 1e-12,
    "uniformity p-value against the exact law": 2e-3,
    "lag correlation": 1e-10,
    "log, brier, ranked scores": 1e-12,
    "crps": 1e-12,
    "shapley": 1e-12,
    "sobol indices": 1e-12,
    "functions of SALib": 1e-12,
    "sobol indices by SALib": 1e-12,
    # 1,024 base points of a scrambled sequence.
    "sobol indices as they are known": 0.02,
    "logit": 1e-8,
}

worst = {}
counts = {}


def compare(check, found, expected, floor=1e-300):
    counts[check] = counts.get(check, 0) + 1
    if found is None or expected is None:
        error = 0.0 if found is None and expected is None else math.inf
    else:
        error = abs(found - expected) / max(abs(expected), floor)
        if math.isnan(error):
            error = math.inf
    worst[check] = max(worst.get(check, 0.0), error)


def compare_ends(check, found, low, high, floor=1e-300):
    compare(check, found["low"], low, floor)
    compare(check, found["high"], high, floor)


def check_normal(case):
    compare("normal quantile", case["found"], stats.norm.isf(case["tail"]), 1.0)


def check_t(case):
    compare("t quantile", case["found"], stats.t.isf(case["tail"], case["freedom"]), 1e-6)


def check_beta(case):
    a, b, x = case["a"], case["b"], case["x"]
    compare("beta mass", case["below"], special.betainc(a, b, x))
    compare("beta mass", case["above"], special.betaincc(a, b, x))


def check_share(case):
    k, n = case["k"], case["n"]
    low, high = proportion_confint(k, n, alpha=1 - case["level"], method="beta")
    low, high = (0.0 if k == 0 else low), (1.0 if k == n else high)
    compare_ends("clopper_pearson", case["found"], low, high)


def sample_of(case):
    return np.repeat(np.arange(len(case["counts"])), case["counts"])


def check_mean(case):
    sample = sample_of(case)
    low, high = stats.t.interval(case["level"], len(sample) - 1, sample.mean(), stats.sem(sample))
    compare_ends("t_mean", case["found"], low, high)


def ranks_of(n, p, level):
    """Ranks by scanning the binomial law around its quantiles."""
    tail = (1 - level) / 2
    law = stats.binom(n, p)
    near = range(max(1, int(law.ppf(tail)) - 3), min(n, int(law.ppf(tail)) + 3) + 1)
    low = max((r for r in near if law.cdf(r - 1) <= tail), default=None)
    near = range(max(1, int(law.isf(tail)) - 3), min(n, int(law.isf(tail)) + 3) + 1)
    high = min((r for r in near if law.sf(r - 1) <= tail), default=None)
    return low, max(1, math.ceil(round(n * p, 6))), high


def check_ranks(case):
    found = case["found"]
    for name, rank in zip(("low", "middle", "high"), ranks_of(case["n"], case["p"], case["level"])):
        compare("order ranks", found[name], rank)


def check_quantile(case):
    sample = sample_of(case)
    low, middle, high = ranks_of(len(sample), case["p"], case["level"])
    at = lambda rank: None if rank is None else float(sample[rank - 1])
    assert at(middle) == np.quantile(sample, case["p"], method="inverted_cdf")
    compare("order_statistic", case["found"]["value"], at(middle))
    compare_ends("order_statistic", case["found"], at(low), at(high))


def check_tango(case):
    """The score of the restricted likelihood, maximised numerically, set to chi-squared."""
    b, c, n = case["n10"], case["n01"], case["n"]
    value, z = (b - c) / n, stats.norm.isf((1 - case["level"]) / 2)

    def statistic(delta):
        # p01 = q, p10 = q + delta, the rest 1 - 2 q - delta.
        least, most = max(0.0, -delta), (1 - delta) / 2

        def slope(q):
            part = lambda count, p: 0.0 if count == 0 else count / p
            return part(c, q) + part(b, q + delta) - 2 * part(n - b - c, 1 - 2 * q - delta)

        width = most - least
        inner, outer = least + 1e-15 * width, most - 1e-15 * width
        if slope(inner) <= 0:
            q = least
        elif slope(outer) >= 0:
            q = most
        else:
            q = optimize.brentq(slope, inner, outer, xtol=1e-18, rtol=1e-14)
        variance = n * (2 * q + delta * (1 - delta))
        return abs(b - c - n * delta) / math.sqrt(variance) if variance > 0 else math.inf

    def bound(limit):
        if abs(value - limit) == 0:
            return limit
        inside, outside = value, limit
        for _ in range(60):
            middle = (inside + outside) / 2
            if statistic(middle) < z:
                inside = middle
            else:
                outside = middle
        return outside

    compare_ends("tango", case["found"], bound(-1.0), bound(1.0), 1.0 / n)


def check_paired(case):
    x, y = np.array(case["x"]), np.array(case["y"])
    interval = stats.ttest_rel(x, y).confidence_interval(case["level"])
    compare_ends("paired_t", case["found"], interval.low, interval.high)
    both = "correlation, variance reduction"
    compare(both, case["correlation"], np.corrcoef(x, y)[0, 1])
    compare(both, case["reduction"], (x.var() + y.var()) / (x - y).var())


def check_multinomial(case):
    """Range over the confidence set, found by a general optimiser from many starts."""
    counts, prior = np.array(case["counts"], float), np.array(case["prior"])
    marginal = special.gammaln(prior.sum()) - special.gammaln(prior.sum() + counts.sum())
    marginal += (special.gammaln(prior + counts) - special.gammaln(prior)).sum()
    threshold = marginal + math.log(1 - case["level"])
    likelihood = lambda theta: special.xlogy(counts, theta).sum()

    def largest(sign):
        # For fixed zero-share z the likelihood is concave in the difference, so the set
        # is scanned over z and its edge in the difference found by root finding.
        def edge(z):
            most, seen = 1 - z, counts[0] + counts[2]
            peak = most * (counts[2] / seen if seen else 0.5)
            theta = lambda plus: np.array([most - plus, z, plus])
            excess = lambda plus: likelihood(theta(plus)) - threshold
            if excess(peak) < 0:
                return None
            end = most if sign > 0 else 0.0
            if not seen or excess(end) >= 0:
                return sign * (2 * end - most)
            return sign * (2 * optimize.brentq(excess, peak, end, xtol=1e-16) - most)

        best_share = counts[1] / counts.sum()
        grid = np.concatenate([np.linspace(0, 1, 2001), best_share * np.linspace(0.9, 1, 2001),
                               1 - (1 - best_share) * np.geomspace(1e-6, 1, 2001),
                               1 - np.geomspace(1e-8, 1, 2001)])
        grid = np.unique(np.clip(grid, 0, 1))
        values = [(edge(z), z) for z in grid]
        values = [(value, z) for value, z in values if value is not None]
        best, at = max(values)
        index = np.searchsorted(grid, at)
        near = (grid[max(index - 1, 0)], grid[min(index + 1, len(grid) - 1)])
        refined = optimize.minimize_scalar(
            lambda z: -(edge(z) if edge(z) is not None else -2), bounds=near, method="bounded",
            options={"xatol": 1e-12})
        return sign * max(best, -refined.fun)

    compare_ends("multinomial_sequence", case["found"], largest(-1), largest(1), 0.01)


def check_bernstein(case):
    low, high = case["range"]
    c, tail = high - low, (1 - case["level"]) / 2
    twice = 2 * math.log(1 / (2 * tail))
    rho = case["tuned"] / (twice + math.log(1 + twice))
    seen, variation = np.array([]), 0.0
    for chunk, found in zip(case["chunks"], case["found"]):
        prediction = seen.mean() if len(seen) else (low + high) / 2
        variation += ((np.array(chunk) - prediction) ** 2).sum()
        seen = np.concatenate([seen, chunk])
        half = found["high"] - seen.mean()
        if found["high"] >= high:
            half = seen.mean() - found["low"]
        if found["low"] <= low and found["high"] >= high:
            continue
        bound = half * len(seen)
        # The mixture at the bound must be 1 / tail: integrate it over y = 1 - lambda c.
        r, v, s = rho / c**2, variation / c**2, bound / c
        power = lambda y: (r - 1) * math.log(y) - r * y
        exponent = lambda y: power(y) + (1 - y) * s + v * (math.log(y) + 1 - y)
        peak = optimize.minimize_scalar(lambda y: -exponent(y), bounds=(1e-9, 1), method="bounded").x
        top, points = exponent(peak), [peak]
        options = {"points": points, "limit": 500, "epsabs": 0, "epsrel": 1e-12}
        mass = integrate.quad(lambda y: math.exp(exponent(y) - top), 1e-300, 1, **options)[0]
        norm = math.log(special.gammainc(r, r)) + special.gammaln(r) - r * math.log(r)
        compare("empirical_bernstein_sequence, quadrature",
                math.log(mass) + top - norm, math.log(1 / tail))
        if gamma_exponential_mixture_bound is not None:
            theirs = gamma_exponential_mixture_bound(
                variation, tail, case["tuned"], c, tail)
            compare("empirical_bernstein_sequence, confseq", bound, theirs)


def check_cells(case):
    observed, shares = np.array(case["observed"]), np.array(case["shares"])
    for name, power in (("chi", "pearson"), ("g", "log-likelihood")):
        theirs = stats.power_divergence(observed, observed.sum() * shares, lambda_=power)
        compare("chi-squared and G tests", case[name]["statistic"], theirs.statistic)
        compare("chi-squared and G tests", case[name]["p_value"], theirs.pvalue)


def check_binomial(case):
    theirs = stats.binomtest(case["k"], case["n"], case["p"])
    compare("exact binomial test", case["found"]["p_value"], theirs.pvalue)


def check_series(case):
    series = np.array(case["series"])
    theirs = stats.kstest(series, "uniform", method="exact")
    compare("uniformity statistic", case["uniformity"]["statistic"], theirs.statistic)
    compare("uniformity p-value against the exact law", case["uniformity"]["p_value"], theirs.pvalue, 1.0)
    n, centred = len(series), series - series.mean()
    r = (centred[1:] * centred[:-1]).sum() / (centred**2).sum()
    z = (r + 1 / n) / math.sqrt((n - 1) / (n * (n + 2)))
    compare("lag correlation", case["lag"]["statistic"], z)
    compare("lag correlation", case["lag"]["p_value"], 2 * stats.norm.sf(abs(z)))


def check_classes(case):
    p, happened = np.array(case["p"]), case["happened"]
    name, classes = "log, brier, ranked scores", len(p)
    indicator = np.eye(classes)[happened]
    compare(name, case["log"], -math.log(p[happened]))
    compare(name, case["brier"], sum(scoringrules.brier_score(indicator, p)))
    ranked = scoringrules.rps_score(np.array(happened + 1.0), p)
    compare(name, case["ranked"], float(ranked) / (classes - 1))


def check_crps(case):
    theirs = scoringrules.crps_ensemble(case["happened"], np.array(case["values"]), estimator="nrg")
    compare("crps", case["found"], float(theirs))


def check_crps_log(case):
    values = np.log1p(np.repeat(np.arange(len(case["counts"])), case["counts"]))
    theirs = scoringrules.crps_ensemble(math.log1p(case["happened"]), values, estimator="nrg")
    compare("crps", case["found"], float(theirs))


def check_shapley(case):
    worths, factors = case["worths"], len(case["found"])
    totals = [0.0] * factors
    for order in itertools.permutations(range(factors)):
        subset = 0
        for factor in order:
            totals[factor] += worths[subset | 1 << factor] - worths[subset]
            subset |= 1 << factor
    for found, total in zip(case["found"], totals):
        compare("shapley", found, total / math.factorial(factors), 1.0)


def check_sobol(case):
    functions = {
        "f_A": np.array([case["a"]]),
        "f_B": np.array([case["b"]]),
        "f_AB": np.array(case["a_b"])[:, None, :],
    }
    theirs = stats.sobol_indices(func=functions, n=len(case["a"]))
    for found, expected in zip(case["first"], theirs.first_order.ravel()):
        compare("sobol indices", found, expected, 1.0)
    for found, expected in zip(case["total"], theirs.total_order.ravel()):
        compare("sobol indices", found, expected, 1.0)
    if case["base"]:
        check_sobol_function(case)


SOBOL_G = [0, 1, 4.5, 9, 99, 99, 99, 99]


def check_sobol_function(case):
    """SALib's own function at the same points, and its indices of the outputs, which it centres by the mean of all of
    them and we by that of A and B."""
    base, k = np.array(case["base"]), len(case["a_b"])
    a, b = base[:, :k], base[:, k:]
    crossed = [np.where(np.arange(k) == at, b, a) for at in range(k)]
    if case["function"] == "ishigami":
        evaluate = lambda x: Ishigami.evaluate(np.pi * (2 * x - 1))
        known = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]
    else:
        evaluate = Sobol_G.evaluate
        known = Sobol_G.sensitivity_index(np.array(SOBOL_G)), Sobol_G.total_sensitivity_index(np.array(SOBOL_G))
    outputs = [evaluate(x) for x in (a, *crossed, b)]
    for ours, theirs in zip((case["a"], *case["a_b"], case["b"]), outputs):
        for found, expected in zip(ours, theirs):
            compare("functions of SALib", found, expected, 1.0)
    y = np.array(outputs).T.ravel()
    names = [f"x{at}" for at in range(k)]
    problem = {"num_vars": k, "names": names, "bounds": [[0.0, 1.0]] * k}
    theirs = sobol.analyze(problem, y, calc_second_order=False, num_resamples=10, seed=1)
    both = np.r_[case["a"], case["b"]]
    for at in range(k):
        shift = (y.mean() - both.mean()) * (outputs[1 + at] - outputs[0]).mean() / both.var()
        compare("sobol indices by SALib", case["first"][at], theirs["S1"][at] + shift, 1.0)
        compare("sobol indices by SALib", case["total"][at], theirs["ST"][at], 1.0)
        for found, expected in zip((case["first"][at], case["total"][at]), (known[0][at], known[1][at])):
            compare("sobol indices as they are known", found, expected, 1.0)


def check_logit(case):
    cells = [((1, x, y), counts) for x, row in enumerate(case["cells"])
             for y, counts in enumerate(row) if sum(counts)]
    features = np.array([row for row, _ in cells])
    yes_and_no = np.array([counts[::-1] for _, counts in cells])
    fit = sm.GLM(yes_and_no, features, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
    for found, expected in zip(case["found"], fit.params):
        compare("logit", found, expected, 1.0)


def main():
    for case in json.load(sys.stdin):
        globals()["check_" + case["check"]](case)
    failed = False
    for check, tolerance in TOLERANCES.items():
        if check not in worst:
            # Only the package that may be missing may be missing here.
            optional = check.endswith("confseq") and gamma_exponential_mixture_bound is None
            print(f"{'skipped' if optional else 'MISSING':8} {check}")
            failed |= not optional
            continue
        good = worst[check] <= tolerance
        failed |= not good
        print(f"{'agrees' if good else 'DIFFERS':8} {check}: {counts[check]} numbers, "
              f"largest error {worst[check]:.1e}, tolerance {tolerance:.0e}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
