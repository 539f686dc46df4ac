// The instructions for which native code is compiled (x86-64-v3).
#define REQUIRED_PROCESSOR "AVX2, FMA and BMI2 (2015 or later)"

static int is_processor_supported(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("bmi2");
}
