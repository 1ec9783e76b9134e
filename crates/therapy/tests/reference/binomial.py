"""P(at least 12 of 13 improve) of a mix of 6 A, 2 B, 5 C under four published tables, by convolution. Python 3."""
TABLES = {"Marino": (0.154, 0.45, 0.705), "Spiess": (0.302, 0.50, 0.848), "Middendorp": (0.261, 0.45, 0.744), "Kirshblum": (0.278, 0.50, 0.725)}


def at_least(chances, k):
    p = [1.0]
    for c in chances:
        p = [(p[i] if i < len(p) else 0) * (1 - c) + (p[i - 1] if i else 0) * c for i in range(len(p) + 1)]
    return sum(p[k:])


for name, (a, b, c) in TABLES.items():
    mix = [a] * 6 + [b] * 2 + [c] * 5
    print(name, sum(mix), at_least(mix, 12), at_least([c] * 13, 12))
