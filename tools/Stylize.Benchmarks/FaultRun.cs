namespace Stylize.Benchmarks;

/// <summary>What one run of the command came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">Wall time.</param>
internal sealed record FaultRun(int ExitCode, string Out, string Error, TimeSpan Elapsed)
{
    /// <summary>True where the run ended in a stack trace, or in words of the runtime.</summary>
    public bool Crashed => ExitCode is 134 or 139 or 70 || Error.Contains("Unhandled", StringComparison.Ordinal);

    public int ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
