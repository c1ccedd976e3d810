#include "command.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>

int main(int count, char** words) {
    std::ios::sync_with_stdio(false);
    umask(077);  // databases, backups and reports are their owner's alone
    try {
        const std::vector<std::string> arguments(words + 1, words + count);
        const int exit = minka::cli::run_command_line(arguments, std::cout, std::cerr, isatty(STDERR_FILENO) == 1);
        std::cout.flush();
        return exit;
    } catch (const std::exception& failure) {
        // The outermost edge: no memory, or a fault in a library. What was acknowledged is on disk.
        std::fprintf(stderr, "minka: %s\n", failure.what());
        return 1;
    }
}
