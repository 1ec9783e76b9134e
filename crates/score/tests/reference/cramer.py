"""Cramér's V of small tables: scipy.stats.contingency.association, and Bergsma's (2013) corrected form.

    python cramer.py > cramer.tsv
"""
import numpy as np
from scipy.stats.contingency import association

def corrected(t):
    t = t[t.sum(1) > 0][:, t.sum(0) > 0]
    n, (r, c) = t.sum(), t.shape
    phi2 = association(t, method="cramer") ** 2 * (min(r, c) - 1)
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    rr, cc = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return min(1.0, np.sqrt(phi2 / (min(rr, cc) - 1)))

rng = np.random.default_rng(1)
tables = [np.array([[10, 0], [0, 12]]), np.array([[5, 5], [7, 7]]), np.array([[30, 2, 1], [3, 20, 4]])]
tables += [rng.poisson(rng.gamma(0.7, 6, size=(r, c))) + np.eye(r, c, dtype=int) for r, c in [(4, 3), (12, 5), (40, 6), (3, 9)]]
print("table\tcramers_v\tcorrected")
for t in tables:
    print(";".join(",".join(map(str, row)) for row in t), repr(float(association(t, method="cramer"))), repr(float(corrected(t))), sep="\t")
