"""Games solved by the library, held against Gambit, Nashpy and OpenSpiel.

    cargo build --release --example game_referee
    python tests/referee/game.py target/release/examples/game_referee [FOLDER OF A GAME OF TWO]

Known games and random ones, degenerate ones among them, are given to an example of the library as JSON; what it says is
compared with other programs: all extreme equilibria with Gambit's enumeration in rationals, of which each set has to be
the same, and with Nashpy where a game is not degenerate; the sets they span with networkx; security with scipy's linear
programs; quantal response with Gambit's path; alpha-rank with OpenSpiel; pure equilibria and payoffs with Gambit, which reads
the game from the .nfg that the library wrote. Of a folder of `offramp game`, the equilibria in its tables are those that
Gambit finds of its game.nfg. Exit code 1 where anything is off.
"""

import csv
import io
import json
import subprocess
import sys
import warnings

import nashpy
import networkx as nx
import numpy as np
import pygambit
from open_spiel.python.egt import alpharank
from pygambit.qre import logit_solve_lambda
from scipy.optimize import linprog

SAME = 1e-12
TOLERANCES = {"payoffs in .nfg": 0.0, "pure": 0.0, "extreme": SAME, "extreme, Nashpy": 1e-7, "maximal sets": 0.0,
              "security": 1e-7, "quantal": 1e-7, "alpha-rank": 1e-8, "classes": 0.0}
PLAYED = {"payoffs in a folder": 1e-9, "equilibria in a folder": 1e-6}
LAMBDAS, ALPHAS = [0.5, 2.0, 10.0, 40.0], [0.02, 0.1, 0.3]
worst, count, failures = {}, {}, []


def held(check, name, error):
    worst[check] = max(worst.get(check, 0.0), float(error))
    count[check] = count.get(check, 0) + 1
    if not error <= (TOLERANCES | PLAYED)[check]:
        failures.append(f"{check}: {name}: off by {error}")


def game(name, *payoffs):
    payoffs = [np.array(table, dtype=float) for table in payoffs]
    return {"name": name, "payoffs": payoffs}


def known():
    dilemma = [[3, 0], [5, 1]]
    yield game("prisoner's dilemma", dilemma, np.transpose(dilemma))
    chicken = [[0, -1], [1, -10]]
    yield game("chicken", chicken, np.transpose(chicken))
    stag = [[4, 1], [3, 3]]
    yield game("stag hunt", stag, np.transpose(stag))
    yield game("matching pennies", [[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    stones = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    yield game("rock, paper, scissors", stones, -stones)
    yield game("battle of the sexes", [[3, 0], [0, 2]], [[2, 0], [0, 3]])
    yield game("von Stengel's degenerate game", [[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    page = np.array([[0, -1, 1], [-1, 0, 1], [-1, 0, 1]])
    yield game("Nashpy's degenerate game", page, -page)
    yield game("Nashpy's issue 222", [[-3, 3], [-3, 5]], [[2, 7], [4, 2]])
    same = np.zeros((2, 2, 2))
    same[0, 0, 0], same[1, 1, 1] = 2, 1
    yield game("three who want the same", same, same, same)
    odd = np.zeros((2, 2, 2))
    odd[0, 1, 0] = odd[1, 0, 1] = odd[0, 0, 1] = odd[1, 1, 0] = 1
    yield game("three, one of whom is odd", same, odd, np.moveaxis(odd, 0, 2) * 3 - same)


def random(source):
    """Payoffs of few integers, which make degenerate games, of decimals, and of any floats."""
    for _ in range(60):
        shape = source.integers(2, 8, 2)
        yield game(f"integers {shape}", *source.integers(0, 3, (2, *shape)))
    for _ in range(40):
        shape = source.integers(2, 6, 2)
        yield game(f"decimals {shape}", *(source.integers(-20, 21, (2, *shape)) / 10))
    for _ in range(40):
        shape = source.integers(2, 6, 2)
        yield game(f"floats {shape}", *np.round(source.normal(0, 30, (2, *shape)), 6))
    for _ in range(10):
        copied = source.integers(0, 20, (2, 4, 4))
        rows, columns = source.integers(0, 4, 6), source.integers(0, 4, 6)
        yield game("copies", *copied[:, rows][:, :, columns])
    for _ in range(15):
        shape = source.integers(2, 4, source.integers(3, 5))
        yield game(f"more players {shape}", *np.round(source.normal(0, 1, (len(shape), *shape)), 6))


def normal(table):
    spread = np.ptp(table)
    return (table - table.min()) / (spread if spread > 0 else 1)


def solved(games):
    asked = [{"strategies": list(one["payoffs"][0].shape), "payoffs": [table.ravel().tolist() for table in one["payoffs"]],
              "lambdas": LAMBDAS, "alphas": ALPHAS} for one in games]
    done = subprocess.run([sys.argv[1]], input=json.dumps(asked), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def shares(profile, theirs):
    return [np.array([float(profile[player][strategy]) for strategy in theirs.get_strategies(player)])
            for player in theirs.players]


def apart(ours, theirs):
    """How far two sets of profiles are apart: the largest difference between what is closest."""
    if len(ours) != len(theirs):
        return float("inf")
    flat = [np.array([np.concatenate([np.ravel(x) for x in profile]) for profile in side]) for side in (ours, theirs)]
    gaps = np.abs(flat[0][:, None] - flat[1][None]).max(axis=2) if len(ours) else np.zeros((1, 1))
    return max(gaps.min(axis=0).max(), gaps.min(axis=1).max())


def two_players(one, found, theirs):
    name, (a, b) = one["name"], one["payoffs"]
    exact = [shares(profile, theirs) for profile in pygambit.nash.enummixed_solve(theirs, rational=True).equilibria]
    # It lists some twice where a game is degenerate.
    exact = [profile for at, profile in enumerate(exact)
             if not any(all(map(np.array_equal, profile, other)) for other in exact[:at])]
    held("extreme", name, apart(found["extreme"], exact))
    # Mixes are numbered in the order in which the library lists them: those with most on the first strategy first.
    sides = [sorted({tuple(profile[side]) for profile in found["extreme"]}, reverse=True) for side in (0, 1)]
    graph = nx.Graph()
    graph.add_edges_from(((0, sides[0].index(tuple(first))), (1, sides[1].index(tuple(second))))
                         for first, second in found["extreme"])
    components = []
    for part in nx.connected_components(graph):
        rows = {node for node in part if node[0] == 0}
        # Where all of a side are joined, a complete bipartite subgraph is a clique.
        joined = graph.subgraph(part).copy()
        for side in (rows, part - rows):
            joined.add_edges_from((u, v) for u in side for v in side if u < v)
        cliques = [clique for clique in nx.find_cliques(joined) if len({side for side, _ in clique}) == 2]
        components.append(sorted([sorted(at for side, at in clique if side == which) for which in (0, 1)]
                                 for clique in cliques))
    held("maximal sets", name, float(sorted(components) != sorted(map(sorted, found["components"]))))
    if name.startswith("floats"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            held("extreme, Nashpy", name, apart(found["extreme"], list(nashpy.Game(a, b).vertex_enumeration())))


def security(one, found):
    for player, table in enumerate(one["payoffs"]):
        rows = np.moveaxis(table, player, 0).reshape(table.shape[player], -1)
        k, others = rows.shape
        theirs = linprog([0] * k + [-1], A_ub=np.hstack([-rows.T, np.ones((others, 1))]), b_ub=np.zeros(others),
                         A_eq=[[1] * k + [0]], b_eq=[1], bounds=[(0, 1)] * k + [(None, None)])
        value, mix = found["security"][player]["value"], np.array(found["security"][player]["strategy"])
        held("security", one["name"], max(abs(value + theirs.fun), abs((mix @ rows).min() - value)))


def reductions(one, found):
    """No pure equilibrium and no extreme one plays a strategy that was left out as dominated."""
    kept = [{strategy for group in player for strategy in group} for player in found["classes"]]
    shape = one["payoffs"][0].shape
    played = [np.unravel_index(profile, shape) for profile in found["pure"]]
    wrong = any(strategy not in kept[player] for profile in played for player, strategy in enumerate(profile))
    for profile in found["extreme"] or []:
        wrong |= any(share > 0 and strategy not in kept[player]
                     for player, mix in enumerate(profile) for strategy, share in enumerate(mix))
    held("classes", one["name"], float(wrong))


def quantal(one, found):
    # Theirs does not scale payoffs, so it is given scaled ones.
    scaled = pygambit.StrategicGame.from_arrays(*(normal(table) for table in one["payoffs"]))
    forks = []
    path = logit_solve_lambda(scaled, LAMBDAS, event_callback=lambda event: forks.append(event)
                              if isinstance(event, pygambit.LogitBifurcationEvent) else None)
    if forks:
        return False  # Theirs leaves a curve that forks for a branch, ours keeps straight on.
    for ours, theirs in zip(found["quantal"], path):
        mixed = shares(theirs.profile, scaled)
        if ours is None:
            failures.append(f"quantal: {one['name']}: not reached")
            continue
        held("quantal", one["name"], max(np.abs(x - y).max() for x, y in zip(ours, mixed)))
    return True


def played(folder):
    """The tables of a game of two that was played."""
    theirs = pygambit.read_nfg(folder + "/game.nfg")
    labels = list(theirs.players)
    named = [{strategy: at for at, strategy in enumerate(theirs.get_strategies(player))} for player in labels]
    arrays = [np.array(array, dtype=float) for array in theirs.to_arrays()]
    payoffs = list(csv.DictReader(open(folder + "/payoffs.csv")))
    does = {(row["profile"], row["player"]): row for row in payoffs}
    for profile in {row["profile"] for row in payoffs}:
        rows = [does[profile, label] for label in labels]
        place = tuple(names[row["strategy"]] for names, row in zip(named, rows))
        for row, array in zip(rows, arrays):
            held("payoffs in a folder", place, abs(array[place] - float(row["payoff"])))
    ours = {}
    for row in csv.DictReader(open(folder + "/equilibria.csv")):
        side = labels.index(row["player"])
        mix = ours.setdefault(row["equilibrium"], [np.zeros(len(names)) for names in named])
        mix[side][named[side][row["strategy"]]] = float(row["share"])
    found = [np.concatenate(shares(profile, theirs))
             for profile in pygambit.nash.enummixed_solve(theirs, rational=True).equilibria]
    ours = [np.concatenate(mix) for mix in ours.values()]
    for one, others in [(one, found) for one in ours] + [(one, ours) for one in found]:
        held("equilibria in a folder", folder, min((np.abs(one - other).max() for other in others), default=1.0))


def main():
    games = [*known(), *random(np.random.default_rng(19))]
    turned = forked = 0
    for one, found in zip(games, solved(games)):
        name, tables = one["name"], one["payoffs"]
        theirs = pygambit.read_nfg(io.BytesIO(found["nfg"].encode()))
        held("payoffs in .nfg", name, max(np.abs(np.array(x, dtype=float) - y).max()
                                          for x, y in zip(theirs.to_arrays(), tables)))
        pure = [[int(np.argmax(mix)) for mix in shares(profile, theirs)]
                for profile in pygambit.nash.enumpure_solve(theirs).equilibria]
        expected = sorted(int(np.ravel_multi_index(profile, tables[0].shape)) for profile in pure)
        held("pure", name, float(found["pure"] != expected))
        if len(tables) == 2:
            two_players(one, found, theirs)
        security(one, found)
        reductions(one, found)
        forked += not quantal(one, found)
        for alpha, ours in zip(ALPHAS, found["alpha"]):
            try:
                pi = alpharank.compute([normal(table) for table in tables], m=50, alpha=alpha)[2]
            except ValueError:
                continue  # Its eigenvectors cannot tell small chances from none.
            held("alpha-rank", name, np.abs(np.array(ours) - pi).max())
        turned += found["turned"]
    for folder in sys.argv[2:]:
        played(folder)
    print("| check | compared | largest error | tolerance |\n|---|---|---|---|")
    checks = TOLERANCES | (PLAYED if sys.argv[2:] else {})
    for check, tolerance in checks.items():
        print(f"| {check} | {count.get(check, 0)} | {worst.get(check, 0.0):.1e} | {tolerance:.0e} |")
    print(f"{len(games)} games; the curve of quantal response turned back in {turned} and forked in {forked}")
    for failure in failures[:20]:
        print("FAILED:", failure)
    sys.exit(bool(failures) or min(count.get(check, 0) for check in checks) == 0)


main()
