// Refuses a processor without the instructions for which the native command is compiled. Runs before the runtime, which would abort
// the process.
#include <unistd.h>
#include "processor.h"

__attribute__((constructor)) static void refuse_old_processor(void)
{
    static const char text[] = "stylize: This program needs a processor with " REQUIRED_PROCESSOR ". "
        "Use the .NET tool: dotnet tool install --global Stylize.Tool\n";
    if (!is_processor_supported())
    {
        _exit(write(STDERR_FILENO, text, sizeof text - 1) < 0 ? 1 : 2);
    }
}
