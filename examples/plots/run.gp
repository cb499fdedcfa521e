# Kaesong 2020: the liaison office is blown up
# Figures from a run folder of offramp, drawn with gnuplot 5.4 or newer.
#
#     apt-get install gnuplot-nox      (or from www.gnuplot.info)
#     gnuplot -c THIS_FILE [FOLDER] [PICTURES]
#
# Written by `offramp plots`, to be changed. Shares of simulated trials under stated assumptions: not a forecast.
folder = ARGC > 0 ? ARG1 : 'results/kaesong-2020'
pictures = ARGC > 1 ? ARG2 : 'pictures'
file(name) = (folder[1:1] eq '<' ? './' : '').folder.'/'.name

# How every figure begins, and ends.
settings = 'unset output; reset; set encoding utf8; set datafile separator comma; set datafile columnheaders; set datafile missing NaN'
begin(name, width, height) = sprintf("set terminal pngcairo noenhanced size %d,%d font 'sans,10'; set output pictures.'/%s.png'; print pictures.'/%s.png'; set key outside top center horizontal; set style fill transparent solid 0.25 noborder", width, height, name, name)
eval settings

# The folder for the pictures, its name as a shell takes it.
shell = "'"
do for [i = 1:strlen(pictures)] { shell = shell.(pictures[i:i] eq "'" ? "'\\''" : pictures[i:i]) }
system('mkdir -p -- '.shell."'")

# What people call things, in the scenario this was written for; other scenarios keep the names of their tables.
scenario = ''
stats file('outcomes.csv') using (scenario = strcol('scenario'), 1) nooutput
known = scenario eq 'kaesong-2020'
array names[8]
array labels[8]
names[1] = 'international-community'; labels[1] = 'international community'
names[2] = 'north-korea'; labels[2] = 'North Korea'
names[3] = 'south-korea'; labels[3] = 'South Korea'
names[4] = 'united-states'; labels[4] = 'United States'
names[5] = 'minor_clash'; labels[5] = 'minor clash or worse'
names[6] = 'serious_clash'; labels[6] = 'serious clash † (a prior)'
names[7] = 'war'; labels[7] = 'war † (a prior)'
found = 0
label(name) = (called = name, found = known ? sum [i = 1:7] (names[i] eq name ? (called = labels[i], 1) : 0) : 0, called)
array rungs[8]
rungs[1] = 'routine'
rungs[2] = 'protest'
rungs[3] = 'threat'
rungs[4] = 'coercive-act'
rungs[5] = 'show-of-force'
rungs[6] = 'minor-clash'
rungs[7] = 'serious-clash'
rungs[8] = 'war'

# Names in the order in which a table has them: `note` takes one, `listed` has those that were noted since `forget`.
array listed[1000]
forget(dummy) = (seen = '|', listing = 0)
note(name) = strstrt(seen, '|'.name.'|') ? 0 : (seen = seen.name.'|', listing = listing + 1, listed[listing] = name, 1)
place(name) = (at = NaN, found = sum [i = 1:listing] (listed[i] eq name ? (at = i, 1) : 0), at)
arm(dummy) = strcol('policy')

# What the bars are, in words.
intervals(scope) = sprintf('%d trials of each; %.4g%% %s interval of each, %s', column('trials'), 100 * column('ci_level'), strcol('ci_method'), scope)

# How it ends, and whether blood was shed: what is not "no violence" is at least a minor clash.
is_peace(dummy) = strcol('since') eq 'after_onset' && column('violence') == 1
x = forget(0) + note('minor_clash')
words = ''
stats file('outcomes.csv') using (words = intervals('pointwise'), note(strcol('outcome'))) nooutput
measures = listing
array measure[measures]
do for [i = 1:measures] { measure[i] = listed[i] }
row(name) = (at = NaN, found = sum [i = 1:measures] (measure[i] eq name ? (at = i, 1) : 0), at)
x = forget(0)
stats file('outcomes.csv') using (note(arm(0))) nooutput
shown = listing < 4 ? listing : 4  # the first four
side(i) = (i - (shown + 1) / 2.0) * 0.18

eval begin('outcomes', 700, 450)
set title 'Clashes, and how it ends'
set xlabel "share of trials\n".words
set xrange [0:*]
set format x '%g%%'
set yrange [measures + 0.5:0.5]
set ytics ()
do for [i = 1:measures] { set ytics add (label(measure[i]) i) }
set grid x
plot for [i = 1:shown] file('outcomes.csv') using (arm(0) eq listed[i] ? 100 * column('share') : NaN):(row(strcol('outcome')) + side(i)):(100 * column('ci_low')):(100 * column('ci_high')) with xerrorbars pointtype 7 linecolor i title listed[i], \
     for [i = 1:shown] file('violence.csv') using (is_peace(0) && arm(0) eq listed[i] ? 100 - 100 * column('share') : NaN):(1 + side(i)):(100 - 100 * column('ci_high')):(100 - 100 * column('ci_low')) with xerrorbars pointtype 7 linecolor i notitle
eval settings

# Actors, endings and arms of daily.csv.
last = 0
x = forget(0)
stats file('daily.csv') using (last = column('day') > last ? int(column('day')) : last, strcol('metric') eq 'rung' ? note(strcol('subject')) : 0) nooutput
actors = listing
array actor[actors]
do for [i = 1:actors] { actor[i] = listed[i] }
x = forget(0)
stats file('daily.csv') using (strcol('metric') eq 'ended' && strcol('subject') ne 'unresolved' ? note(strcol('subject')) : 0) nooutput
endings = listing
array ending[endings]
do for [i = 1:endings] { ending[i] = listed[i] }
x = forget(0)
stats file('daily.csv') using (note(arm(0))) nooutput
shown = listing < 4 ? listing : 4  # the first four

# The table read once: quantiles of rungs, and shares of endings with their intervals.
quantiles = 'p05 p25 p50 p75 p95'
array rung_of[shown * actors * 5 * last]
array share[shown * endings * last]
array low[shown * endings * last]
array high[shown * endings * last]
which_of(list, name) = (at = 0, found = sum [i = 1:words(list)] (word(list, i) eq name ? (at = i, 1) : 0), at)
which_actor(name) = (at = 0, found = sum [i = 1:actors] (actor[i] eq name ? (at = i, 1) : 0), at)
which_ending(name) = (at = 0, found = sum [i = 1:endings] (ending[i] eq name ? (at = i, 1) : 0), at)
rung_at(a, i, q, day) = (((a - 1) * actors + i - 1) * 5 + q - 1) * last + day
day(x) = int(x + 0.5)
share_at(a, i, day) = ((a - 1) * endings + i - 1) * last + day
take_rung(a) = (q = which_of(quantiles, strcol('statistic')), q ? (rung_of[rung_at(a, which_actor(strcol('subject')), q, int(column('day')))] = column('value')) : 0)
take_share(a) = (e = which_ending(strcol('subject')), e ? take_ending(share_at(a, e, int(column('day')))) : 0)
take_ending(s) = (share[s] = 100 * column('value'), low[s] = 100 * column('ci_low'), high[s] = 100 * column('ci_high'))
take(a) = a > shown || a != a ? 0 : strcol('metric') eq 'rung' ? take_rung(int(a)) : strcol('metric') eq 'ended' ? take_share(int(a)) : 0
stats file('daily.csv') using (take(place(arm(0))), 1) nooutput

eval begin('rungs', 150 + 270 * actors, 100 + 230 * shown)
set multiplot layout shown,actors title "Rungs by days since the onset. Line: median; dark: half of the trials; light: 90%.\nA crisis that has ended keeps its last rung." font ',9'
unset key
step = last > 200 ? 100 : last > 60 ? 30 : 10
set xtics step
set xrange [1:last]
set samples last
set yrange [-0.3:7.3]
if (known) { set ytics (); do for [i = 1:8] { set ytics add (rungs[i] i - 1) } }
do for [a = 1:shown] {
    do for [i = 1:actors] {
        set title label(actor[i])."\n".listed[a]
        plot '+' using 1:(rung_of[rung_at(a, i, 1, day($1))]):(rung_of[rung_at(a, i, 5, day($1))]) with filledcurves linecolor 1, \
             '+' using 1:(rung_of[rung_at(a, i, 2, day($1))]):(rung_of[rung_at(a, i, 4, day($1))]) with filledcurves linecolor 1, \
             '+' using 1:(rung_of[rung_at(a, i, 3, day($1))]) with steps linecolor 1 linewidth 2
    }
}
unset multiplot
eval settings

eval begin('endings', 150 + 350 * shown, 450)
set multiplot layout 1,shown
set xlabel 'days since the onset'
set ylabel 'share of trials that ended so'
set format y '%g%%'
set xrange [1:last]
set samples last
set yrange [0:*]
set grid
do for [a = 1:shown] {
    set title listed[a]
    plot for [i = 1:endings] '+' using 1:(low[share_at(a, i, day($1))]):(high[share_at(a, i, day($1))]) with filledcurves linecolor i notitle, \
         for [i = 1:endings] '+' using 1:(share[share_at(a, i, day($1))]) with lines linecolor i linewidth 2 title label(ending[i])
}
unset multiplot
eval settings
