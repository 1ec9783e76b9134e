"""Runs people written by the example population_speed in libRoadRunner 2.10.0 on two processes.

    cargo run --release -p exoscope-sim --example population_speed -- 10000 body.xml rates.csv
    python crates/sim/tests/reference/speed.py body.xml rates.csv

Each person: own rates, a dose a week for 365 days, daily outputs of the same columns, relative
tolerance 1e-6. Loading the document is not counted.
"""

import multiprocessing
import sys
import time

import roadrunner


def run(job):
    document, rows = job
    model = roadrunner.RoadRunner(document)
    model.integrator.relative_tolerance = 1e-6
    model.integrator.maximum_num_steps = 1_000_000
    model.timeCourseSelections = ["time"] + list(model.model.getFloatingSpeciesIds())
    names = [f"k{i}" for i in range(len(rows[0]))]
    start, firsts = time.perf_counter(), []
    for row in rows:
        model.resetAll()
        for name, value in zip(names, row):
            model.model[name] = value
        firsts.append(model.simulate(0, 365 * 1440, 366)[8][1])
    return time.perf_counter() - start, firsts


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        rows = [[float(x) for x in line.split(",")] for line in file]
    with multiprocessing.Pool(2) as pool:
        done = pool.map(run, [(sys.argv[1], rows[0::2]), (sys.argv[1], rows[1::2])], 1)
    seconds = max(time for time, _ in done)
    print(f"{len(rows)} people in {seconds:.2f} s, {seconds * 1e3 / len(rows):.2f} ms each")
    print(f"first: {done[0][1][0]:.9e}")
