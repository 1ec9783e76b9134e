"""Scattering efficiency of coated spheres by scipy 1.17: boundary conditions at core and shell solved as four linear equations
a multipole order, not by closed formulas (Bohren and Huffman 1983, section 8.1)."""
import numpy as np
from scipy.special import spherical_jn, spherical_yn

psi = lambda n, z: (z * spherical_jn(n, z), spherical_jn(n, z) + z * spherical_jn(n, z, True))
chi = lambda n, z: (-z * spherical_yn(n, z), -spherical_yn(n, z) - z * spherical_yn(n, z, True))

def q_sca(core, shell, x, y):
    total = 0.0
    for n in range(1, int(y + 4.05 * y ** (1 / 3) + 3)):
        p1, dp1 = psi(n, core * x); p2, dp2 = psi(n, shell * x); c2, dc2 = chi(n, shell * x)
        ps, dps = psi(n, shell * y); cs, dcs = chi(n, shell * y)
        po, dpo = psi(n, y); co, dco = chi(n, y); xo, dxo = po - 1j * co, dpo - 1j * dco
        for electric in (True, False):
            # Fields: core f psi(m1 r); shell g psi(m2 r) + h chi(m2 r); outside psi(r) - s xi(r).
            k = [1 / core, 1 / shell, 1.0] if electric else [1.0, 1.0, 1.0]
            l = [1.0, 1.0, 1.0] if electric else [core, shell, 1.0]
            # Tangential E (derivatives for the electric modes) and H match at x and y.
            if electric:
                rows = [[dp1 * k[0], -dp2 * k[1], -dc2 * k[1], 0], [p1, -p2, -c2, 0],
                        [0, dps * k[1], dcs * k[1], dxo], [0, ps, cs, xo]]
                right = [0, 0, dpo, po]
            else:
                rows = [[p1 / core, -p2 / shell, -c2 / shell, 0], [dp1, -dp2, -dc2, 0],
                        [0, ps / shell, cs / shell, xo], [0, dps, dcs, dxo]]
                right = [0, 0, po, dpo]
            total += (2 * n + 1) * abs(np.linalg.solve(np.array(rows, complex), np.array(right, complex))[3]) ** 2
    return 2 / y ** 2 * total

for d in (60.0, 100.0, 200.0, 500.0):
    size = np.pi * 1.34 / 405
    print(d, q_sca(1.38 / 1.34, 1.46 / 1.34, size * (d - 10), size * d) * np.pi * d * d / 4)
print("check, homogeneous 1.4/1.343 at 100 nm: 13.3 expected", q_sca(1.4 / 1.343, 1.4 / 1.343, np.pi * 1.343 / 405 * 50, np.pi * 1.343 / 405 * 100) * np.pi * 2500)
