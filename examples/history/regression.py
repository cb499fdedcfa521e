"""Scores a regression on the folds of a hindcast, so that it stands beside the model and counting.

    offramp hindcast --cases crises_world_1945_2017 --template world-cases
    python regression.py crises_world_1945_2017.csv results/hindcast-crises_world_1945_2017

A multinomial logistic regression of the level of violence on what the table knows at the onset: type of trigger, number
of crisis actors, contiguity, protracted conflict, year. How strongly it is regularised is chosen within the training
folds. Needs pandas and scikit-learn.
"""

import sys

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

cases, folder = sys.argv[1:3]
table = pd.read_csv(cases, dtype={"icb_crisis": str})
folds = pd.read_csv(f"{folder}/folds.csv", dtype={"case": str})
table = table.merge(folds, left_on="icb_crisis", right_on="case", validate="one_to_one")
assert len(table) == len(folds), "every case of folds.csv is in the table"
table = table[table.icb_violence.notna()].reset_index(drop=True)
actors = table.crisis_actors.fillna("").str.split(";").map(lambda names: sorted(set(names)))
table["actors"] = actors.map(len)
rivals = actors.map(";".join)

words, numbers = ["trigger_type"], ["actors", "contiguous", "protracted", "trigger_year"]
levels = np.arange(1, 5)


def forecasts(train, test):
    """Probabilities of the four levels for the cases of a fold, from the others."""
    columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), words), (StandardScaler(), numbers))
    regression = make_pipeline(columns, LogisticRegression(max_iter=5000))
    strengths = {"logisticregression__C": [0.01, 0.03, 0.1, 0.3, 1.0]}
    inner = GroupKFold(5).split(train, train.icb_violence, rivals[train.index])
    search = GridSearchCV(regression, strengths, scoring="neg_log_loss", cv=list(inner))
    search.fit(train[words + numbers], train.icb_violence.astype(int))
    known = search.predict_proba(test[words + numbers])
    p = np.zeros((len(test), len(levels)))
    p[:, np.searchsorted(levels, search.classes_)] = known
    # One case spread over the levels, as counting has it, so that nothing is excluded.
    return (p * len(train) + 1 / len(levels)) / (len(train) + 1)


p = np.zeros((len(table), len(levels)))
for fold in sorted(table.fold.unique()):
    test = table.fold == fold
    p[test] = forecasts(table[~test], table[test])

seen = table.icb_violence.astype(int).to_numpy()
log = -np.log(p[np.arange(len(table)), seen - 1])
steps = np.cumsum(p, axis=1)[:, :-1] - (seen[:, None] <= levels[:-1])
rps = (steps**2).mean(axis=1)
scores = pd.read_csv(f"{folder}/scores.csv")
scores = scores[scores.score.isin(["log_violence", "rps_violence"])]
rows = scores.pivot(index="forecaster", columns="score", values="mean")
rows.loc["regression"] = {"log_violence": log.mean(), "rps_violence": rps.mean()}
print(f"{len(table)} cases in {table.fold.nunique()} folds; lower is better")
print(rows.sort_values("log_violence").round(4).to_string())
