namespace Stylize.Benchmarks;

/// <summary>The outcome of one run of the command.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">Wall time.</param>
internal sealed record FaultRun(int ExitCode, string Out, string Error, TimeSpan Elapsed)
{
    /// <summary>True if the run ended with a stack trace or an error of the runtime.</summary>
    public bool Crashed => ExitCode is 134 or 139 or 70 || Error.Contains("Unhandled");

    public int ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
