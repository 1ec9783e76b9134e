#!/usr/bin/env python3
"""Reference values for the learners from scikit-learn 1.9.1 (numpy 2.4.6): writes learn.json beside this file.

    learn.py [GSE73002_DIR]     the folder with train.csv and test.csv; without it that part is kept as it was

The small problems are made by the rule in problem.py, which the Rust test repeats exactly in f32.
"""
import json, pathlib, sys
import numpy as np
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from problem import problem

out = pathlib.Path(__file__).with_name("learn.json")


def logistic(x, y, penalty, l1_ratio=0.0):
    if l1_ratio == 0:
        return LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=100_000).fit(x, y)
    return LogisticRegression(C=1 / penalty, l1_ratio=l1_ratio, solver="saga", tol=1e-9, max_iter=1_000_000).fit(x, y)


def values(m):
    return dict(coefficients=np.round(m.coef_, 9).tolist(), intercepts=np.round(m.intercept_, 9).tolist())


cases = []
for n, p, k, settings in [
    (90, 8, 2, dict(penalty=1.0)),
    (90, 8, 3, dict(penalty=1.0)),
    (90, 8, 5, dict(penalty=0.01)),
    (40, 60, 4, dict(penalty=5.0)),
    (90, 8, 2, dict(penalty=3.0, l1_ratio=0.5)),
    (120, 20, 3, dict(penalty=4.0, l1_ratio=0.5)),
    (120, 20, 3, dict(penalty=4.0, l1_ratio=1.0)),
]:
    cases.append(dict(n=n, p=p, k=k, settings=dict(learner="logistic", **settings), **values(logistic(*problem(n, p, k), **settings))))
for n, p, k, shrinkage in [(90, 8, 2, "auto"), (91, 8, 3, "auto"), (40, 60, 4, "auto"), (91, 8, 3, 0.0), (40, 60, 4, 0.2), (30, 1, 2, "auto"), (91, 8, 3, 1.0)]:
    m = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage).fit(*problem(n, p, k))
    settings = dict(learner="lda", shrinkage="ledoit-wolf" if shrinkage == "auto" else shrinkage)
    cases.append(dict(n=n, p=p, k=k, settings=settings, **values(m)))

real = json.loads(out.read_text())["gse73002"] if out.exists() else None
if len(sys.argv) > 1:
    import pandas as pd
    from sklearn.preprocessing import StandardScaler
    d = pathlib.Path(sys.argv[1])
    tr, te = pd.read_csv(d / "train.csv"), pd.read_csv(d / "test.csv")
    s = StandardScaler().fit(tr.iloc[:, 1:-1]); y, t = tr.iloc[:, -1].values, te.iloc[:, -1].values
    x, v = (s.transform(f.iloc[:, 1:-1]).astype(np.float32).astype(float) for f in (tr, te))
    real = []
    for settings, m in [
        (dict(learner="logistic", penalty=10.0), logistic(x, y, 10.0)),
        (dict(learner="lda", shrinkage="ledoit-wolf"), LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto").fit(x, y)),
        (dict(learner="lda", shrinkage=0.1), LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1).fit(x, y)),
    ]:
        p = np.clip(m.predict_proba(v), 1e-6, None); p /= p.sum(1, keepdims=True)
        real.append(dict(settings=settings, intercept=float(m.intercept_[0]), first_coefficients=m.coef_[0, :5].tolist(), norm=float(np.linalg.norm(m.coef_)), accuracy=float((p.argmax(1) == t).mean()), log_loss=float(log_loss(t, p))))

out.write_text(json.dumps(dict(made_by=f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", cases=cases, gse73002=real), indent=1) + "\n")
