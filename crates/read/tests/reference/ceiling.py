#!/usr/bin/env python3
"""What a reader who knows every parameter of scale_cohort.py would reach: the ceiling of its cohort.

    python ceiling.py scale_cohort.py OUT --seed 7      OUT is the folder that scale_cohort.py wrote with this seed

NumPy 2, SciPy 1.17, scikit-learn 1.9.1; the first test fold at random and the first by scan date, as fit.py draws them.

The generator's own code runs with random numbers that are remembered, so that levels, loadings and signatures are those
of the cohort. Known: these, the shares of classes, stages and subtypes, the weights of haemolysis, sex and age. Not known,
and integrated over for each sample alone: 48 latent scores, 6 of its scan date, 6 of its slide, haemolysis and age (as
Gaussian, in closed form), sex, subtype and the size of its signature (summed over a grid).

So no slide or date is recognised. By scan date nobody could; at random a reader could learn which slide a sample is
from, and with it the class that most of the slide has, and pass this ceiling.

A detected value counts by its Gaussian density, any other by the probability to lie under the limit of detection, in its
second-order expansion about the sample's own fit (Laplace). A sample's noise is found from its residuals.
"""
import argparse, json, pathlib, sys
import numpy as np, pandas as pd
from scipy.special import log_ndtr
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

LIMIT, NOISE = 2.2, .65


class Remembering:
    """Random numbers as default_rng gives them; keeps all but the noise of the whole matrix."""

    def __init__(self, seed):
        self.rng, self.drawn = np.random.Generator(np.random.PCG64(seed)), []

    def __getattr__(self, kind):
        def draw(*args, **named):
            value = getattr(self.rng, kind)(*args, **named)
            self.drawn.append((kind, value if np.size(value) < 2_000_000 else None))
            return value
        return draw


class Generator:
    """The parameters of a cohort, from the generator's own draws in their order."""

    def __init__(self, script, out, seed):
        source = pathlib.Path(script).read_text().split("\nout = pathlib.Path")[0]
        memory = Remembering(seed)
        np.random.default_rng, sys.argv = lambda _: memory, ["scale_cohort.py", out, "--seed", str(seed)]
        known = {"__file__": str(pathlib.Path(script).resolve())}
        exec(source, known)
        self.X, self.y, self.classes, self.mu = known["X"], known["y"], known["classes"], known["mu"].astype(float)
        p, k, mirnas = known["p"], known["k"], known["mirnas"]
        drawn = iter(memory.drawn)

        def take(*kinds):
            for kind in kinds:
                name, value = next(drawn)
                assert name == kind, (name, kind)
            return value

        take("choice", "random", "normal", "gamma", "normal")   # stage, sex, age, levels, latent scores
        latent = take("normal") * take("gamma")
        for _ in self.classes:
            take("choice", "normal")                             # signatures, which the generator keeps as D
        take("gamma", "random")                                  # their size in a sample, its subtype
        second = np.zeros((len(self.classes), p))
        for row in second:
            at = take("choice")
            row[at] = take("normal")
        date, slide = take("normal", "normal"), take("normal", "normal")
        take("gamma")
        sex, age, lysis = np.zeros(p), np.zeros(p), np.zeros(p)
        sex[take("choice")] = .35
        age[take("choice")] = .012
        weights = {"hsa-miR-451a": 1.6, "hsa-miR-16-5p": 1.2, "hsa-miR-486-5p": 1.3, "hsa-miR-92a-3p": .9, "hsa-miR-25-3p": .7, "hsa-miR-363-3p": .6}
        for mirna, weight in weights.items():
            if mirna in mirnas:
                lysis[mirnas.index(mirna)] = weight
        # Factors with the variances of their scores; lysis and age about their means, which stand among the shifts.
        self.factors = np.vstack([latent, date, slide, lysis, age]).T
        self.precision = 1 / np.r_[np.ones(k), np.full(6, 1.1 ** 2), np.full(6, .9 ** 2), .4 * .6 ** 2, 11.0 ** 2]
        self.shifts = np.vstack([known["D"], second, sex, lysis, age]).T
        self.cancer = np.array([not c.startswith("benign_") and c != "VOL" for c in self.classes])


class Reader:
    """Log-likelihood of every cell (class, subtype, sex) and size of signature."""

    def __init__(self, generator):
        g, self.g = generator, generator
        K = len(g.classes)
        male = np.array([1.0 if c in ("PR", "benign_PR") else 0.0 if c in ("BC", "OV", "benign_BC", "benign_OV") else .5 for c in g.classes])
        share = np.bincount(g.y) / len(g.y)
        cells = [(c, two, man) for c in range(K) for two in (0, 1) for man in (0, 1) if male[c] != 1 - man]
        self.of = np.array([c for c, _, _ in cells])
        prior = [share[c] * (.35 if two else .65) * (male[c] if man else 1 - male[c]) for c, two, man in cells]
        # gamma(6, 1/6), for cancers times what their stage makes of it
        self.grid = np.linspace(.02, 3.5, 117)
        gamma = lambda x: x ** 5 * np.exp(-6 * x)
        plain, by_stage = gamma(self.grid), sum(w * gamma(self.grid / t) / t for w, t in zip((.06, .40, .24, .18, .12), .55 + .12 * np.arange(5)))
        size = np.where(g.cancer[:, None], by_stage / by_stage.sum(), plain / plain.sum())
        self.prior = np.log(prior)[:, None] + np.log(size[self.of])
        self.fixed, self.moving = np.zeros((len(cells), 2 * K + 3)), np.zeros((len(cells), 2 * K + 3))
        for i, (c, two, man) in enumerate(cells):
            self.moving[i, c], self.moving[i, K + c] = 1, two
            self.fixed[i, 2 * K:] = man, .24, (62 if g.classes[c] == "VOL" else 66) - 60
        self.B = np.hstack([g.factors, g.shifts])

    def probabilities(self, x, expansions=5):
        g, B, f = self.g, self.B, self.g.factors.shape[1]
        seen, mean, sigma = x > 1, g.mu + B[:, f:] @ self.fixed[0], NOISE
        for _ in range(expansions):
            weight, target = np.full(len(x), sigma ** -2), x - g.mu
            u = (LIMIT - mean[~seen]) / sigma
            hazard = np.exp(-.5 * u * u - .5 * np.log(2 * np.pi) - log_ndtr(u))
            weight[~seen] = np.maximum(hazard * (hazard + u), 1e-4) / sigma ** 2
            target[~seen] = mean[~seen] - g.mu[~seen] - hazard / sigma / weight[~seen]
            # Woodbury: scores of the factors are integrated out, what is left is quadratic in the shifts.
            G, b = (B * weight[:, None]).T @ B, B.T @ (weight * target)
            V = np.linalg.inv(np.diag(g.precision) + G[:f, :f])
            q, Q = b[f:] - G[f:, :f] @ V @ b[:f], G[f:, f:] - G[f:, :f] @ V @ G[:f, f:]
            level = self.fixed @ q - .5 * ((self.fixed @ Q) * self.fixed).sum(1)
            slope = self.moving @ q - ((self.moving @ Q) * self.fixed).sum(1)
            bend = ((self.moving @ Q) * self.moving).sum(1)
            at = self.prior + level[:, None] + slope[:, None] * self.grid - .5 * bend[:, None] * self.grid ** 2
            share = np.exp(at - at.max())
            share /= share.sum()
            shift = share.sum(1) @ self.fixed + (share @ self.grid) @ self.moving
            mean = g.mu + g.factors @ (V @ (b[:f] - G[:f, f:] @ shift)) + B[:, f:] @ shift
            clear = seen & (mean > LIMIT + 2.5 * sigma)
            sigma = max(np.sqrt(((x - mean)[clear] ** 2).sum() / max(clear.sum() - f, 1)), .02)
        return np.bincount(self.of, share.sum(1), len(g.classes))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("script")
    arguments.add_argument("out")
    arguments.add_argument("--seed", type=int, required=True)
    a = arguments.parse_args()
    g = Generator(a.script, a.out, a.seed)
    X, label = g.X, g.classes[g.y]
    assert np.array_equal(X[::997], np.load(pathlib.Path(a.out) / "X.npy", mmap_mode="r")[::997]), "another seed or another version"
    dates = pd.read_csv(pathlib.Path(a.out) / "samples.tsv", sep="\t").scan_date
    reader = Reader(g)
    for name, folds in (("random", StratifiedKFold(5, shuffle=True, random_state=0).split(X, label)),
                        ("scan_date", StratifiedGroupKFold(5, shuffle=True, random_state=0).split(X, label, dates))):
        test = next(folds)[1]
        P = np.maximum([reader.probabilities(X[i].astype(float)) for i in test], 1e-6)
        P /= P.sum(1, keepdims=True)
        truth = g.y[test]
        right, loss = P.argmax(1) == truth, -np.log(P[np.arange(len(test)), truth])
        print(json.dumps(dict(seed=a.seed, split=name, n=len(test), accuracy=round(right.mean(), 4),
                              accuracy_cancers=round(right[g.cancer[truth]].mean(), 4), log_loss=round(loss.mean(), 4))), flush=True)
