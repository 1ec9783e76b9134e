#!/usr/bin/env python3
"""Reference values for boosted trees from scikit-learn 1.9.1 (two classes) and LightGBM 4.7.0 (more): writes trees.json beside this file.

Samples differ in weight, so that no two splits gain the same.
"""
import json, pathlib
import lightgbm
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from problem import problem


def two(x, y, weights, rounds, leaves):
    """Half of our ridge: one tree for the log-odds stands for two that move apart, of twice the curvature in all."""
    trees = HistGradientBoostingClassifier(
        max_iter=rounds, max_leaf_nodes=leaves, learning_rate=0.05, l2_regularization=0.5, min_samples_leaf=1, early_stopping=False)
    return trees.fit(x, y, weights).predict_proba(x)


def more(x, y, weights, rounds, leaves):
    settings = dict(objective="multiclass", num_class=y.max() + 1, num_leaves=leaves, learning_rate=0.05, lambda_l2=1.0, min_data_in_leaf=0,
                    min_sum_hessian_in_leaf=0.0, min_data_in_bin=1, max_bin=255, deterministic=True, force_row_wise=True, verbose=-1)
    return lightgbm.train(settings, lightgbm.Dataset(x, y, weight=weights), rounds).predict(x)


cases = []
for n, p, k, rounds, leaves in [(60, 8, 2, 30, 7), (50, 20, 2, 100, 15), (60, 20, 3, 8, 3), (60, 20, 4, 10, 4)]:
    weights = 0.5 + np.arange(n) * 37 % 101 / 100
    probabilities = (two if k == 2 else more)(*problem(n, p, k), weights, rounds, leaves)
    settings = dict(learner="trees", features=p, rounds=rounds, max_leaves=leaves, min_samples_leaf=0, learning_rate=0.05, colsample=1.0)
    cases.append(dict(n=n, p=p, k=k, settings=settings, probabilities=probabilities.round(9).tolist()))
pathlib.Path(__file__).with_name("trees.json").write_text(json.dumps(cases) + "\n")
