"""20 yearly rounds of 13 cancers in both universes: exoscope against numpy and MCEDsim, in turn, in one run.

    python crates/screening/benches/peers.py target/release/examples/people MCEDSIM

MCEDSIM is a checkout of Ishfaq8899/updated_MCEDsim_Carolyn; needs R with dplyr, tidyr, purrr and msm. Figures are seconds
of processor a person, best of three (MCEDsim: of one), the start of each program taken off by a run of fewer people.
"""
import os, re, subprocess, sys, time

here = os.path.dirname(os.path.abspath(__file__))
program, mcedsim = sys.argv[1:3]


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024, out


def per_person(command, many, few):
    """Processor seconds a person: best of three of the difference between `many` and `few` people."""
    best = lambda people: min(run(command + [str(people)])[0] for _ in range(3))
    return (best(many) - best(few)) / (many - few)


numpy = [sys.executable, os.path.join(here, "numpy_peer.py")]
ours = per_person([program], 3_000_000, 300_000)
theirs = per_person(numpy, 300_000, 100_000)
people = 240
_, _, _, said = run(["Rscript", os.path.join(here, "mcedsim.R"), mcedsim, str(people)])
r = float(re.search(r"([0-9.]+) s of processor", said)[1]) / (people - 40)
cpu, wall, memory, _ = run([program, "1e7"])
print(f"exoscope  {1e6 * ours:12.3f} µs a person")
print(f"numpy     {1e6 * theirs:12.3f} µs a person  {theirs / ours:12.1f} ×")
print(f"MCEDsim   {1e6 * r:12.0f} µs a person  {r / ours:12.0f} ×")
print(f"exoscope, 1e7 people: {cpu:.1f} s of processor, {wall:.1f} s elapsed, {memory:.0f} MiB")
