internal import Experiments
internal import Foundation

// A reader that goes away (`softmaxlab list | head -1`) is not worth a signal.
signal(SIGPIPE, SIG_IGN)
Interruption.install()
// A standard stream that is closed must not become the next file that is opened, and be printed into.
for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
  _ = unsafe open("/dev/null", O_RDONLY)
}

exit(Tool(studies: ExperimentCatalog.studies).run(CommandLine.arguments).rawValue)
