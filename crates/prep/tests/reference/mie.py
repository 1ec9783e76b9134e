"""Extinction efficiencies of Wiscombe's test cases in plain Python (3.11, no package):
logarithmic derivative downward from far above, Riccati-Bessel functions by their own downward ratio."""
import cmath, math

def q_ext(m, x):
    terms = int(x + 4.05 * x ** (1 / 3) + 3)
    start = int(max(terms, abs(m * x)) + 200)
    d = [0j] * (start + 1)
    for n in range(start, 0, -1):
        d[n - 1] = n / (m * x) - 1 / (d[n] + n / (m * x))
    psi0, psi1, chi0, chi1 = math.cos(x), math.sin(x), -math.sin(x), math.cos(x)
    total = 0.0
    for n in range(1, terms + 1):
        psi = (2 * n - 1) * psi1 / x - psi0
        chi = (2 * n - 1) * chi1 / x - chi0
        xi, xi1 = complex(psi, -chi), complex(psi1, -chi1)
        a = ((d[n] / m + n / x) * psi - psi1) / ((d[n] / m + n / x) * xi - xi1)
        b = ((m * d[n] + n / x) * psi - psi1) / ((m * d[n] + n / x) * xi - xi1)
        total += (2 * n + 1) * (a + b).real
        psi0, psi1, chi0, chi1 = psi1, psi, chi1, chi
    return 2 / x ** 2 * total

for m, x in [(1.5, 10), (1.5, 100), (1.33 + 1e-5j, 1), (1.33 + 1e-5j, 100), (1.5 + 1j, 1), (0.75, 0.099), (10 + 10j, 1)]:
    print(m, x, f"{q_ext(m, x):.7g}")
