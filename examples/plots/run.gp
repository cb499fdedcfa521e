# Outcome shares, a fan of rungs and outcome curves from a run folder: gnuplot.
#
#     gnuplot -c examples/plots/run.gp results/kaesong-2020 [north-korea] [pictures]
run = ARG1
actor = ARGC > 1 ? ARG2 : "north-korea"
pictures = ARGC > 2 ? ARG3 : "."
outcomes = run."/outcomes.csv"
daily = run."/daily.csv"

set datafile separator comma
set datafile columnheaders
set datafile missing NaN
set terminal pngcairo size 1100,340 font "sans,10"
set output pictures."/gnuplot.png"
set multiplot layout 1,3

set title "How it ends"
set xlabel "share of trials, 95% interval"
set yrange [5.5:0.5]
set xrange [0:*]
row = 0
plot outcomes using (strcol("policy") eq "baseline" ? column("share") : NaN):(row = row + 1):(column("ci_low")):(column("ci_high")):ytic(stringcolumn("outcome")) with xerrorbars pointtype 7 notitle

set title actor
set xlabel "days since the onset"
set ylabel "rung"
set yrange [-0.3:*]
set xrange [*:*]
set ytics auto
rung(q) = strcol("policy") eq "baseline" && strcol("subject") eq actor && strcol("metric") eq "rung" && strcol("statistic") eq q
set key at graph 0.97, graph 0.72
plot for [q in "p05 p25 p50 p75 p95"] daily using (rung(q) ? column("day") : NaN):(column("value")) \
     with steps linewidth (q eq "p50" ? 3 : 1) title q

set title "Endings"
set ylabel "share of trials that ended so"
set yrange [0:*]
set key at graph 0.95, graph 0.6
is(outcome) = strcol("policy") eq "baseline" && strcol("metric") eq "ended" && strcol("subject") eq outcome
plot for [outcome in "war agreement unilateral calm unresolved"] \
     daily using (is(outcome) ? column("day") : NaN):(column("value")) with lines linewidth 2 title outcome
unset multiplot
