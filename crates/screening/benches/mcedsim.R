# MCEDsim (Ishfaq8899/updated_MCEDsim_Carolyn@0260e36, MIT) on 20 yearly screens of 13 cancers from age 50, both universes.
#
#     Rscript crates/screening/benches/mcedsim.R FOLDER PEOPLE
#
# FOLDER is a checkout of it: its sources are read as they are. Of its package survobj, which is on no registry, it uses two
# functions; they are defined here. Prints processor seconds of a cohort of PEOPLE and of one of 40, which is mostly what it
# does once: their difference is the time of PEOPLE - 40 people.
suppressPackageStartupMessages({ library(dplyr); library(tidyr); library(purrr); library(msm) })

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
people <- as.integer(arguments[2])

# T = exp(intercept + scale * L), L standard logistic: survreg's parameters of a log-logistic time.
s_loglogistic <- function(intercept, scale) list(intercept = intercept, scale = scale)
rsurv <- function(s, n) exp(s$intercept + s$scale * rlogis(n))

# dplyr before 1.1 has no `.default`; NA, which is asked for, is what it gives.
if (packageVersion("dplyr") < "1.1") case_when <- function(..., .default = NA) dplyr::case_when(...)

for (file in c("sim.ctmc.R", "multicancer_sim.R", "other_cause_death.R", "sim_death.R", "sim_MCED_helper_fun.R", "parallel_universe.R")) {
  source(file.path(folder, "R", file), local = FALSE)
}
for (file in list.files(file.path(folder, "data"), "rda$", full.names = TRUE)) load(file)

sites <- c("Anus", "Bladder", "Breast", "Esophagus", "Gastric", "Headandneck", "Liver", "Lung", "Pancreas", "Prostate",
           "Renal", "Uterine", "Ovary")
performance <- data.frame(early_sens = rep(.65, 13), late_sens = rep(.95, 13), cancer_site = sites)

run <- function(n) {
  spent <- system.time(suppressWarnings(
    sim_multiple_individuals_MCED_parallel_universe(
      cancer_sites = sites, LMST_vec = rep(.5, 13), OMST_vec = rep(2, 13), test_performance_dataframe = performance,
      MCED_specificity = .995, starting_age = 50, ending_age = 500, num_screens = 20, screen_interval = 1,
      num_males = n / 2, num_females = n / 2, all_rates_male = all_rates_male, all_rates_female = all_rates_female,
      all_meta_data_female = all_meta_data_female, all_meta_data_male = all_meta_data_male, cdc_data = all_cause_cdc,
      hmd_data = hmd_data, MCED_cdc = MCED_cdc, surv_param_table = param_table, CRC_data = NULL)))
  spent[["user.self"]] + spent[["sys.self"]]
}

few <- run(40)
cat(sprintf("%d people less 40: %.2f s of processor\n", people, run(people) - few))
