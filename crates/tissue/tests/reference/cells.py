"""Reference values of tests/cells: the OpenVT chain by Runge-Kutta, and the start of growth fitted to PerMedCoE's file.

python3 cells.py FOLDER_WITH_cell_cycle_volume.txt   (numpy, scipy)
"""
import sys

import numpy as np
from scipy.optimize import least_squares


def chain(t_end=1.0, dt=1e-3, k=18.2816647, n=11):
    x, out = np.arange(n) * 0.5, []

    def v(x):
        f = k * (1 - np.diff(x))
        r = np.zeros(n)
        r[:-1] -= f
        r[1:] += f
        return r

    for step in range(1, int(round(t_end / dt)) + 1):
        a = v(x); b = v(x + dt / 2 * a); c = v(x + dt / 2 * b); d = v(x + dt * c)
        x = x + dt / 6 * (a + 2 * b + 2 * c + d)
        if step % 100 == 0:
            out.append(x[-1] - x[0])
    return out


def volume(t0, fluid, nucleus, cytoplasm, times, dt=1.0):
    ns, cs, f = 135.0, (2494 - 540) * 0.25, 0.75 * 2494
    ratio, target, t, ts, vs = cs / ns, 270.0, t0, [], []
    while t < 890:
        total = f + ns + cs
        ts.append(t); vs.append(total)
        f += dt * fluid * (0.75 * total - f)
        ns += dt * nucleus * (target - ns)
        cs += dt * cytoplasm * (ratio * target - cs)
        t += dt
    return np.interp(times, ts, vs) / 24.94


if __name__ == "__main__":
    print("width at 0.1 … 1.0", chain())
    rows = np.loadtxt(sys.argv[1] + "/cell_cycle_volume.txt", skiprows=1)
    rows = rows[(rows[:, 0] > 110) & (rows[:, 0] < 890)]
    fit = least_squares(lambda p: volume(*p, rows[:, 0]) - rows[:, 2], [105, 0.05, 0.0055, 0.0045],
                        x_scale=[10, 0.01, 0.001, 0.001])
    print("growth begins, rates per h", fit.x[0], fit.x[1:] * 60, "worst", abs(fit.fun).max())
