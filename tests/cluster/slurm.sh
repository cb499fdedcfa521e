#!/bin/sh
# A real Slurm of two virtual nodes on this machine plays what `offramp plan --for slurm` prints, and the bytes are
# compared with those of one process: once undisturbed, and once with a node that is lost in mid-task and comes back.
# Arrays are of four jobs at most here, so that a plan has two of them.
# Needs root, slurm-wlm and munge (Debian's names). Usage: slurm.sh PROGRAM [TRIALS]
set -eu
program=$(realpath "$1")
trials=${2:-2000000}
work=$(mktemp -d)
host=$(hostname)
export SLURM_CONF="$work/slurm.conf" OFFRAMP="$program"

munge_is_ours=
finish() {
    for pid in "$work"/*.pid; do
        [ -e "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true
    done
    [ -z "$munge_is_ours" ] || kill "$(cat /run/munge/munged.pid)"
    sleep 1
    rm -rf "$work"
}
trap finish EXIT

if ! munge -n 2>/dev/null | unmunge >/dev/null 2>&1; then
    mkdir -p /run/munge
    chown munge:munge /run/munge
    su -s /bin/sh munge -c /usr/sbin/munged
    munge_is_ours=yes
fi

mkdir "$work/state" "$work/spool.n1" "$work/spool.n2"
cat >"$SLURM_CONF" <<CONF
ClusterName=offramp
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
MpiDefault=none
MaxArraySize=5
ReturnToService=2
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[7001-7002] CPUs=1 State=UNKNOWN
PartitionName=p Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF" -N n1
slurmd -f "$SLURM_CONF" -N n2

# Waits until a command says something, or for so many seconds.
wait_for() {
    seconds=$1
    shift
    while ! "$@"; do
        seconds=$((seconds - 1))
        [ "$seconds" -gt 0 ] || { echo "waited in vain: $*" >&2; squeue >&2; exit 1; }
        sleep 1
    done
}
idle() { [ "$(sinfo -h -t idle -o %D)" = 2 ]; }
ended() { [ -z "$(squeue -h)" ]; }
runs_on_n1() { squeue -h -t running -w n1 -o %A | grep -q .; }

# The processes of a node but its daemon, which a lost node would take with it.
tasks_of() {
    for environ in /proc/[0-9]*/environ; do
        if { tr '\0' '\n' <"$environ" | grep -qx "SLURMD_NODENAME=$1"; } 2>/dev/null; then
            pid=${environ#/proc/}
            echo "${pid%/environ}"
        fi
    done
}

lose_n1() {
    wait_for 60 runs_on_n1
    sleep 1
    echo "n1 is lost with $(squeue -h -w n1 -o %i)"
    kill -9 "$(cat "$work/slurmd.n1.pid")"
    for pid in $(tasks_of n1); do kill -9 "$pid" || true; done
    scontrol update nodename=n1 state=down reason=lost
    sleep 2
    slurmd -f "$SLURM_CONF" -N n1
    scontrol update nodename=n1 state=resume || true
}

compare() {
    diff -r --exclude=host.json "$work/alone/$1" "$work/$2/$1"
    echo "$2: $1 is that of one process, byte for byte"
}

"$program" run kaesong-2020 --trials "$trials" --quiet --out "$work/alone" >/dev/null
"$program" compare kaesong-2020 --policies firm,maximum-restraint-joint --trials 20000 --quiet --out "$work/alone"
wait_for 30 idle
cd "$work"

"$program" plan --parts 6 --for slurm compare kaesong-2020 --policies firm,maximum-restraint-joint \
    --trials 20000 --out "$work/undisturbed" >plan.sh
sh plan.sh
wait_for 300 ended
compare kaesong-2020-compare undisturbed

"$program" plan --parts 6 --for slurm run kaesong-2020 --trials "$trials" --out "$work/disturbed" >plan.sh
sh plan.sh
lose_n1
wait_for 600 ended
compare kaesong-2020 disturbed
