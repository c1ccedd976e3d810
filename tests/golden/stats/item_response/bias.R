# Ordinal logistic regressions by MASS::polr and differences of log-likelihoods by plain code, apart from src/stats.
shared <- Sys.getenv("MINKA_SHARED_DATA", "../shared/data")
b <- read.csv(file.path(shared, "psychometrics/psych_bfi.csv"))
b <- b[complete.cases(b[, c("A2", "A3", "A4", "A5")]), ]
b$total <- rowSums(b[, c("A2", "A3", "A4", "A5")])
nagelkerke <- function(l, l0, n) (1 - exp(2 * (l0 - l) / n)) / (1 - exp(2 * l0 / n))
for (item in c("A2", "A4")) {
  y <- factor(b[[item]]); female <- as.numeric(b$gender == 2); z <- b$total; n <- nrow(b)
  l0 <- as.numeric(logLik(MASS::polr(y ~ 1)))
  l <- sapply(list(y ~ z, y ~ z + female, y ~ z + female + I(z * female)), function(f) as.numeric(logLik(MASS::polr(f, control = list(reltol = 1e-14, maxit = 1000)))))
  cat(item, "n", n, sprintf("%.8f", c(l0, l)), "\n  chi-square", sprintf("%.6f", 2 * (l[3] - l[1])), "uniform", sprintf("%.6f", 2 * (l[2] - l[1])),
      "R2 change", sprintf("%.8f", nagelkerke(l[3], l0, n) - nagelkerke(l[1], l0, n)), "\n")
  if (item == "A2") print(coef(summary(MASS::polr(y ~ z + female, control = list(reltol = 1e-15, maxit = 5000), Hess = TRUE))), digits = 10)
}
