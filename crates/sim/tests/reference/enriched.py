"""Makes src/cargo/enriched.tsv and prints the spreads of src/cargo/spread.rs from miRNATissueAtlas2.

    python crates/sim/tests/reference/enriched.py ATLAS/counts.csv NAMES.txt > crates/sim/src/cargo/enriched.tsv

Mean CPM per tissue over its donors; fold = mean CPM in the tissue over the median of the other tissues,
floored at 1 CPM. A miRNA stands for the tissue in which it is highest. pandas 2, numpy 2.
"""
import sys

import numpy as np
import pandas as pd

# Tissue of the atlas -> organ or cell of the built-in adult.
ORGANS = {
    "liver": "liver", "brain": "brain", "heart": "heart", "muscle": "muscle", "kidney": "kidney", "lung": "lung",
    "pancreas": "pancreas", "stomach": "stomach", "bowel": "colon", "esophagus": "oesophagus", "bladder": "bladder",
    "prostate": "prostate", "testis": "testis", "skin": "skin", "spleen": "spleen", "thyroid": "thyroid",
    "adrenal_gland": "adrenal", "bone_marrow": "marrow", "bone": "bone", "glandular_breast_tissue": "breast", "ovary": "ovary",
    "adipocyte": "adipose", "salivary_gland": "salivary gland", "gallbladder": "biliary tract",
    "small_intestine": "small intestine",
}
counts = pd.read_csv(sys.argv[1], index_col=0)
names = set(open(sys.argv[2]).read().split("\n"))
cpm = counts / counts.sum() * 1e6
tissue = cpm.columns.str.split("__").str[0]
print("tissues:", sorted(set(tissue)), file=sys.stderr)
mean = cpm.T.groupby(np.asarray(tissue)).mean().T
mean = mean[[t for t in mean if t in ORGANS]]
log = np.log(mean[mean.max(axis=1) > 10].clip(lower=1))
print("sd between miRNAs of the mean log:", log.mean(axis=1).std(), "between tissues:", log.sub(log.mean(axis=1), axis=0).stack().std(),
      file=sys.stderr)
within = np.log(cpm[mean.max(axis=1) > 100].clip(lower=1))
print("between donors:", within.T.groupby(np.asarray(tissue)).std().stack().median(), file=sys.stderr)
print("# tissue\tmirna\tfold: mean CPM over the median of the other tissues, at least 1 CPM")
print("# miRNATissueAtlas2 (Keller et al. 2022, Nucleic Acids Res 50:D211), by tests/reference/enriched.py")
rows = []
for name, row in mean.iterrows():
    if name not in names:
        continue
    best = row.idxmax()
    fold = row[best] / max(row.drop(best).median(), 1.0)
    if row[best] > 30 and fold >= 4:
        rows.append((ORGANS[best], fold, name))
table = pd.DataFrame(rows).sort_values([0, 1], ascending=[True, False]).groupby(0).head(6)
for organ, fold, name in table.itertuples(index=False):
    print(f"{organ}\t{name}\t{fold:.3g}")
