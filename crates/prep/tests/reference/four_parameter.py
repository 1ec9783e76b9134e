"""Four-parameter fit, AICc against a line, and inverse prediction by scipy 1.17 (curve_fit, stats.t)."""
import numpy as np
from scipy.optimize import curve_fit
from scipy.stats import t

x = np.repeat([0.0, 5, 10, 25, 50, 100, 200, 400], 2)
y = np.array([0.051, 0.049, 0.098, 0.104, 0.160, 0.152, 0.330, 0.322, 0.585, 0.571, 0.950, 0.962, 1.352, 1.330, 1.660, 1.672])

def four(x, a, b, c, d):
    with np.errstate(divide="ignore", invalid="ignore"):
        return d + (a - d) / (1 + (x / c) ** b)

p, cov = curve_fit(four, x, y, p0=[0.05, 1, 100, 2], xtol=1e-14, ftol=1e-14)
rss4 = ((y - four(x, *p)) ** 2).sum()
slope, intercept = np.polyfit(x, y, 1)
rss2 = ((y - intercept - slope * x) ** 2).sum()
aicc = lambda rss, k: len(x) * np.log(rss / len(x)) + 2 * k + 2 * k * (k + 1) / (len(x) - k - 1)
print("parameters", p, "gain", aicc(rss2, 3) - aicc(rss4, 5))
s2, df = rss4 / (len(x) - 4), len(x) - 4
for signal, m in [(0.45, 3), (1.2, 1)]:
    a, b, c, d = p
    at = c * ((a - d) / (signal - d) - 1) ** (1 / b)
    h = 1e-6
    g = np.array([(four(at, *(p + h * p * e)) - four(at, *(p - h * p * e))) / (2 * h * p @ e) for e in np.eye(4)])
    f = (four(at + 1e-4, *p) - four(at - 1e-4, *p)) / 2e-4
    print(signal, m, at, t.ppf(0.975, df) * np.sqrt(s2 / m + g @ cov @ g) / f)
