#!/usr/bin/env python3
"""Reference figures for crates/score/tests/score/detection.rs: python detection.py > detection.json

scikit-learn 1.9.1, scipy 1.17, numpy 2. Sensitivity at a specificity is the highest true positive rate of
`roc_curve` against the controls at a false positive rate of at most 1 - specificity; specificity and benign are
counted at that threshold. The slope is that of an unpenalised LogisticRegression on the logit, the intercept the
root of the score equation with slope 1. Reliability is `calibration_curve` with ten uniform bins.
"""
import json
import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score, roc_curve, top_k_accuracy_score


def calibration(p, yes):
    share, mean = calibration_curve(yes, p, n_bins=10, strategy="uniform")
    n = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], p), minlength=10); n = n[n > 0]
    x = logit(np.clip(p, 1e-6, 1 - 1e-6))
    slope = LogisticRegression(C=np.inf, tol=1e-13, solver="newton-cholesky", max_iter=1000).fit(x[:, None], yes).coef_[0, 0]
    return dict(ece=float((n * abs(share - mean)).sum() / len(p)), slope=float(slope),
                intercept=float(brentq(lambda a: (expit(a + x) - yes).sum(), -40, 40, xtol=1e-14)),
                bins=[dict(n=int(c), p=float(m), share=float(s)) for c, m, s in zip(n, mean, share)])


def case(name, y, p, cancer, control):
    cancer, control = np.array(cancer), np.array(control)
    is_cancer, is_control = cancer[y], control[y]
    s = p[:, cancer].sum(1)
    both = is_cancer | is_control
    fpr, tpr, cut = roc_curve(is_cancer[both], s[both], drop_intermediate=False)
    points = []
    for target in (0.98, 0.99, 0.995):
        t = cut[fpr <= 1 - target + 1e-12][-1]
        called = s >= t
        hit = called & is_cancer
        q = p[:, cancer]; q = q / q.sum(1, keepdims=True)
        origin = np.cumsum(cancer)[y] - 1
        top = lambda k: float(top_k_accuracy_score(origin[hit], q[hit], k=k, labels=np.arange(cancer.sum()))) if hit.any() else None
        points.append(dict(target=target, sensitivity=float(tpr[fpr <= 1 - target + 1e-12].max()), specificity=float((~called[is_control]).mean()),
                           specificity_others=float((~called[~is_cancer]).mean()), top1=top(1), top2=top(2),
                           by_cancer=[float(called[y == c].mean()) for c in np.flatnonzero(cancer)]))
    n = len(y)
    decision = []
    for t in (0.005, 0.05, 0.2, 0.5, 0.8):
        called = s >= t
        decision.append(dict(threshold=t, reader=float(((called & is_cancer).sum() - (called & ~is_cancer).sum() * t / (1 - t)) / n)))
    return dict(name=name, y=y.tolist(), p=p.tolist(), cancer=cancer.tolist(), control=control.tolist(), points=points, signal=calibration(s, is_cancer),
                classes=[calibration(p[:, c], y == c) for c in range(p.shape[1])], decision=decision,
                auroc=float(roc_auc_score(is_cancer, s)), average_precision=float(average_precision_score(is_cancer, s)),
                signal_brier=float(brier_score_loss(is_cancer, np.clip(s, 0, 1))))


rng = np.random.default_rng(2023)


def draw(n, weights, skill, digits):
    k = len(weights)
    y = rng.choice(k, n, p=np.array(weights) / sum(weights))
    z = rng.normal(size=(n, k)) + skill * np.eye(k)[y]
    p = np.exp(1.3 * z); p /= p.sum(1, keepdims=True)
    p = p.round(digits); p[:, -1] = 1 - p[:, :-1].sum(1)
    return y, np.clip(p.round(digits), 0, 1)


cases = [case("three cancers", *draw(260, [2, 2, 2, 5, 1], 1.6, 5), [True, True, True, False, False], [False, False, False, True, False]),
         case("ties, no benign", *draw(220, [2, 3, 1, 6], 1.2, 2), [True, True, True, False], [False, False, False, True])]
print("[" + ",\n ".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")
