// Refuses a processor without the instructions for which the native command is compiled (x86-64-v3). Runs before the runtime,
// which would abort the process.
#include <unistd.h>

__attribute__((constructor)) static void refuse_old_processor(void)
{
    static const char text[] = "stylize: This program needs a processor with AVX2, FMA and BMI2 (2015 or later). "
        "Use the .NET tool: dotnet tool install --global Stylize.Tool\n";
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    {
        return;
    }

    _exit(write(STDERR_FILENO, text, sizeof text - 1) < 0 ? 1 : 2);
}
