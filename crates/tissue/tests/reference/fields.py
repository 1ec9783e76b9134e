"""Reference values of tests/fields.rs, by numpy alone and by methods that the crate does not use.

python3 fields.py   (numpy 2.x)
"""
import numpy as np


def thousand_sinks():
    """PerMedCoE unit_test_diffusion_1k: 12^3 voxels of 20 um, the outer ones at 10 uM, D 2000 um2/min, inner ones take
    20 uM/min where there is any (projected Gauss-Seidel on the obstacle problem)."""
    n, g, q = 12, 2000 / 400, 20.0
    c = np.full((n, n, n), 10.0)
    inner = np.arange(1, n - 1)
    for sweep in range(20000):
        far = 0.0
        for colour in (0, 1):
            s = (c[:-2, 1:-1, 1:-1] + c[2:, 1:-1, 1:-1] + c[1:-1, :-2, 1:-1] + c[1:-1, 2:, 1:-1]
                 + c[1:-1, 1:-1, :-2] + c[1:-1, 1:-1, 2:])
            x, y, z = np.meshgrid(inner, inner, inner, indexing="ij")
            mask = (x + y + z) % 2 == colour
            new = np.maximum(0.0, (g * s - q) / (6 * g))
            old = c[1:-1, 1:-1, 1:-1]
            far = max(far, np.abs(new - old)[mask].max())
            old[mask] = new[mask]
        if far < 1e-14:
            break
    sinks = c[1:-1, 1:-1, 1:-1]
    return sinks.mean(), c.mean(), (sinks <= 0).mean()


def thiele(phi):
    """Effectiveness of first-order loss in a sphere: 3 (phi coth phi - 1) / phi^2."""
    return 3 * (phi / np.tanh(phi) - 1) / phi**2


if __name__ == "__main__":
    print("1k sinks: inner mean, mean of all, share at zero", thousand_sinks())
    print("one sink, zero order", 10 - 20 / 30, "first order 1/min", 300 / 31)
    print("Thiele", [(phi, thiele(phi)) for phi in (1, 5, 10)])
