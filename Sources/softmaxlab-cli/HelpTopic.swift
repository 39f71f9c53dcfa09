/// What `softmaxlab help` explains beside its commands.
package struct HelpTopic {
  /// The word after `help`, or two.
  package let name: String
  /// One line.
  package let summary: String
  /// The text, laid out at 100 columns.
  package let text: String

  /// All topics, in the order of the list; a new one is a line here.
  package static let all = [specifications, results, reproducibility, resuming, sweepStatus, exitCodes]

  /// The topic of this name.
  package static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name } }

  private static let specifications = HelpTopic(
    name: "specifications", summary: "Files that say what an experiment runs, and how to change them.",
    text: """
      A specification is a JSON5 file: comments, unquoted keys and trailing commas are allowed.

        {
          study: "convergence",              // what runs: a name softmaxlab list prints
          question: "Does Adam win here?",   // for the report
          parameters: {                      // whatever differs from the study's own
            // The comment before a key is its reason, which describe prints.
            samples: 50,
            over: { dimensions: [60] },
          },
          quick: { samples: 10 },            // what --quick changes
        }

      Values are taken in this order, each over the one before: the study's defaults, its
      spec.json5 in Experiments, your file, its section quick with --quick, --set and --seed.
      Objects are merged key by key, lists are replaced whole. A key the study does not know is an
      error that names the nearest one.

        softmaxlab describe mine.json5                        what it comes to
        softmaxlab run mine.json5 --set over.dimensions=[80]  one value changed
        softmaxlab run mine.json5 --set seeds[0]=7            one element of a list

      """)

  private static let results = HelpTopic(
    name: "results", summary: "What a run leaves, and where.",
    text: """
      A run writes results/<slug>/<digest>, or the folder named by --out:

        report.html       everything at a glance: claims, figures, tables, provenance
        <table>.csv       one row a step, a seed, a cell: what the report says of it
        summary.json      metrics, claims and notes; results only, no times
        spec.json         all parameters, the defaults included
        provenance.json   program, commit, machine, OpenBLAS, seeds, times, SHA-256 of the outputs
        figure*.gp .svg .png   the figures and the gnuplot scripts that draw them
        DONE              the digest; written last

      The digest names slug, parameters and build: a run that is finished is not repeated, and another
      build does not take its results for its own. Doubles are written in the shortest form that reads
      back to the same bits; nan, inf and -inf are spelled so.

      """)

  private static let reproducibility = HelpTopic(
    name: "reproducibility", summary: "What is the same from run to run, and how to check it.",
    text: """
      The same specification, build and machine give the same tables to the byte, for any number of
      threads. Random streams are counted, not shared: each depends on its seed and its name only.

        softmaxlab rerun results/stall/0f3a91c2d4e5b687

      repeats a run and compares every number. On another processor OpenBLAS sums in another order:
      there a relative difference is allowed, which --tolerance sets. --seed replaces the seeds of the
      specification; softmaxlab sweep varies everything else.

      """)

  private static let resuming = HelpTopic(
    name: "resuming", summary: "Runs that are interrupted or killed, and how they go on.",
    text: """
      run, train and sweep keep what they have finished in a hidden folder beside their output,
      .<name>.checkpoint: pieces of an experiment, and once a second the state of a descent. The same
      command goes on from there, after Ctrl-C, SIGTERM, SIGKILL or a full disk alike, and ends with
      the same bytes as a run that was never disturbed. The folder goes when the run is complete.
      check begins afresh always.

        SIGINT, SIGTERM   stop at once, exit 130 or 143; what is finished is kept
        SIGUSR1           the same for batch systems, exit 75: run again

      """)

  private static let sweepStatus = HelpTopic(
    name: "sweep status", summary: "How far a sweep is, here or on a cluster.",
    text: """
      softmaxlab sweep status DIR reads the folder of a sweep and says how many of its cells are in
      which state, which ones failed and why, and how long the rest may take with --jobs at once:

        done           finished, and part of index.csv
        running        a process of this machine or of another one is at it
        checkpointed   stopped, what it has finished is kept: the same sweep goes on from there
        failed         computed again with --retry failed only
        damaged        finished, but its files are not any more what the run wrote: computed again by
                       the same sweep, which moves what is there to run.damaged, run.damaged-2, …
        outdated       finished by another build of the program, and computed again by this one
        absent         not begun, or stopped with nothing to keep

      Of a sweep that was submitted to Slurm it asks the queue for the states of its tasks, too. It may
      be asked at any time, from any machine that sees the folder; --json prints every cell.

        softmaxlab sweep status results/optimizers/sweep-0123456789abcdef

      """)

  private static let exitCodes = HelpTopic(
    name: "exit-codes", summary: "What the shell sees.",
    text: """
        0    done
        1    a fault of the program or the machine, such as a full disk
        2    usage or bad input: the message names the file, key path or argument
        3    some cells of a sweep failed
        4    did not converge, or an event was not reached
        5    a claim failed, a reference problem was missed, a rerun was not the same
        75   stopped at a checkpoint: run again
        130  interrupted (SIGINT), 143 (SIGTERM), 129 (SIGHUP); nothing half-written is left

      """)
}
