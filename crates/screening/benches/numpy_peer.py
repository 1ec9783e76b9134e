"""The same work in plain numpy, all people of a block at once: 13 cancers, 20 yearly rounds, both universes.

Usage: numpy_peer.py PEOPLE. Python 3.11, numpy 2. Incidence as of the built-in population of Japan is replaced by one
rate a cancer and stage that rises by 8 % a year of age; natural history two-stage, sojourn 2 and 1 years. It draws,
tests and counts what the simulator draws, tests and counts, without cost, survival by quantile, and shards.
"""
import sys
import time

import numpy as np

people = int(float(sys.argv[1]))
block = 100_000
rng = np.random.default_rng(1)
cancers, rounds, years = 13, 20, 20.0
stage_share = np.array([0.4, 0.2, 0.15, 0.25])
sensitivity = np.array([0.01] * 4)
begin = time.process_time()
late = np.zeros(2, dtype=np.int64)
found_all = alarms = 0
for first in range(0, people, block):
    n = min(block, people - first)
    entry = rng.uniform(40, 75, n)
    # Gompertz death of other causes.
    death = entry + np.log1p(-np.log(rng.random(n)) * 0.09 / (5e-5 * np.exp(0.09 * entry))) / 0.09
    clinical = np.empty((n, cancers))
    for c in range(cancers):
        rate = 2e-6 * np.exp(0.08 * entry)
        clinical[:, c] = entry + np.log1p(-np.log(rng.random(n)) * 0.08 / rate) / 0.08
    stage = np.searchsorted(np.cumsum(stage_share), rng.random((n, cancers)))
    stage = np.minimum(stage, 3)
    early = rng.exponential(1.6, (n, cancers))
    l = np.where(stage > 1, rng.exponential(1.0, (n, cancers)), 0.0)
    onset, turn = clinical - early - l, clinical - l
    ended = np.minimum(death, clinical.min(axis=1))
    active = np.ones(n, dtype=bool)
    found = np.full(n, -1)
    at = np.zeros(n, dtype=np.int64)
    for r in range(rounds):
        age = entry + r
        active &= age < ended
        there = (onset <= age[:, None]) & (clinical > age[:, None]) & active[:, None]
        now = np.where(turn <= age[:, None], 2, 0)
        hit = there & (rng.random((n, cancers)) < sensitivity[now])
        person = hit.any(axis=1)
        which = hit.argmax(axis=1)
        found[person] = which[person]
        at[person] = now[np.arange(n), which][person]
        ill = there.any(axis=1)
        alarms += int(((rng.random(n) < 0.01) & active & ~ill).sum())
        active &= ~person
    seen = (clinical < (entry + years)[:, None]) & (clinical < death[:, None])
    late[0] += int((seen & (stage > 1)).sum())
    by_test = found >= 0
    found_all += int(by_test.sum())
    seen[by_test, found[by_test]] = False
    late[1] += int((seen & (stage > 1)).sum() + (at[by_test] > 1).sum())
print(f"{people} people, {time.process_time() - begin:.1f} s of processor, late {late}, found {found_all}, false alarms {alarms}")
