#!/usr/bin/env python3
"""miRNA sets from miRBase (public domain): families of one seed, clusters of one locus.

    python3 sets.py hsa_v22_mature.fa.gz hsa_v22_arms.tsv.gz hsa.gff3 > sets.tsv

A family holds the mature miRNAs whose nucleotides 2 to 8 are the same (Bartel 2009, Cell 136:215); a cluster the hairpins of
which each lies within 10 kb of the next on the same strand (miRBase's rule), with the mature miRNAs cut from them, so that cohorts
of mature names and of hairpins both have clusters. All of version 22 (GRCh38). Sets of one miRNA are left out.
"""

import csv
import gzip
import re
import sys

REACH = 10_000


def main(mature_path, arms_path, places_path):
    seeds = {}
    name = None
    for line in gzip.open(mature_path, "rt"):
        if line.startswith(">"):
            name = line[1:].split()[0]
        else:
            seeds[name] = line.strip()[1:8]
    cut_from = {}
    for row in csv.DictReader(gzip.open(arms_path, "rt"), delimiter="\t"):
        cut_from.setdefault(row["precursor"], []).append(row["mature"])
    families = {}
    for mature, seed in seeds.items():
        families.setdefault(seed, []).append(mature)
    places = []
    for line in open(places_path):
        cells = line.rstrip("\n").split("\t")
        if len(cells) == 9 and cells[2] == "miRNA_primary_transcript":
            hairpin = re.search(r"Name=([^;]+)", cells[8]).group(1)
            places.append((cells[0], cells[6], int(cells[3]), int(cells[4]), hairpin))
    clusters, last = [], None
    for place in sorted(places):
        near = last and place[:2] == last[:2] and place[2] - last[3] < REACH
        if not near:
            clusters.append([])
        if place[4] not in [p[4] for p in clusters[-1]]:
            clusters[-1].append(place)
        last = place
    print("# miRNA sets by seed and by locus, made by sets.py from miRBase 22 (public domain).")
    print("kind\tname\tmembers")
    for seed, members in sorted(families.items()):
        if len(members) > 1:
            print(f"family\tseed {seed}\t{','.join(sorted(members))}")
    for places in clusters:
        if len(places) < 2:
            continue
        hairpins = [place[4] for place in places]
        ends = f"{hairpins[0]} to {hairpins[-1]}"
        arms = sorted({mature for hairpin in hairpins for mature in cut_from.get(hairpin, [])})
        print(f"cluster\t{places[0][0]} {ends}\t{','.join(hairpins + arms)}")


main(*sys.argv[1:])
