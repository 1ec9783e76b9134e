"""The made-up problems of learn.py and trees.py."""
import numpy as np


def problem(n, p, k):
    """Values from a 32-bit linear congruential generator, classes in turn, a shift of class c in features j = c mod k."""
    state, x = 12345, np.empty((n, p), np.float32)
    for i in range(n):
        for j in range(p):
            state = (1664525 * state + 1013904223) % 2**32
            x[i, j] = np.float32(state >> 8) / np.float32(2**24) * 4 - 2 + (j % k == i % k) * np.float32(0.75)
    return x.astype(float), np.arange(n) % k
