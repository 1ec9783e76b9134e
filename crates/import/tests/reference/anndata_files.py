#!/usr/bin/env python3
"""AnnData files for the tests of `import anndata` and `export anndata`, and their reader.

    anndata_files.py write FOLDER     small files of every encoding that is read
    anndata_files.py read FILE        what Python's anndata sees in a file, as JSON

Stored files (packed by gzip -9n): anndata 0.12.19, h5py 3.16.0, zarr 3.1.6 (and numcodecs' Blosc in version 2).
"""
import io
import json
import shutil
import sys
import tarfile
import warnings
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp

warnings.simplefilter("ignore")


def example(x):
    obs = pd.DataFrame(
        {
            "label": pd.Categorical(["BC", "VOL", "BC"]),
            "age": [50.0, 61.5, np.nan],
            "plate": np.array([1, 2, 3], dtype="int64"),
            "smoker": [True, False, True],
            "note": np.array(["x, y", "z", "µ"], dtype=object),
            "batch": pd.array([1, None, 3], dtype="Int64"),
            "fasting": pd.array([True, None, False], dtype="boolean"),
            "site": pd.Categorical(["XA", None, "XB"]),
        },
        index=["a", "b", "c"],
    )
    var = pd.DataFrame({"accession": ["MIMAT0000076", "MIMAT0001631"]}, index=["hsa-miR-21-5p", "hsa-miR-451a"])
    return ad.AnnData(X=x, obs=obs, var=var, layers={"half": x / 2}, obsm={"X_pca": np.zeros((3, 2))})


def archive(folder):
    """The folder as one tar that is the same every time, without the folder."""
    with tarfile.open(f"{folder}.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
            info = tarfile.TarInfo(str(path.relative_to(folder)))
            content = path.read_bytes()
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    shutil.rmtree(folder)


def write(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    x = np.array([[310.0, 22622.0], [418.0, np.nan], [7.0, 12.5]])
    dense = example(x)
    dense.write_h5ad(folder / "dense.h5ad", compression="gzip")
    for name, kind in [("csr", sp.csr_matrix), ("csc", sp.csc_matrix)]:
        counts = np.array([[0.0, 22622.0], [418.0, 0.0], [7.0, 0.0]])
        sparse = example(kind(counts))
        del sparse.layers["half"], sparse.obsm["X_pca"]
        sparse.write_h5ad(folder / f"{name}.h5ad")
    dense.X = x.astype("float32")
    for version in [2, 3]:
        ad.settings.zarr_write_format = version
        dense.write_zarr(folder / f"v{version}.zarr")
        archive(folder / f"v{version}.zarr")
    # Many chunks, long enough for Blosc to cut and sort: 300 samples of one miRNA's worth a row.
    ad.settings.zarr_write_format = 2
    ramp = np.arange(300 * 4, dtype="float64").reshape(300, 4) / 8
    names = ["hsa-miR-21-5p", "hsa-miR-451a", "hsa-miR-16-5p", "hsa-let-7a-5p"]
    large = ad.AnnData(ramp, pd.DataFrame(index=[f"s{i}" for i in range(300)]), pd.DataFrame(index=names))
    large.write_zarr(folder / "ramp.zarr", chunks=(130, 3))
    archive(folder / "ramp.zarr")


def read(file):
    data = ad.read_zarr(file) if file.endswith(".zarr") else ad.read_h5ad(file)
    values = lambda column: [None if pd.isna(v) else v for v in column.astype(object).tolist()]
    x = np.asarray(data.X, dtype="float64")
    print(
        json.dumps(
            {
                "samples": data.obs_names.tolist(),
                "mirnas": data.var_names.tolist(),
                "dtype": str(data.X.dtype),
                "x": [[None if np.isnan(v) else v for v in row] for row in x.tolist()],
                "obs": {name: values(data.obs[name]) for name in data.obs.columns},
                "scale": json.loads(str(data.uns["exoscope"]))["scale"],
            }
        )
    )


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
