# The published haemolysis metric (Smith 2022, Genes 13:1288; DraculR) of the samples of four studies:
# log2 CPM (edgeR 3.40.2) of miRNAs with over 40 CPM in at least n samples, geometric mean over the signature
# less that over the others.
#   Rscript haemolysis.R FOLDER > haemolysis.tsv
suppressMessages(library(edgeR))
folder <- commandArgs(TRUE)[1]
signature <- paste0("hsa-miR-", c("106b-3p", "140-3p", "142-5p", "532-5p", "17-5p", "19b-3p", "30c-5p", "324-5p", "192-5p", "660-5p",
  "186-5p", "425-5p", "25-3p", "363-3p", "183-5p", "451a", "182-5p", "191-5p", "194-5p", "20b-5p"))
gm <- function(x) exp(mean(log(x[x > 0])))
cat("study\tsample\tmetric\n")
for (study in c("GSE105052", "GSE118038", "GSE151341", "GSE153813")) {
  counts <- as.matrix(read.csv(file.path(folder, paste0(study, ".csv")), row.names = 1, check.names = FALSE))
  d <- calcNormFactors(DGEList(counts), method = "TMM")
  keep <- rowSums(cpm(d) > 40) >= min(3, ncol(counts))
  log_cpm <- cpm(d[keep, , keep.lib.sizes = FALSE]$counts, log = TRUE)
  own <- rownames(log_cpm) %in% signature
  for (s in colnames(log_cpm)) cat(study, s, signif(gm(log_cpm[own, s]) - gm(log_cpm[!own, s]), 8), sep = "\t", fill = TRUE)
}
