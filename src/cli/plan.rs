//! `offramp plan`: a script that plays a command in parts on many cores or machines, and merges them.

use super::exit::Failure;
use super::options::whole;
use super::say::say;
use super::{Cli, Command, attribute, compare, hindcast, run, sensitivity, sweep};
use clap::{Args, Parser, ValueEnum};
use offramp::ensemble::MOST_PARTS;
use offramp::output::parts_name;
use offramp::study::arms::shell_word;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// How many parts
    #[arg(long, value_name = "N", value_parser = whole(1..=MOST_PARTS))]
    parts: u64,
    /// What plays them: an array of jobs, GNU parallel, or make
    #[arg(long = "for", value_enum, value_name = "WHAT")]
    by: Player,
    /// The command to play with its options: run, compare, attribute, sweep, sensitivity or hindcast
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// What plays parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Player {
    /// Slurm.
    Slurm,
    /// GNU parallel.
    Parallel,
    /// make.
    Make,
}

/// Prints the script, of a command that is sound.
pub fn plan(args: &PlanArgs) -> Result<(), Failure> {
    let part = format!("1/{}", args.parts);
    let words = args.command.iter().map(String::as_str);
    let words = ["offramp"]
        .into_iter()
        .chain(words)
        .chain(["--part", &part]);
    let written = match Cli::try_parse_from(words) {
        Err(error) => error.exit(),
        Ok(cli) => match cli.command {
            Command::Run(args) => run::written(&args)?,
            Command::Compare(args) => compare::written(&args)?,
            Command::Attribute(args) => attribute::written(&args)?,
            Command::Sweep(args) => sweep::written(&args)?,
            Command::Sensitivity(args) => sensitivity::written(&args)?,
            Command::Hindcast(args) => hindcast::written(&args)?,
            _ => {
                return Err(Failure::Wrong(
                    "only run, compare, attribute, sweep, sensitivity and hindcast have parts"
                        .into(),
                ));
            }
        },
    };
    let place = |name: &String| written.out.join(parts_name(name)).display().to_string();
    let places: Vec<String> = written.names.iter().map(place).collect();
    let logs = written.out.join(format!("{}.logs", written.names[0]));
    let threads = ["--threads", "1"].map(str::to_owned);
    let is_said = |word: &String| word.starts_with("--threads");
    let own = (!args.command.iter().any(is_said)).then_some(threads);
    let script = Script {
        parts: args.parts,
        command: quoted(args.command.iter().chain(own.iter().flatten())),
        merge: quoted(&places),
        logs: shell_word(&logs.display().to_string()),
    };
    say!("{}", script.of(args.by));
    Ok(())
}

/// Words as a shell reads them back.
fn quoted<'w>(words: impl IntoIterator<Item = &'w String>) -> String {
    let words = words.into_iter().map(|word| shell_word(word));
    words.collect::<Vec<_>>().join(" ")
}

/// What a script is made of, quoted for a shell.
struct Script {
    parts: u64,
    command: String,
    /// What is merged.
    merge: String,
    /// Folder of the logs.
    logs: String,
}

impl Script {
    fn of(&self, by: Player) -> String {
        match by {
            Player::Slurm => self.slurm(),
            Player::Parallel => self.parallel(),
            Player::Make => self.make(),
        }
    }

    fn slurm(&self) -> String {
        let Self {
            parts,
            command,
            merge,
            logs,
        } = self;
        format!(
            r#"#!/bin/sh
# {parts} parts, and a merge when all of them stand. Run it where sbatch is, as often as need be: parts that
# stand are kept. A part that fails is played up to three times; one whose node is lost goes back into the
# queue. OFFRAMP names the program, SBATCH_PARTITION, SBATCH_TIMELIMIT and the like what sbatch takes.
set -eu
mkdir -p {logs}
# An array is shorter than MaxArraySize: what is longer goes into several.
most=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *//p')
most=$((${{most:-1001}} - 1))
before=0 after=afterok
while [ "$before" -lt {parts} ]; do
    count=$(({parts} - before))
    [ "$count" -le "$most" ] || count=$most
    export OFFRAMP_BEFORE="$before"
    after=$after:$(sbatch --parsable --job-name=offramp-part --array=1-"$count" --requeue \
        --open-mode=append --ntasks=1 --cpus-per-task=1 --output={logs}/parts-%A-%a.log <<'PART'
#!/bin/sh
part=$((OFFRAMP_BEFORE + SLURM_ARRAY_TASK_ID))
for try in 1 2 3; do
    "${{OFFRAMP:-offramp}}" {command} --part "$part/{parts}" && exit 0
done
exit 1
PART
    )
    before=$((before + count))
done
sbatch --job-name=offramp-merge --dependency="$after" --kill-on-invalid-dep=yes --requeue \
    --open-mode=append --ntasks=1 --output={logs}/merge.log <<'MERGE'
#!/bin/sh
exec "${{OFFRAMP:-offramp}}" merge {merge}
MERGE
"#
        )
    }

    fn parallel(&self) -> String {
        let Self {
            parts,
            command,
            merge,
            logs,
        } = self;
        format!(
            r#"#!/bin/sh
# {parts} parts on all cores, and a merge when all of them stand. Run it as a file, as often as need be: parts
# that stand are kept. A part that fails is played up to three times. OFFRAMP names the program.
set -eu
if [ $# -gt 0 ]; then
    exec "${{OFFRAMP:-offramp}}" {command} --part "$1/{parts}"
fi
mkdir -p {logs}
seq {parts} | parallel --joblog {logs}/joblog --resume-failed --retries 3 --results {logs}/part-{{}} \
    --quote sh "$0" {{}}
exec "${{OFFRAMP:-offramp}}" merge {merge}
"#
        )
    }

    fn make(&self) -> String {
        let dollars = |text: &str| text.replace('$', "$$");
        let parts = self.parts;
        let [command, merge, logs] = [&self.command, &self.merge, &self.logs].map(|t| dollars(t));
        format!(
            r"# {parts} parts, and a merge when all of them stand: make -j 2 -f FILE, as often as need be: parts that
# stand are kept. A part that fails is played up to three times. OFFRAMP names the program.
OFFRAMP ?= offramp
parts := $(addprefix part-,$(shell seq {parts}))

.PHONY: merge $(parts)
merge: $(parts)
	$(OFFRAMP) merge {merge}

$(parts): part-%:
	@mkdir -p {logs}
	for try in 1 2 3; do \
	    $(OFFRAMP) {command} --part $*/{parts} >>{logs}/$@.log 2>&1 && exit 0; \
	done; exit 1
"
        )
    }
}
