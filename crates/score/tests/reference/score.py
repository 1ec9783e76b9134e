#!/usr/bin/env python3
"""Reference figures for crates/score/tests/score/score.rs: python score.py > score.json

scikit-learn 1.9.1, numpy 2. Cases: ties (probabilities in tenths), classes absent from the truth, classes never called,
two classes, 19 classes. Undefined figures are null. Probabilities are floored at 1e-6 and renormalised for log-loss only.
"""
import json, warnings
import numpy as np
from sklearn import metrics as m

warnings.filterwarnings("ignore")


def case(name, y, p, cancer):
    n, k = p.shape
    called, labels, hot = p.argmax(1), np.arange(k), np.eye(k)[y]
    q = np.clip(p, 1e-6, None); q /= q.sum(1, keepdims=True)
    precision, recall, f1, _ = m.precision_recall_fscore_support(y, called, labels=labels, zero_division=np.nan)
    both = lambda c: 0 < hot[:, c].sum() < n
    signal = np.array(cancer)[y]
    mixed = 0 < signal.sum() < n
    says = np.array(cancer)[called]
    number = lambda v: None if np.isnan(v) else float(v)
    return dict(
        name=name, y=y.tolist(), p=p.tolist(), is_cancer=list(map(bool, cancer)),
        accuracy=m.accuracy_score(y, called), balanced_accuracy=m.balanced_accuracy_score(y, called),
        macro_f1=m.f1_score(y, called, average="macro"), log_loss=m.log_loss(y, q, labels=labels),
        brier=m.brier_score_loss(y, p, labels=labels, scale_by_half=False) if k > 2 else float(((p - hot) ** 2).sum(1).mean()),
        confusion=m.confusion_matrix(y, called, labels=labels).tolist(),
        precision=[number(v) for v in precision],
        recall=[number(v) for v in recall], f1=[number(v) for v in f1],
        specificity=[float(m.recall_score(y != c, called != c)) if hot[:, c].sum() < n else None for c in labels],
        auroc=[float(m.roc_auc_score(hot[:, c], p[:, c])) if both(c) else None for c in labels],
        average_precision=[float(m.average_precision_score(hot[:, c], p[:, c])) if both(c) else None for c in labels],
        signal_auroc=float(m.roc_auc_score(signal, p[:, cancer].sum(1))) if mixed else None,
        signal_sensitivity=float(m.recall_score(signal, says)) if mixed else None,
        signal_specificity=float(m.recall_score(~signal, ~says)) if mixed else None,
        accuracy_cancers=float((called == y)[signal].mean()) if signal.any() else None,
    )


rng = np.random.default_rng(211692)


def draw(n, k, present, tenths=False, skill=2.0):
    y = rng.integers(0, present, n)
    z = rng.normal(size=(n, k)) + skill * np.eye(k)[y]
    p = np.exp(z); p /= p.sum(1, keepdims=True)
    if tenths:
        return y, np.array([rng.multinomial(10, row) for row in p]) / 10
    return y, np.array([np.append(r[:-1], 1 - r[:-1].sum()) for r in p.round(4)]).round(4)


cases = [
    case("two classes", *draw(40, 2, 2), [True, False]),
    case("two classes, ties", *draw(40, 2, 2, tenths=True), [True, False]),
    case("three classes, ties", *draw(50, 3, 3, tenths=True), [True, True, False]),
    case("no cancer", *draw(30, 4, 4), [False] * 4),
    case("classes absent from the truth", *draw(30, 6, 4), [True, True, True, False, False, True]),
    case("classes absent from truth and calls", *draw(25, 8, 2, tenths=True, skill=5), [True, False] * 4),
    case("one class in the truth", np.zeros(10, int), draw(10, 3, 1)[1], [True, False, True]),
    case("nineteen classes", *draw(200, 19, 19), [True] * 13 + [False] * 6),
]
print("[" + ",\n ".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")
