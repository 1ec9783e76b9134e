#!/usr/bin/env python3
"""Write made-up 3D-Gene array files in a tar, as GEO gives them, and read them with pandas.

    array_files.py write DESIGN.tsv MIRNAS.txt OUT.tar [--arrays N]
    array_files.py read IN.tar          one JSON line: arrays, seconds, mean of all values

DESIGN.tsv and MIRNAS.txt are the real design and names of GSE211692; every signal is drawn here. Reading does what
the published preprocessing does: background of the negative controls, log2 above it, 0.1 where absent.
docs/benchmarks.md has what it gave.
"""
import csv, gzip, io, json, sys, tarfile, time
import numpy as np

DISTINCT = 400  # contents; more arrays repeat them under their own names


def write(design, mirnas, out, n):
    rows = list(csv.DictReader(open(design), delimiter="\t"))[:n]
    names = open(mirnas).read().split("\n")[:-1]
    rng = np.random.default_rng(1)
    mu = rng.gamma(2.0, 1.5, len(names)) + 2
    blobs = []
    for _ in range(min(DISTINCT, len(rows))):
        signal = 2 ** (mu + rng.normal(0, 1, len(names))) + 30
        spots = [(m, s) for m, s in zip(names, signal)] + [("Negative Control 2", s) for s in rng.normal(30, 5, 40)]
        spots += [("BLANK", s) for s in rng.normal(20, 5, 30)]
        text = "".join(f"#line {i}\r\n" for i in range(6)) + "Block\tColumn\tRow\tG_Name\tG_ID\t635nm\tBackground\r\n"
        text += "".join(f"{1 + i // 900}\t{1 + i % 30}\t{1 + i % 900 // 30}\t{m}\tH{i:07d}\t{s:.3f}\t12.5\r\n" for i, (m, s) in enumerate(spots))
        blobs.append(gzip.compress(text.encode(), 6, mtime=0))
    with tarfile.open(out, "w") as tar:
        for i, r in enumerate(rows):
            info = tarfile.TarInfo(f"GSM{6487000 + i}_{r['file']}.gz")
            info.size = len(blobs[i % len(blobs)])
            tar.addfile(info, io.BytesIO(blobs[i % len(blobs)]))


def read(path):
    import pandas as pd
    start, rows = time.time(), []
    with tarfile.open(path) as tar:
        for member in tar:
            with gzip.open(tar.extractfile(member)) as f:
                d = pd.read_csv(f, sep="\t", header=6)
            c = np.sort(d.loc[d.G_Name.str.startswith("Negative Control 2"), "635nm"].values)
            k = max(len(c) // 20, 1)
            c = c[k:-k]
            v = d.loc[d.G_Name.str.startswith("hsa-")].set_index("G_Name")["635nm"] - c.mean()
            present = v > 2 * c.std()
            v[present] = np.log2(v[present])
            v[~present] = 0.1
            v[v < 0] = 0.1
            rows.append(v)
    x = pd.DataFrame(rows)
    print(json.dumps(dict(arrays=len(x), seconds=round(time.time() - start, 2), mean=round(float(x.values.mean()), 6), first=[round(float(a), 6) for a in x.values[0, :3]])))


if sys.argv[1] == "write":
    n = int(sys.argv[sys.argv.index("--arrays") + 1]) if "--arrays" in sys.argv else 10**9
    write(sys.argv[2], sys.argv[3], sys.argv[4], n)
else:
    read(sys.argv[2])
