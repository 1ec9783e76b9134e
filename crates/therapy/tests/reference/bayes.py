# Bayes factors of 12 of 13 for an effect over none, by published table: prior of beta normal(0, 1) within 3, hazards times 2^beta.
import math
TABLES = {"Kirshblum": (1 - .722, .5, .725), "Spiess": (1 - .698, .5, .848), "Marino": (1 - .846, .45, .705), "van Middendorp": (1 - .739, .45, .744)}
def chance(shares, k):
    d = [1.0]
    for p in shares:
        d = [(d[i] if i < len(d) else 0) * (1 - p) + (d[i - 1] * p if i else 0) for i in range(len(d) + 1)]
    return d[k]
for name, (a, b, c) in TABLES.items():
    grid = [i / 50 - 3 for i in range(301)]
    prior = [math.exp(-x * x / 2) for x in grid]
    like = [chance([1 - (1 - p) ** 2 ** x for p in [a] * 6 + [b] * 2 + [c] * 5], 12) for x in grid]
    print(name, sum(p * l for p, l in zip(prior, like)) / sum(prior) / like[150])
