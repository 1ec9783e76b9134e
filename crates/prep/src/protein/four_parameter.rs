//! Four-parameter logistic curve y = d + (a − d) / (1 + (x / c)^b): Levenberg–Marquardt, gradient, (JᵀJ)⁻¹.

use crate::figure::mean;

/// Signal at concentration `x` for a, b, c, d.
pub(super) fn signal(p: &[f64; 4], x: f64) -> f64 {
    let [a, b, c, d] = *p;
    d + (a - d) / (1.0 + (x / c).powf(b))
}

/// Derivatives of the signal at `x` in a, b, c, d.
pub(super) fn gradient(p: &[f64; 4], x: f64) -> [f64; 4] {
    let [a, b, c, d] = *p;
    if x <= 0.0 {
        return [1.0, 0.0, 0.0, 0.0];
    }
    let power = (x / c).powf(b);
    let share = 1.0 / (1.0 + power);
    let by_power = -(a - d) * share * share;
    [share, by_power * power * (x / c).ln(), -by_power * power * b / c, 1.0 - share]
}

/// (JᵀJ)⁻¹ of the gradients at the standards; `None` where they do not determine the parameters.
pub(super) fn inverse(p: &[f64; 4], x: &[f64]) -> Option<Vec<Vec<f64>>> {
    let mut normal = [[0.0; 4]; 4];
    for x in x {
        let g = gradient(p, *x);
        for (row, a) in normal.iter_mut().zip(g) {
            row.iter_mut().zip(g).for_each(|(cell, b)| *cell += a * b);
        }
    }
    // Scaled to ones on the diagonal: parameters have units of their own.
    let mut scale = [0.0; 4];
    for (i, row) in normal.iter().enumerate() {
        *scale.get_mut(i)? = row.get(i)?.sqrt();
    }
    for (row, a) in normal.iter_mut().zip(scale) {
        row.iter_mut().zip(scale).for_each(|(cell, b)| *cell /= a * b);
    }
    let mut columns = Vec::with_capacity(4);
    for i in 0..4 {
        let mut unit = [0.0; 4];
        *unit.get_mut(i)? = 1.0;
        let column = solve(normal, unit)?;
        let scaled = column.iter().zip(scale).map(|(cell, a)| cell / (a * scale[i]));
        columns.push(scaled.collect::<Vec<f64>>());
    }
    let whole = columns.iter().flatten().all(|cell| cell.is_finite());
    let positive = columns.iter().enumerate().all(|(i, row)| row.get(i).is_some_and(|v| *v > 0.0));
    (whole && positive).then_some(columns)
}

/// Levenberg–Marquardt on a, ln b, ln c, d.
pub(super) fn fit(x: &[f64], y: &[f64]) -> Option<[f64; 4]> {
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    let high = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = mean(x)?.max(1e-300);
    let natural = |q: &[f64; 4]| [q[0], q[1].exp(), q[2].exp(), q[3]];
    let loss = |q: &[f64; 4]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (y - signal(&natural(q), *x)).powi(2)).sum()
    };
    let mut q = [low, 0.0, middle.ln(), high + 0.1 * (high - low)];
    let (mut best, mut damping) = (loss(&q), 1e-3);
    for _ in 0..500 {
        let mut normal = [[0.0; 4]; 4];
        let mut towards = [0.0; 4];
        let [_, b, c, _] = natural(&q);
        for (x, y) in x.iter().zip(y) {
            let [da, db, dc, dd] = gradient(&natural(&q), *x);
            let row = [da, db * b, dc * c, dd];
            let off = y - signal(&natural(&q), *x);
            for ((line, slot), a) in normal.iter_mut().zip(&mut towards).zip(row) {
                *slot += a * off;
                line.iter_mut().zip(row).for_each(|(cell, b)| *cell += a * b);
            }
        }
        for (i, row) in normal.iter_mut().enumerate() {
            *row.get_mut(i)? *= 1.0 + damping;
        }
        let Some(step) = solve(normal, towards) else {
            damping *= 10.0;
            continue;
        };
        let mut next = q;
        next.iter_mut().zip(step).for_each(|(q, step)| *q += step);
        let found = loss(&next);
        if found.is_finite() && found < best {
            let done = (best - found) <= 1e-14 * best;
            (q, best, damping) = (next, found, damping / 10.0);
            if done {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    best.is_finite().then(|| natural(&q))
}

/// Solution of four linear equations by elimination with pivots.
fn solve(mut a: [[f64; 4]; 4], mut b: [f64; 4]) -> Option<[f64; 4]> {
    for i in 0..4 {
        let pivot = (i..4).max_by(|p, q| a[*p][i].abs().total_cmp(&a[*q][i].abs()))?;
        if a[pivot][i].abs() < 1e-300 {
            return None;
        }
        a.swap(i, pivot);
        b.swap(i, pivot);
        for j in i + 1..4 {
            let factor = a[j][i] / a[i][i];
            let pivot_row = a[i];
            for (cell, above) in a[j].iter_mut().zip(pivot_row).skip(i) {
                *cell -= factor * above;
            }
            b[j] -= factor * b[i];
        }
    }
    let mut x = [0.0; 4];
    for i in (0..4).rev() {
        let known: f64 = (i + 1..4).map(|k| a[i][k] * x[k]).sum();
        x[i] = (b[i] - known) / a[i][i];
    }
    Some(x)
}
