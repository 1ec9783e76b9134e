"""Per-channel statistics of 1 GB of float FCS: exoscope against FlowIO and fcsparser, in turn, in one run.

    python crates/prep/benches/fcs_peers.py target/release/examples/fcs_statistics /tmp/big.fcs [ROUNDS]

The file is made where it is absent: 10,000,000 events of 26 channels. Each program runs as a process of its own and computes
mean, standard deviation, extremes and quartiles of every channel; seconds are wall-clock and processor time of the process,
best of ROUNDS (3), memory is its peak.
"""
import os, resource, subprocess, sys, time

CHANNELS, EVENTS = 26, 10_000_000
SUMMARY = """
import numpy as np
q = np.percentile(values, [25, 50, 75], axis=0)
print(values.shape, values.mean(axis=0)[:2], values.std(axis=0, ddof=1)[:2], values.min(axis=0)[:2], values.max(axis=0)[:2], q[:, :2])
"""
FLOWIO = "import sys, flowio\nvalues = flowio.FlowData(sys.argv[1]).as_array()\n" + SUMMARY
FCSPARSER = "import sys, fcsparser\n_, data = fcsparser.parse(sys.argv[1])\nvalues = data.to_numpy()\n" + SUMMARY


def make(path):
    import numpy as np
    random = np.random.default_rng(1)
    text = f"/$BEGINSTEXT/0/$ENDSTEXT/0/$BEGINANALYSIS/0/$ENDANALYSIS/0/$BEGINDATA/8192/$ENDDATA/{8192 + 4 * CHANNELS * EVENTS - 1}/"
    text += f"$TOT/{EVENTS}/$PAR/{CHANNELS}/$MODE/L/$BYTEORD/1,2,3,4/$DATATYPE/F/$NEXTDATA/0/$VOL/500/"
    text += "".join(f"$P{i}N/C{i}-H/$P{i}B/32/$P{i}E/0,0/$P{i}R/1048576/" for i in range(1, CHANNELS + 1))
    with open(path, "wb") as out:
        out.write(f"FCS3.1    {58:>8}{58 + len(text) - 1:>8}{0:>8}{0:>8}{0:>8}{0:>8}{text}".encode().ljust(8192))
        for _ in range(EVENTS // 500_000):
            out.write((random.lognormal(5, 1, (500_000, CHANNELS)) - 30).astype("<f4").tobytes())


def run(command):
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


program, path = sys.argv[1:3]
if not os.path.exists(path):
    make(path)
contestants = {"exoscope": [program, path], "FlowIO": [sys.executable, "-c", FLOWIO, path], "fcsparser": [sys.executable, "-c", FCSPARSER, path]}
best = {}
for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 3):
    for name, command in contestants.items():
        best[name] = tuple(map(min, best.get(name, (1e9, 1e9, 1e9)), run(command)))
        print(f"{name}: {best[name][0]:.2f} s wall", file=sys.stderr, flush=True)
for name, (wall, cpu, memory) in best.items():
    print(f"{name:10} {wall:7.2f} s wall  {cpu:7.2f} s processor  {memory:7.0f} MiB")
