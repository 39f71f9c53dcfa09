internal import Experiments
internal import Foundation

// A reader that goes away (`softmaxlab list | head -1`) is not worth a signal.
signal(SIGPIPE, SIG_IGN)
Interruption.install()

exit(Tool(studies: ExperimentCatalog.studies).run(CommandLine.arguments).rawValue)
