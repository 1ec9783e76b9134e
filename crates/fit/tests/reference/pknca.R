# Noncompartmental figures of PKNCA 0.12.1.9000 (github.com/humanpred/pknca, commit 686509f) with its default
# settings, in R 4.2.2. Writes the event tables that the test reads (*.csv) and PKNCA's figures (pknca.tsv):
#     Rscript pknca.R
# theoph: the theophylline study of R's datasets (oral, 12 people); indometh: the indomethacin study (bolus, 6 people).
# The others are made by hand: an infusion, values below the limit within and after a profile, a tail that is too
# short, and repeated doses (depot, bolus, infusion).
library(PKNCA)
figures <- list()
say <- function(case, subject, dose, figure, value) {
  value <- as.numeric(value)
  figures[[length(figures) + 1]] <<- data.frame(case, subject, dose, figure,
    value = if (is.na(value)) "NA" else trimws(formatC(value, digits = 15, format = "g")))
}

# t_max is that of the profile, as pk.nca() hands it over.
half_life <- function(conc, time, duration) {
  suppressWarnings(pk.calc.half.life(conc, time, tmax = pk.calc.tmax(conc, time), tlast = pk.calc.tlast(conc, time),
    time.dose = 0, duration.dose = duration))
}

# One dose at time 0.
single <- function(case, subject, conc, time, dose, route, duration = 0) {
  put <- function(figure, value) say(case, subject, 0, figure, value)
  hl <- half_life(conc, time, duration)
  clast <- pk.calc.clast.obs(conc, time)
  put("C_max", pk.calc.cmax(conc)); put("t_max", pk.calc.tmax(conc, time))
  put("C_last", clast); put("t_last", pk.calc.tlast(conc, time))
  # Where no sample was drawn at the dose 0 is taken there (PKNCA: impute = "start_conc0").
  at0 <- 0 %in% time
  c0_conc <- if (at0) conc else c(0, conc)
  c0_time <- if (at0) time else c(0, time)
  last <- pk.calc.auc.last(c0_conc, c0_time); mlast <- pk.calc.aumc.last(c0_conc, c0_time)
  lz <- hl$lambda.z
  inf <- function(f, clast) if (is.na(lz)) NA else f(c0_conc, c0_time, clast, lambda.z = lz)
  obs <- inf(pk.calc.auc.inf.obs, clast); pred <- inf(pk.calc.auc.inf.pred, hl$clast.pred)
  mobs <- inf(pk.calc.aumc.inf.obs, clast)
  if (route == "bolus") {
    c0 <- pk.calc.c0(conc, time); put("C0", c0)
    iv <- function(f, auc) if (is.na(auc)) NA else f(c0_conc, c0_time, c0, auc)
    plain <- obs
    last <- iv(pk.calc.auciv, last); obs <- iv(pk.calc.auciv, obs); pred <- iv(pk.calc.auciv, pred)
    mlast <- iv(pk.calc.aumciv, mlast); mobs <- iv(pk.calc.aumciv, mobs)
  }
  put("AUC_last", last); put("AUC_inf", obs); put("AUC_inf, predicted C_last", pred)
  put("AUC extrapolated, fraction", if (is.na(obs)) NA else pk.calc.aucpext(last, obs) / 100)
  put("AUMC_last", mlast); put("AUMC_inf", mobs)
  mrt <- pk.calc.mrt.iv(obs, mobs, duration)
  cl <- pk.calc.cl(dose, obs)
  iv <- route != "extravascular"
  put("MRT", mrt); put(if (iv) "CL" else "CL/F", cl)
  put(if (iv) "V_z" else "V_z/F", if (is.na(lz)) NA else pk.calc.vz(cl, lz))
  if (iv) put("V_ss", pk.calc.vss(cl, mrt))
  terminal(put, hl)
}

terminal <- function(put, hl) {
  put("lambda_z", hl$lambda.z); put("half-life", hl$half.life)
  put("lambda_z first time", hl$lambda.z.time.first); put("lambda_z last time", hl$lambda.z.time.last)
  put("lambda_z points", hl$lambda.z.n.points); put("lambda_z R²", hl$r.squared)
  put("lambda_z adjusted R²", hl$adj.r.squared); put("lambda_z span ratio", hl$span.ratio)
}

# Repeated doses every tau, the first at 0.
repeated <- function(case, subject, conc, time, dose, doses, tau, route, duration = 0) {
  since <- time >= (doses - 1) * tau
  hl <- half_life(conc[since], time[since] - (doses - 1) * tau, duration)
  terminal(function(figure, value) say(case, subject, 0, figure, value), hl)
  aucs <- c()
  for (k in seq_len(doses)) {
    put <- function(figure, value) say(case, subject, k, figure, value)
    within <- time >= (k - 1) * tau & time <= k * tau
    if (sum(within) < 2) next
    c <- conc[within]; t <- time[within] - (k - 1) * tau
    cmax <- pk.calc.cmax(c); cmin <- pk.calc.cmin(c)
    put("C_max", cmax); put("t_max", pk.calc.tmax(c, t)); put("C_min", cmin)
    put("C_trough", if (tau %in% t) pk.calc.ctrough(c, t, tau) else NA)
    auc <- pk.calc.auc.last(c, t)
    if (route == "bolus") {
      c0 <- pk.calc.c0(c, t, method = if (k == 1) c("c0", "logslope", "c1") else c("logslope", "c1"))
      auc <- pk.calc.auciv(c, t, c0, auc)
    }
    cav <- pk.calc.cav(auc, 0, tau)
    put("AUC_tau", auc); put("C_av", cav)
    if (cmin > 0) put("swing", pk.calc.swing(cmax, cmin) / 100)
    put("fluctuation", pk.calc.deg.fluc(cmax, cmin, cav) / 100)
    put(if (route == "extravascular") "CL_ss/F" else "CL_ss", pk.calc.cl(dose, auc))
    aucs <- c(aucs, auc)
  }
  say(case, subject, 0, "accumulation ratio", aucs[length(aucs)] / aucs[1])
}

table <- function(name, rows) write.table(rows, paste0(name, ".csv"), sep = ",", quote = FALSE, row.names = FALSE, na = ".")
heading <- function(rows, units) { names(rows) <- units; rows }

# Theophylline: mg/kg by mouth, mg/L.
rows <- NULL
for (id in unique(as.character(Theoph$Subject))) {
  one <- Theoph[Theoph$Subject == id, ]
  dose <- one$Dose[1] * one$Wt[1]
  rows <- rbind(rows, setNames(data.frame(id, 0, dose, NA, 1), 1:5), setNames(data.frame(id, one$Time, NA, one$conc, 0), 1:5))
  single("theoph", id, one$conc, one$Time, dose, "extravascular")
}
table("theoph", heading(rows, c("ID", "TIME(h)", "AMT(mg)", "DV(mg/L)", "EVID")))

# Indomethacin: 25 mg by vein, µg/mL.
rows <- NULL
for (id in unique(as.character(Indometh$Subject))) {
  one <- Indometh[Indometh$Subject == id, ]
  rows <- rbind(rows, setNames(data.frame(id, 0, 25, NA, 1), 1:5), setNames(data.frame(id, one$time, NA, one$conc, 0), 1:5))
  single("indometh", id, one$conc, one$time, 25000, "bolus")
}
table("indometh", heading(rows, c("ID", "TIME(h)", "AMT(mg)", "DV(ug/mL)", "EVID")))

# Made by hand: subject, route, duration, dose, times, concentrations (0: below the limit of 0.1).
hand <- list(
  list("infusion", "infusion", 2, 100, c(0, 0.5, 1, 2, 2.5, 3, 4, 6, 8, 12), c(0, 3.1, 5.2, 8.8, 6.9, 5.6, 3.7, 1.7, 0.8, 0.2)),
  list("below", "extravascular", 0, 50, c(0, 0.5, 1, 2, 3, 4, 6, 8, 10, 12), c(0, 0, 1.2, 4.4, 3.1, 0, 1.3, 0.6, 0.3, 0)),
  list("tail", "extravascular", 0, 50, c(0, 1, 2, 4, 6), c(0, 2, 5, 4, 3.5)),
  list("predose", "bolus", 0, 10, c(0, 0.5, 1, 2, 4, 8), c(0, 7, 5.5, 3, 1.1, 0.2)),
  list("rising", "bolus", 0, 10, c(0.5, 1, 2, 4, 8), c(5, 6, 3, 1.1, 0.2)))
rows <- NULL
for (one in hand) {
  names(one) <- c("id", "route", "duration", "dose", "time", "conc")
  rows <- rbind(rows,
    setNames(data.frame(one$id, 0, one$dose, if (one$duration > 0) one$duration else NA, NA, 1, one$route), 1:7),
    setNames(data.frame(one$id, one$time, NA, NA, ifelse(one$conc == 0, "<0.1", one$conc), 0, NA), 1:7))
  single("hand", one$id, one$conc, one$time, one$dose, one$route, one$duration)
}
table("hand", heading(rows, c("ID", "TIME(h)", "AMT(mg)", "DUR(h)", "DV(mg/L)", "EVID", "ROUTE")))

# Repeated: every 12 h; sampled after the first dose and after the fifth.
first <- c(0, 1, 2, 4, 8, 12); fifth <- c(48, 49, 50, 52, 56, 60, 64, 72)
time <- c(first, fifth)
given <- list(
  list("depot", "extravascular", 0, 80, c(0, 3, 4.1, 3.6, 2.1, 1.2, 2.3, 5.2, 6.4, 5.7, 3.5, 2.1, 1.25, 0.45)),
  list("bolus", "bolus", 0, 80, c(10, 8.1, 6.6, 4.4, 2, 0.9, 0.95, 9, 7.3, 4.9, 2.2, 1, 0.45, 0.09)),
  list("infusion", "infusion", 1, 80, c(0, 9, 7.3, 4.9, 2.2, 1, 1.05, 10, 8.1, 5.4, 2.45, 1.1, 0.5, 0.1)))
rows <- NULL
for (one in given) {
  names(one) <- c("id", "route", "duration", "dose", "conc")
  rows <- rbind(rows,
    setNames(data.frame(one$id, 0, one$dose, if (one$duration > 0) one$dose / one$duration else NA, 4, 12, NA, 1, one$route), 1:9),
    setNames(data.frame(one$id, time, NA, NA, NA, NA, one$conc, 0, NA), 1:9))
  repeated("repeated", one$id, one$conc, time, one$dose, 5, 12, one$route, one$duration)
}
table("repeated", heading(rows, c("ID", "TIME(h)", "AMT(mg)", "RATE", "ADDL", "II", "DV(mg/L)", "EVID", "ROUTE")))

# Bioavailability of the hand-made profiles: geometric means of AUC to infinity over dose, absorbed against vein.
all <- do.call(rbind, figures)
normalised <- function(subject, dose) {
  as.numeric(all$value[all$case == "hand" & all$subject == subject & all$figure == "AUC_inf"]) / dose
}
mean_log <- function(x) exp(mean(log(x)))
vein <- mean_log(c(normalised("infusion", 100), normalised("predose", 10), normalised("rising", 10)))
say("hand", "", 0, "F", pk.calc.f(1, vein, 1, normalised("below", 50)))
write.table(do.call(rbind, figures), "pknca.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
