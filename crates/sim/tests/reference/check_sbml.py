"""Checks exported SBML with libSBML and runs it with libRoadRunner.

Made adult.csv with python-libsbml 5.21.2 and libroadrunner 2.10.0 (PyPI):

    cat crates/sim/tests/reference/adult.toml crates/sim/tests/reference/doses.toml > body.toml
    cargo run -p exoscope-sim --example sbml -- body.toml body.xml
    python crates/sim/tests/reference/check_sbml.py body.xml crates/sim/tests/reference/adult.csv

Rows are times in minutes (every 4 h over 4 days), columns the species of the export.

Made overlap.csv and overlap-saturable.csv with libroadrunner 2.10.0, every 15 min over 6 h, steps of at most
0.1 min so that the solver does not step over the ends of infusions:

    cat crates/sim/tests/reference/adult.toml crates/sim/tests/reference/overlap.toml > body.toml
    sed 's/^\\[tissue\\]$/[tissue]\\nhalf_saturation = "1e8 \\/mL"/' body.toml > saturable.toml
    cargo run -p exoscope-sim --example sbml -- body.toml body.xml        # and saturable.toml
    python crates/sim/tests/reference/check_sbml.py body.xml crates/sim/tests/reference/overlap.csv 360 15 0.1
"""

import sys

import libsbml
import roadrunner

MINUTES, STEP = 4 * 1440, 240


def check(path):
    document = libsbml.readSBMLFromFile(path)
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_MODELING_PRACTICE, True)
    document.checkConsistency()
    log = document.getErrorLog()
    for i in range(log.getNumErrors()):
        print(log.getError(i).getMessage(), file=sys.stderr)
    print(f"{path}: {log.getNumErrors()} errors and warnings")
    return log.getNumErrors() == 0


def run(path, out, minutes=MINUTES, step=STEP, longest=None):
    model = roadrunner.RoadRunner(path)
    model.integrator.relative_tolerance = 1e-11
    model.integrator.absolute_tolerance = 1e-10
    model.integrator.maximum_num_steps = 1_000_000
    if longest is not None:
        model.integrator.maximum_time_step = longest
    species = model.model.getFloatingSpeciesIds()
    model.timeCourseSelections = ["time"] + list(species)
    table = model.simulate(0, minutes, minutes // step + 1)
    with open(out, "w") as file:
        file.write("time," + ",".join(species) + "\n")
        for row in table:
            file.write(",".join(f"{x:.11g}" for x in row) + "\n")


if __name__ == "__main__":
    clean = check(sys.argv[1])
    if len(sys.argv) > 2:
        minutes, step, longest = sys.argv[3:6] if len(sys.argv) > 5 else (MINUTES, STEP, None)
        run(sys.argv[1], sys.argv[2], int(minutes), int(step), longest and float(longest))
    sys.exit(0 if clean else 1)
