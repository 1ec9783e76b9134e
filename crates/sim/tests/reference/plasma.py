#!/usr/bin/env python3
"""Levels of miRNAs in real plasma, serum and vesicles, as crates/sim/src/profile/plasma.tsv carries them.

    python plasma.py ../shared/data crates/sim/src/cargo/names.txt > crates/sim/src/profile/plasma.tsv

Needs numpy and pandas. Of each set: mean counts per million of each miRNA over the set's samples, to three digits; empty
where the set does not list the miRNA. Of precursors (GSE71008) the arm that the other sets have most of stands for all.
`red` and `platelets` are slopes: the change of a miRNA's natural logarithm over one SD of the score of red cells (of
platelets: that of red cells taken out first), the mean over the three largest sets of plasma, of miRNAs with 5 reads in
half of the libraries of at least two of them. `array` is the mean log2 intensity of GSE73002's people without cancer.
Sources: GSE105052, GSE118038, GSE151341, GSE153813 as DraculR has them (Smith 2022); miRmine (Panwar 2017), its plasma and
serum; one plasma pool in six laboratories (Giraldez 2018); GSE71008 (Yuan 2016), vesicles; GSE73002 (Shimomura 2016).
"""
import sys

import numpy as np
import pandas as pd

RED = "486-5p 451a 16-5p 92a-3p 25-3p 363-3p 144-3p 185-5p 20b-5p 106b-3p 182-5p 183-5p 15b-3p 660-5p".split()
PLATELETS = "223-3p 126-3p 24-3p 199a-3p 197-3p 146a-5p 21-5p 151a-3p 28-3p 26a-5p 191-5p 23a-3p".split()


def sets(data):
    def haemolysis(name):
        counts = pd.read_csv(f"{data}/haemolysis/{name}.csv", index_col=0)
        return counts.groupby(level=0).sum().T
    mirmine = pd.read_csv(f"{data}/mirmine/mirmine.csv.gz", index_col=0, low_memory=False)
    cross = pd.read_csv(f"{data}/crosslab/crosslab_plasma.csv.gz", index_col=0)
    of = {name: haemolysis(name) for name in ["GSE105052", "GSE118038", "GSE151341", "GSE153813"]}
    of["miRmine-plasma"] = mirmine[mirmine.label == "Plasma"]
    of["miRmine-serum"] = mirmine[mirmine.label == "Serum"]
    of["pool"] = cross
    human = lambda d: d[[c for c in d if c.startswith(("hsa-miR-", "hsa-let-"))]].astype(float).fillna(0.0)
    return {name: human(d) for name, d in of.items()}


def cpm(counts):
    return counts.div(counts.sum(axis=1), axis=0) * 1e6


def slopes(counts, score, without=None):
    """Slope of every miRNA's ln over one SD of the mean of the z-scores of `score`, and that score."""
    log = np.log(cpm(counts) + 1.0).loc[:, (counts >= 5).mean() >= 0.5]
    log = log - log.mean()
    if without is not None:
        log = log - np.outer(without, log.T @ without / (without @ without))
    own = [f"hsa-miR-{name}" for name in score if f"hsa-miR-{name}" in log]
    z = (log[own] / log[own].std()).mean(axis=1)
    z = (z / z.std()).to_numpy()
    return log.T @ z / (z @ z), z


def main(data, names):
    names = [line.strip() for line in open(names) if not line.startswith("#")]
    names = [f"hsa-{n}" for n in names]
    first = [n.split(",")[0] for n in names]
    real = sets(data)
    table = pd.DataFrame({name: cpm(counts).mean() for name, counts in real.items()}).reindex(first)
    shared = np.log2(table + 0.1).mean(axis=1)
    arms = pd.read_csv(f"{data}/gse71008/counts.csv", index_col=0)
    arms = arms.loc[:, [c.startswith(("hsa-mir-", "hsa-let-")) for c in arms]]
    by_stem = {}
    for name in first:
        stem = name.replace("-miR-", "-mir-").removesuffix("-3p").removesuffix("-5p")
        if np.isfinite(shared.get(name, np.nan)) and shared[name] >= shared.get(by_stem.get(stem), -99):
            by_stem[stem] = name
    vesicles = cpm(arms).mean()
    sums = {}
    for precursor, level in vesicles.items():
        tries = [precursor, precursor.rsplit("-", 1)[0]]
        arms_of = [by_stem[t] for t in tries if t in by_stem]
        if arms_of:
            arm = max(arms_of, key=lambda name: shared[name])
            sums[arm] = sums.get(arm, 0.0) + level
    table["GSE71008"] = pd.Series(sums).reindex(first)
    red, platelets = {}, {}
    for name in ["GSE105052", "GSE118038", "GSE151341"]:
        red[name], z = slopes(real[name], RED)
        platelets[name], _ = slopes(real[name], PLATELETS, without=z)
    for column, of in [("red", red), ("platelets", platelets)]:
        frame = pd.DataFrame(of)
        table[column] = frame.mean(axis=1).where(frame.count(axis=1) >= 2).reindex(first)
    array = pd.read_csv(f"{data}/gse73002/train.csv", index_col=0)
    array = array[array.iloc[:, -1] == 0].iloc[:, :-1].mean()
    table["array"] = array.reindex(first)
    print("# Made by tests/reference/plasma.py, which says what the columns are and where they come from.")
    print("\t".join(["mirna", *table.columns]))
    for full, (_, row) in zip(names, table.iterrows()):
        cells = ["" if not np.isfinite(v) else f"{v:.3g}" for v in row]
        print("\t".join([full.removeprefix("hsa-"), *cells]))


main(*sys.argv[1:])
