#!/usr/bin/env python3
"""Names and accessions of miRBase 6 to 22 for man, mouse and rat (miRBase is in the public domain).

    python3 mirbase.py FOLDER > mirbase.tsv        # needs xlrd

FOLDER holds what miRBase published with its releases: `miRNA.xls` of 6.0 to 15.0 (as 6.0.xls, ...), which lists every name, and
`miRNA.diff` of 16.0 to 22.0 (as 16.0.diff, ...), which names what is new, renamed and taken out since the release before. Kept by
https://github.com/StefanHaunsberger/mirbaseversions.db at 9d81867, data-raw/miRBase/raw-files and data-raw/miRBase/diff. What results
for man is miRBase's own `mature.fa` and `hairpin.fa` of version 22, name for name.

A line is an accession, its last name, the last release that had it where that is not 22, and its older names, oldest first. Hairpins
that were taken out are left out, and two names whose form no other has (mmu-miR-3102-5p.2-5p and -3p.2-3p).
"""

import os
import sys

import xlrd

WHOLE = "6.0 7.1 8.0 8.1 8.2 9.0 9.1 9.2 10.0 10.1 11.0 12.0 13.0 14.0 15.0".split()
CHANGES = "16.0 17.0 18.0 19.0 20.0 21.0 22.0".split()
SPECIES = ("hsa-", "mmu-", "rno-")
NO_GRAMMAR = {"MIMAT0014934", "MIMAT0014935"}


def listed(path):
    """Names of hairpins and mature miRNAs by accession, of one release."""
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    first = sheet.row_values(0).index("Sequence") + 1
    names = {}
    for number in range(1, sheet.nrows):
        row = [str(cell).strip() for cell in sheet.row_values(number)]
        if not row[1].startswith(SPECIES):
            continue
        names[row[0]] = row[1]
        for column in range(first, len(row) - 1, 3):
            if row[column].startswith("MIMAT"):
                names[row[column]] = row[column + 1]
    return names


def main(folder):
    had = {}
    now = {}
    last = {}
    before = None
    for release in WHOLE:
        now = listed(os.path.join(folder, f"{release}.xls"))
        for accession, name in now.items():
            names = had.setdefault(accession, [])
            if name not in names:
                names.append(name)
            last[accession] = release
    for release in CHANGES:
        for accession in now:
            last[accession] = before or WHOLE[-1]
        for line in open(os.path.join(folder, f"{release}.diff"), encoding="latin-1"):
            cells = line.split()
            if line.startswith("#") or len(cells) < 3 or not cells[1].startswith(SPECIES):
                continue
            accession, name, tags = cells[0], cells[1], cells[2:]
            if "DELETE" in tags:
                now.pop(accession, None)
                continue
            names = had.setdefault(accession, [])
            if name not in names:
                names.append(name)
            now[accession] = name
        before = release
    print("# miRBase (public domain), releases 6 to 22, by mirbase.py: accession, name, last release where not 22, older names.")
    order = {species: number for number, species in enumerate(SPECIES)}
    for accession in sorted(had, key=lambda a: (order[had[a][-1][:4]], a)):
        name = now.get(accession, had[accession][-1])
        gone = "" if accession in now else last[accession].removesuffix(".0")
        if gone and not accession.startswith("MIMAT") or accession in NO_GRAMMAR:
            continue
        older = ";".join(older for older in had[accession] if older != name)
        print("\t".join([accession, name, gone, older]).rstrip("\t"))


if __name__ == "__main__":
    main(*sys.argv[1:])
