//! English.

use super::{Grades, RowWords, Rows, Verdicts, Words};

/// The ledger in English.
pub const EN: Words = Words {
    code: "en",
    title: "What an article on exosomes promised, and what is known",
    lead: "Twelve promises, each with what is known of it, what this program computes from stated assumptions, and a verdict. Nothing here promises that a treatment helps or harms anyone.",
    patient: "If you think of such a treatment, ask: was it compared with people who did not get it, chosen by chance? What exactly is in it, measured how? Who counts side effects, and for how long?",
    research: "Research use only. Not medical advice.",
    claim: "Promise",
    known: "What is known",
    evidence: "Best evidence",
    computed: "Computed here",
    verdict: "Verdict",
    command: "Run it again",
    in_full: "Further",
    by_chance: "Drawn at random with seed {seed}; ± is the standard deviation over the {others} seeds after it.",
    differs: "with seed 1 the ledger states",
    verdicts: Verdicts {
        reproduced: "reproduced",
        cannot_be_shown: "cannot be shown by this design",
        contradicted: "contradicted",
        no_model: "no model",
    },
    grades: Grades {
        randomised: "randomised trials in people",
        uncontrolled: "people without controls",
        retrospective: "samples of people already known to be ill or well",
        animal: "animals and tracers",
        statement: "a statement without data",
    },
    rows: Rows {
        reach: RowWords {
            claim: "Exosomes go where something is damaged and repair it, without fail.",
            known: "Liver, spleen and lung take most of a dose by vein, within minutes to hours (mice, PET tracers; Kang 2021). No human distribution is measured.",
            said: "A small part of a dose can reach any one place. How vesicles cross vessel walls is assumed in this model.",
            figures: [
                "of a drip ends in liver, spleen and lung",
                "of a drip ends in the brain",
                "of a drip ends in the skin",
                "of a dose by microneedles ends in the skin",
            ],
        },
        improved: RowWords {
            claim: "12 of 13 people with spinal cord injury gained a grade or more by day 220.",
            known: "True as reported, without controls (article; Nature 2019). Many people gain a grade untreated (Kirshblum 2021, PMC8080912). The grades at the start, 6 A, 2 B, 5 C, are assumed.",
            said: "Published averages do not give 12 of 13 by chance. People chosen because they still improved on day 40, milder injuries, or examiners who knew can. Without controls nobody can tell.",
            figures: [
                "exact 95 % interval of 12 of 13",
                "chance of 12 or more by natural recovery, Kirshblum 2016; if all were C",
                "the same, Spiess 2009",
                "the same, Marino 1999",
                "the same, van Middendorp 2009",
                "natural rate per person at which 12 or more happen in 5 % of such groups",
            ],
        },
        cause: RowWords {
            claim: "The recovery was due to exosomes.",
            known: "Cells were infused. No group got vesicles alone, and none got nothing.",
            said: "An effect of the cells and an effect of the vesicles they shed predict the same result: it cannot be told which, or whether either.",
            figures: [
                "evidence for an effect of cells over none, if the natural course is that of the tables (Bayes factor)",
                "the same for an effect of their vesicles",
                "cells over vesicles",
            ],
        },
        age: RowWords {
            claim: "We have 6 billion mesenchymal stem cells at birth and 30 million in our eighties.",
            known: "The count is a frequency in marrow times the cells of a whole adult body, at birth too. One series of 100 hips found no significant decline (PMC3014682).",
            said: "The arithmetic is reproduced. As a count it is not: a newborn does not have an adult's cells, and the frequency is disputed.",
            figures: [
                "cells of an adult body (6e13) at one in 10,000",
                "the same at one in 2,000,000",
                "fold decline from birth to 85 years",
                "more doublings in culture to make up for it",
            ],
        },
        cancers: RowWords {
            claim: "13 cancers are told apart from one drop of blood, with an accuracy of 0.88 and 0.90.",
            known: "Retrospective samples. The slide and the date of measurement alone, without any miRNA, call 0.96 and 0.86 of them right (audit of the public design).",
            said: "Where each cancer was measured on days of its own, the day tells the cancer. In simulated people the same happens:",
            figures: [
                "called right by the date alone, dates follow classes (simulated)",
                "the same where every date holds all classes",
            ],
        },
        accuracy: RowWords {
            claim: "Cancer is found at stage 0 with an accuracy of 95 % or more, soon for everyone.",
            known: "Press reports of 2019 (Toray 95 %, Toshiba 99 %). No prospective result was found.",
            said: "Even if 95 % of the ill and 95 % of the well were called right, most alarms would be false.",
            figures: [
                "of alarms are cancers if 0.5 % of people have one",
                "of alarms are cancers if 1 % of people have one",
            ],
        },
        threat: RowWords {
            claim: "The threat of cancer will soon be gone; today only 30 % of people go to screening.",
            known: "The largest randomised trial of a blood test for many cancers, NHS-Galleri, missed its primary endpoint.",
            said: "Deaths fall by a part at best, even if the promised test existed; more uptake does not turn a poor test into a good one.",
            figures: [
                "of cancer deaths prevented in 10 years, uptake 30 %, a test no better than its false alarms",
                "the same, uptake 70 %",
                "of cancer deaths prevented, uptake 30 %, if the promised 95 % were true",
                "the same, uptake 70 %",
            ],
        },
        pure: RowWords {
            claim: "The product is 99 % pure, hence hardly any risk.",
            known: "No definition and no method are given. \"Pure\" has five meanings: particles, marker-positive particles, protein, peak area, protein removed. None says anything of sterility, viruses, DNA or dose.",
            said: "To show 99 % of particles it takes hundreds of them looked at one by one.",
            figures: [
                "particles, all of the kind claimed, to show 99 %",
                "particles if one of them is not",
            ],
        },
        supernatant: RowWords {
            claim: "Culture supernatant is rich in exosomes.",
            known: "Serum and platelet lysate bring vesicles, lipoproteins and protein of their own, which no filter tells apart.",
            said: "In a supernatant with 10 % serum most particles are lipoproteins of the serum. What serum brings is assumed here; a blank would measure it.",
            figures: [
                "of the particles of a dose are vesicles of the cells",
                "are vesicles of the serum",
                "free protein in a dose of 1e12 particles",
            ],
        },
        drip: RowWords {
            claim: "A drip helps hair, liver, shoulder, sleep, mood and fatigue.",
            known: "No controlled evidence was found. In Japan such products are unapproved and the responsibility is the physician's (ministry of health, 31 July 2024); sepsis was reported in free practice (ministry panel, December 2024).",
            said: "Nothing can be computed of an effect. What such a drip holds and where it goes can be:",
            figures: [
                "vesicles of the cells in a drip of 1e12 particles",
                "endotoxin, EU per kg and hour; the limit is 5 (assumed)",
                "of the vesicles end in the skin",
            ],
        },
        needling: RowWords {
            claim: "Needling with exosomes rejuvenates skin and hair from one visit.",
            known: "Split-face trials of 25 to 28 people over three sessions; needling alone acts too. Hair: series of 8 to 39 people without controls.",
            said: "Without needling alone as control, a series succeeds whatever is on the needle.",
            figures: [
                "of hair series of 20 people succeed without any effect of vesicles",
                "of split-face trials of 28 people succeed without any effect",
                "of split-face trials of 28 people show an effect of 0.2 standard deviations",
            ],
        },
        safety: RowWords {
            claim: "It is safe: no serious side effect in 13 people.",
            known: "13 people, no serious event reported.",
            said: "None of 13 leaves room for one in five.",
            figures: [
                "highest rate that 0 of 13 leaves possible (exact, one-sided 95 %)",
                "rule of three",
            ],
        },
    },
};
