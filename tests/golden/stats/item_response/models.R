# Marginal maximum likelihood of item response models, written apart from src/stats: plain optim() on the log-likelihood.
shared <- Sys.getenv("MINKA_SHARED_DATA", "../shared/data")
theta <- seq(-6, 6, length.out = 61)

# Category probabilities of one item, nodes x categories.
graded <- function(a, d) { s <- cbind(1, sapply(d, function(x) plogis(a * theta + x)), 0); s[, -ncol(s)] - s[, -1] }
credit <- function(a, d) { z <- sapply(0:length(d), function(k) k * a * theta + c(0, d)[k + 1]); exp(z) / rowSums(exp(z)) }

# probs: list of matrices by item; x: answers from 0, NA missing; one prior
marginal <- function(probs, x, prior) {
  like <- matrix(1, nrow(x), 61)
  for (i in seq_along(probs)) { seen <- !is.na(x[, i]); like[seen, ] <- like[seen, ] * t(probs[[i]])[x[seen, i] + 1, ] }
  sum(log(like %*% prior))
}
normal <- function(m = 0, s = 1) { w <- dnorm(theta, m, s); w / sum(w) }
climb <- function(start, f) {
  for (k in 1:6) { o <- optim(start, f, method = "BFGS", control = list(maxit = 5000, reltol = 1e-16, fnscale = -1)); start <- o$par }
  h <- optimHess(o$par, f, control = list(fnscale = -1, ndeps = rep(1e-4, length(start))))
  cat(sprintf("logLik %.6f\n", o$value)); print(rbind(o$par, sqrt(diag(solve(-h)))), digits = 8); invisible(o$par)
}
# The same for a table of distinct rows would be quicker; these are small.
d <- read.csv(file.path(shared, "psychometrics/ltm_Science.csv"), stringsAsFactors = FALSE)
levels <- c("strongly disagree", "disagree", "agree", "strongly agree")
x <- sapply(d[, c("Comfort", "Work", "Future", "Benefit")], function(v) match(v, levels) - 1)
n <- ncol(x)
cat("generalised partial credit: a d1 d2 d3 by item\n")
gp <- climb(rep(c(.7, 2, 2.5, 1.5), n), function(p) marginal(lapply(1:n, function(i) credit(p[4*i-3], p[4*i-2:0])), x, normal()))
cat("partial credit: common a, then d1 d2 d3 by item\n")
pc <- climb(c(.7, rep(c(2, 2.5, 1.5), n)), function(p) marginal(lapply(1:n, function(i) credit(p[1], p[3*i-1:(-1)])), x, normal()))
cat("rating scale: a, t1, t2, then c by item; d_ik = k c_i + t_k\n")
rs <- climb(c(.7, 1, 1, rep(.5, n)), function(p) marginal(lapply(1:n, function(i) credit(p[1], 1:3 * p[3 + i] + c(p[2:3], 0))), x, normal()))
l <- as.matrix(read.csv(file.path(shared, "psychometrics/ltm_LSAT6.csv"))); l <- l[, tail(seq_len(ncol(l)), 5)]
cat("Rasch with a common slope, LSAT6: a, d\n")
climb(c(.7, 1, 1, 1, 1, 1), function(p) marginal(lapply(1:5, function(i) credit(p[1], p[1 + i])), l, normal()))
b <- read.csv(file.path(shared, "psychometrics/psych_bfi.csv")); 
y <- as.matrix(b[, c("A2", "A3", "A5")]) - 1
cat("graded, three items of bfi, women (gender 2) beside men (1): a d1..d5 by item, mean, log deviation of women\n")
male <- b$gender == 1
two <- function(p) { q <- lapply(1:3, function(i) graded(p[6*i-5], p[6*i-4:0])); if (any(unlist(q) <= 0)) return(-1e10)
  ok <- rowSums(!is.na(y)) > 0
  marginal(q, y[male & ok, ], normal()) + marginal(q, y[!male & ok, ], normal(p[19], exp(p[20]))) }
climb(c(rep(c(1.5, 5, 3.5, 2.5, 1, -1), 3), .3, 0), two)
cat("the same with A2 free\n")
free <- function(p) { q <- lapply(1:3, function(i) graded(p[6*i-5], p[6*i-4:0])); r <- q; r[[1]] <- graded(p[21], p[22:26]); if (any(unlist(c(q, r)) <= 0)) return(-1e10)
  ok <- rowSums(!is.na(y)) > 0
  marginal(q, y[male & ok, ], normal()) + marginal(r, y[!male & ok, ], normal(p[19], exp(p[20]))) }
climb(c(rep(c(1.5, 5, 3.5, 2.5, 1, -1), 3), .3, 0, 1.5, 5, 3.5, 2.5, 1, -1), free)
