#!/usr/bin/env python3
"""Debiased expected calibration error by drawing, as uncertainty-calibration 0.1.4 (Kumar, Liang & Ma 2019) does in
`normal_debiased_ce`: twice the plug-in error less its mean over draws of the shares. Checks crates/score/src/calibration.rs.

    python3 ece.py
"""
import numpy as np

n, p, share = np.array([(50, 0.31, 0.22), (30, 0.55, 0.60), (20, 0.9, 0.95)]).T
w = n / n.sum()
plugin = (w * abs(p - share)).sum()
rng = np.random.default_rng(1)
draws = rng.normal(share, np.sqrt(share * (1 - share) / n), size=(20_000_000, 3))
print("plug-in", plugin, "debiased", 2 * plugin - (w * abs(p - draws)).sum(axis=1).mean())
