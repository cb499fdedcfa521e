#!/usr/bin/env Rscript
# Kaesong 2020: the liaison office is blown up
# Figures from a run folder of offramp, drawn with R and ggplot2.
#
#     Rscript -e 'install.packages("ggplot2")'      (Debian: apt-get install r-cran-ggplot2)
#     Rscript THIS_FILE [FOLDER] [PICTURES]
#
# Written by `offramp plots`, to be changed. Shares of simulated trials under stated assumptions: not a forecast.
library(ggplot2)

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "results/kaesong-2020"
pictures <- if (length(arguments) > 1) arguments[2] else "pictures"
dir.create(pictures, recursive = TRUE, showWarnings = FALSE)

# What people call things, in the scenario this was written for; other scenarios keep the names of their tables.
scenario <- "kaesong-2020"
labels <- c(
  "international-community" = "international community",
  "north-korea" = "North Korea",
  "south-korea" = "South Korea",
  "united-states" = "United States",
  "minor_clash" = "minor clash or worse",
  "serious_clash" = "serious clash \u{2020} (a prior)",
  "war" = "war \u{2020} (a prior)"
)
rung_names <- c("routine", "protest", "threat", "coercive-act", "show-of-force", "minor-clash", "serious-clash", "war")

# A table: an empty cell is unknown, and names are text.
table_of <- function(file) {
  rows <- read.csv(file.path(folder, file), fileEncoding = "UTF-8-BOM", check.names = FALSE, na.strings = "")
  if (!identical(unique(as.character(rows$scenario)), scenario)) labels <<- character()
  rows
}

# The table with policy and variant, if there are variants, in one column `arm`.
with_arm <- function(rows) {
  arm <- if ("variant" %in% names(rows)) paste0(rows$policy, " (", rows$variant, ")") else as.character(rows$policy)
  rows$arm <- factor(arm, levels = unique(arm))
  rows
}

label <- function(name) {
  name <- as.character(name)
  ifelse(name %in% names(labels), labels[name], gsub("_", " ", name))
}

# Names as people call them, in the order of the table.
called <- function(name) factor(label(name), levels = unique(label(name)))

# What the bars are, in words.
intervals <- function(rows) {
  scope <- if ("ci_scope" %in% names(rows)) rows$ci_scope[1] else "pointwise"
  sprintf("%d trials of each; %.4g%% %s interval of each, %s", rows$trials[1], 100 * rows$ci_level[1], rows$ci_method[1], scope)
}

save <- function(plot, name, width = 7, height = 4.5) {
  file <- file.path(pictures, paste0(name, ".png"))
  plot <- plot + theme_bw(base_size = 10) + theme(legend.position = "bottom", plot.title.position = "plot")
  ggsave(file, plot, width = width, height = height, dpi = 100, limitsize = FALSE)
  cat(file, "\n", sep = "")
}
percent <- function(x) paste0(100 * x, "%")

# How it ends, and whether blood was shed: what is not "no violence" is at least a minor clash.
outcomes <- table_of("outcomes.csv")
clash <- subset(table_of("violence.csv"), since == "after_onset" & violence == 1)
clash$outcome <- "minor_clash"
clash[c("share", "ci_low", "ci_high")] <- 1 - clash[c("share", "ci_high", "ci_low")]
shares <- with_arm(rbind(clash[names(outcomes)], outcomes))
shares$measure <- called(shares$outcome)
shown <- head(levels(shares$arm), 4) # the first four; name others here

side <- position_dodge(width = 0.6)
save(ggplot(subset(shares, arm %in% shown), aes(share, measure, colour = arm)) +
  geom_pointrange(aes(xmin = ci_low, xmax = ci_high), position = side, size = 0.3) +
  scale_y_discrete(limits = rev) +
  scale_x_continuous(labels = percent, limits = c(0, NA)) +
  labs(x = "share of trials", y = NULL, colour = NULL, title = "Clashes, and how it ends", caption = intervals(outcomes)), "outcomes")

daily <- with_arm(table_of("daily.csv"))
days <- head(levels(daily$arm), 4) # the first four; name others here
daily <- subset(daily, arm %in% days)

quantiles <- subset(daily, metric == "rung", c(arm, subject, day, statistic, value))
fans <- reshape(quantiles, idvar = c("arm", "subject", "day"), timevar = "statistic", direction = "wide")
fans$actor <- called(fans$subject)
known <- if (length(labels) > 0) scale_y_continuous(breaks = seq_along(rung_names) - 1, labels = rung_names, minor_breaks = NULL)
save(ggplot(fans, aes(day)) +
  geom_ribbon(aes(ymin = value.p05, ymax = value.p95), alpha = 0.25) +
  geom_ribbon(aes(ymin = value.p25, ymax = value.p75), alpha = 0.45) +
  geom_step(aes(y = value.p50)) +
  facet_grid(arm ~ actor) +
  known +
  labs(
    x = "days since the onset", y = NULL, title = "Rungs day by day",
    caption = "line: median; dark: half of the trials; light: 90% of them; a crisis that has ended keeps its last rung"
  ), "rungs", 2 + 2.5 * nlevels(fans$actor), 1.5 + 2 * length(days))

ended <- subset(daily, metric == "ended" & subject != "unresolved")
ended$outcome <- called(ended$subject)
save(ggplot(ended, aes(day, value)) +
  geom_ribbon(aes(ymin = ci_low, ymax = ci_high, fill = outcome), alpha = 0.25) +
  geom_line(aes(colour = outcome)) +
  facet_wrap(~arm) +
  scale_y_continuous(labels = percent) +
  labs(x = "days since the onset", y = "share of trials that ended so", colour = NULL, fill = NULL), "endings", 8, 4.5)
