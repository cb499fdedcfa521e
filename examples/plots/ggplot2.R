#!/usr/bin/env Rscript
# Outcome shares, a fan of rungs and outcome curves from a run folder: R and ggplot2.
#
#     Rscript examples/plots/ggplot2.R results/kaesong-2020 [north-korea] [pictures]
library(ggplot2)

arguments <- commandArgs(trailingOnly = TRUE)
run <- arguments[1]
actor <- if (length(arguments) > 1) arguments[2] else "north-korea"
pictures <- if (length(arguments) > 2) arguments[3] else "."

outcomes <- subset(read.csv(file.path(run, "outcomes.csv")), policy == "baseline")
daily <- subset(read.csv(file.path(run, "daily.csv")), policy == "baseline")
picture <- function(name, plot) {
  ggsave(file.path(pictures, name), plot, width = 6, height = 4, dpi = 80)
}

picture("ggplot2_outcomes.png", ggplot(outcomes, aes(share, outcome)) +
  geom_pointrange(aes(xmin = ci_low, xmax = ci_high)) +
  labs(x = "share of trials, 95% interval", y = NULL, title = "How it ends"))

quantiles <- subset(daily, metric == "rung" & subject == actor, c(day, statistic, value))
rungs <- reshape(quantiles, idvar = "day", timevar = "statistic", direction = "wide")
picture("ggplot2_fan.png", ggplot(rungs, aes(day)) +
  geom_ribbon(aes(ymin = value.p05, ymax = value.p95), alpha = 0.25) +
  geom_ribbon(aes(ymin = value.p25, ymax = value.p75), alpha = 0.45) +
  geom_step(aes(y = value.p50)) +
  labs(x = "days since the onset", y = "rung", title = actor))

picture("ggplot2_curves.png", ggplot(subset(daily, metric == "ended"), aes(day, value)) +
  geom_ribbon(aes(ymin = ci_low, ymax = ci_high, fill = subject), alpha = 0.25) +
  geom_line(aes(colour = subject)) +
  labs(x = "days since the onset", y = "share of trials that ended so", colour = "outcome", fill = "outcome"))
