//! Mie scattering by homogeneous and coated spheres (Bohren and Huffman 1983, chapters 4 and 8).

mod complex;

use std::f64::consts::PI;

pub use self::complex::Complex;

/// Expansion coefficients a_n and b_n of one particle, n from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    x: f64,
    a: Vec<Complex>,
    b: Vec<Complex>,
}

/// Largest size parameter that is computed.
const LARGEST: f64 = 2000.0;

/// Terms of the expansion (Wiscombe 1980, Appl Opt 19:1505).
fn terms(x: f64) -> usize {
    (x + 4.05 * x.cbrt() + 2.0).ceil() as usize + 1
}

/// Riccati–Bessel functions ψ_n and χ_n and derivatives of a real argument, n from 0.
struct Riccati {
    psi: Vec<f64>,
    chi: Vec<f64>,
    z: f64,
}

impl Riccati {
    fn new(z: f64, most: usize) -> Self {
        // ψ by downward recurrence of its ratio, which is stable; χ upward, where it grows.
        let start = most.max(z as usize) + 60;
        let mut ratio = vec![0.0; start + 2];
        for n in (1..=start).rev() {
            // ratio[n] = ψ_{n−1} / ψ_n.
            let next = ratio.get(n + 1).copied().unwrap_or(0.0);
            let value = (2 * n + 1) as f64 / z - if next == 0.0 { 0.0 } else { 1.0 / next };
            if let Some(place) = ratio.get_mut(n) {
                *place = value;
            }
        }
        let first = z.sin() / z - z.cos();
        let mut psi = vec![z.sin(), first];
        for n in 2..=most {
            let last = psi.last().copied().unwrap_or_default();
            let by = ratio.get(n).copied().unwrap_or(f64::INFINITY);
            // Upward where n < z, where it is stable and the ratio may pass 0.
            let value = if (n as f64) < z {
                let before = psi.get(n - 2).copied().unwrap_or_default();
                (2 * n - 1) as f64 / z * last - before
            } else {
                last / by
            };
            psi.push(value);
        }
        let mut chi = vec![z.cos(), z.cos() / z + z.sin()];
        for n in 2..=most {
            let (last, before) = (
                chi.last().copied().unwrap_or_default(),
                chi.get(n - 2).copied().unwrap_or_default(),
            );
            chi.push((2 * n - 1) as f64 / z * last - before);
        }
        Self { psi, chi, z }
    }

    fn of(values: &[f64], n: usize, z: f64) -> (f64, f64) {
        let value = values.get(n).copied().unwrap_or_default();
        let before = values.get(n - 1).copied().unwrap_or_default();
        (value, before - n as f64 / z * value)
    }

    /// ψ_n and its derivative.
    fn psi(&self, n: usize) -> (f64, f64) {
        Self::of(&self.psi, n, self.z)
    }

    /// χ_n and its derivative.
    fn chi(&self, n: usize) -> (f64, f64) {
        Self::of(&self.chi, n, self.z)
    }

    /// ξ_n = ψ_n − i χ_n and its derivative.
    fn xi(&self, n: usize) -> (Complex, Complex) {
        let ((p, dp), (c, dc)) = (self.psi(n), self.chi(n));
        (Complex { re: p, im: -c }, Complex { re: dp, im: -dc })
    }
}

/// Homogeneous sphere of relative index `m` (imaginary part positive where it absorbs) and size parameter
/// x = π d n_medium / λ; `None` outside 0 < x ≤ 2000.
pub fn sphere(m: Complex, x: f64) -> Option<Coefficients> {
    if !(x > 0.0 && x <= LARGEST && m.re > 0.0 && m.im.is_finite()) {
        return None;
    }
    let most = terms(x);
    let outside = Riccati::new(x, most);
    let inside = m.times(x);
    // Logarithmic derivative D_n(mx), downward.
    let start = most.max(inside.abs() as usize) + 60;
    let mut d = vec![Complex::ZERO; start + 1];
    for n in (1..=start).rev() {
        let by = Complex::real(n as f64).over(inside);
        let here = d.get(n).copied().unwrap_or(Complex::ZERO);
        if let Some(place) = d.get_mut(n - 1) {
            *place = by.minus(Complex::real(1.0).over(here.plus(by)));
        }
    }
    let (mut a, mut b) = (Vec::with_capacity(most), Vec::with_capacity(most));
    for n in 1..=most {
        let derivative = d.get(n).copied().unwrap_or(Complex::ZERO);
        let ((psi, dpsi), (xi, dxi)) = (outside.psi(n), outside.xi(n));
        let coefficient = |inner: Complex| -> Complex {
            let top = inner.times(psi).minus(Complex::real(dpsi));
            top.over(inner.by(xi).minus(dxi))
        };
        a.push(coefficient(derivative.over(m)));
        b.push(coefficient(derivative.by(m)));
    }
    Some(Coefficients { x, a, b })
}

/// Coated sphere without absorption: relative indices of core and shell, size parameters of core and whole. `None`
/// unless 0 < core ≤ whole ≤ 2000.
pub fn coated(core: f64, shell: f64, x: f64, y: f64) -> Option<Coefficients> {
    if !(x > 0.0 && x <= y && y <= LARGEST && core > 0.0 && shell > 0.0) {
        return None;
    }
    let most = terms(y);
    let (m1, m2) = (core, shell);
    let r = |z: f64| Riccati::new(z, most);
    let (in_core, at_core, at_shell, out) = (r(m1 * x), r(m2 * x), r(m2 * y), r(y));
    let (mut a, mut b) = (Vec::with_capacity(most), Vec::with_capacity(most));
    for n in 1..=most {
        let ((p1, dp1), (p2, dp2), (c2, dc2)) = (in_core.psi(n), at_core.psi(n), at_core.chi(n));
        // Equal indices make the coating vanish: numerators are 0, and denominators −m (ψ χ' − ψ' χ) is not.
        let big_a = (m2 * p2 * dp1 - m1 * dp2 * p1) / (m2 * c2 * dp1 - m1 * dc2 * p1);
        let big_b = (m2 * p1 * dp2 - m1 * p2 * dp1) / (m2 * dc2 * p1 - m1 * dp1 * c2);
        let ((ps, dps), (cs, dcs)) = (at_shell.psi(n), at_shell.chi(n));
        let ((po, dpo), (xo, dxo)) = (out.psi(n), out.xi(n));
        let (ga, dga) = (ps - big_a * cs, dps - big_a * dcs);
        let (gb, dgb) = (ps - big_b * cs, dps - big_b * dcs);
        a.push(
            Complex::real(po * dga - m2 * dpo * ga).over(xo.times(dga).minus(dxo.times(m2 * ga))),
        );
        b.push(
            Complex::real(m2 * po * dgb - dpo * gb).over(xo.times(m2 * dgb).minus(dxo.times(gb))),
        );
    }
    Some(Coefficients { x: y, a, b })
}

impl Coefficients {
    fn terms(&self) -> impl Iterator<Item = (f64, Complex, Complex)> {
        let pairs = self.a.iter().zip(&self.b).enumerate();
        pairs.map(|(i, (a, b))| ((2 * i + 3) as f64, *a, *b))
    }

    /// Extinction efficiency.
    pub fn q_ext(&self) -> f64 {
        2.0 / (self.x * self.x) * self.terms().map(|(w, a, b)| w * (a.re + b.re)).sum::<f64>()
    }

    /// Scattering efficiency.
    pub fn q_sca(&self) -> f64 {
        2.0 / (self.x * self.x)
            * self.terms().map(|(w, a, b)| w * (a.norm() + b.norm())).sum::<f64>()
    }

    /// Unpolarised scattering (|S₁|² + |S₂|²) / 2 at cos θ.
    pub fn intensity(&self, cosine: f64) -> f64 {
        let (mut before, mut pi) = (0.0, 1.0);
        let (mut s1, mut s2) = (Complex::ZERO, Complex::ZERO);
        for (i, (a, b)) in self.a.iter().zip(&self.b).enumerate() {
            let n = (i + 1) as f64;
            let tau = n * cosine * pi - (n + 1.0) * before;
            let weight = (2.0 * n + 1.0) / (n * (n + 1.0));
            s1 = s1.plus(a.times(weight * pi).plus(b.times(weight * tau)));
            s2 = s2.plus(a.times(weight * tau).plus(b.times(weight * pi)));
            let next = ((2.0 * n + 1.0) * cosine * pi - (n + 1.0) * before) / n;
            (before, pi) = (pi, next);
        }
        f64::midpoint(s1.norm(), s2.norm())
    }

    /// Efficiency of what a lens at 90° of half angle `half` (radians, up to π/2) collects of unpolarised light.
    pub fn q_side(&self, half: f64) -> f64 {
        const STEPS: usize = 200;
        let half = half.clamp(0.0, PI / 2.0);
        let step = 2.0 * half / STEPS as f64;
        // Midpoints in the polar angle; the part of the azimuth inside the cone in closed form.
        let sum: f64 = (0..STEPS)
            .map(|i| {
                let theta = PI / 2.0 - half + (i as f64 + 0.5) * step;
                let inside = 2.0 * (half.cos() / theta.sin()).clamp(-1.0, 1.0).acos();
                self.intensity(theta.cos()) * inside * theta.sin() * step
            })
            .sum();
        sum / (PI * self.x * self.x)
    }
}
