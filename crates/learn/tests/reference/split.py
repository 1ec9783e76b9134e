#!/usr/bin/env python3
"""Reference folds for crates/read/src/split/grouped.rs: python split.py > split.json

scikit-learn 1.9.1, StratifiedGroupKFold without its shuffle, as class counts of the groups (groups × classes), k, and the
fold of each group. Groups are numbered so that scikit-learn meets them in this order. It sorts them by np.std, which tells
groups of equal spread apart by rounding errors; cases where that changes the order are drawn again. One class alone is no case: its folds tie at every step.
"""
import json
import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

rng = np.random.default_rng(2026)
cases = []
for groups, classes, k, mean in [(6, 2, 2, 2), (20, 3, 5, 3), (12, 2, 3, 5), (40, 4, 5, 8), (9, 4, 5, 10), (60, 13, 5, 12), (30, 2, 4, 9)]:
    while True:
        counts = rng.poisson(mean * rng.uniform(0.2, 1.8, (1, classes)), (groups, classes))
        counts[counts.sum(1) == 0, 0] = 1
        spread = classes * (counts**2).sum(1) - counts.sum(1) ** 2
        if (np.argsort(-spread, kind="stable") == np.argsort(-np.std(counts, axis=1), kind="stable")).all():
            break
    y = np.concatenate([np.repeat(np.arange(classes), c) for c in counts])
    g = np.repeat(np.arange(groups), counts.sum(1))
    fold_of = np.empty(groups, int)
    for fold, (_, held_out) in enumerate(StratifiedGroupKFold(k).split(y, y, g)):
        fold_of[np.unique(g[held_out])] = fold
    cases.append(dict(counts=counts.tolist(), k=k, fold_of=fold_of.tolist()))
print("[" + ",\n ".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")
