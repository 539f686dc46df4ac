using Stylize.Engine;

namespace Stylize.Cli.Inputs;

/// <param name="Path">Full path of an input file, or the argument that led to none.</param>
/// <param name="Failure">Why the argument gives no file.</param>
internal sealed record InputPath(string Path, StylizeException? Failure = null)
{
    /// <summary>True for the file that comes by standard input.</summary>
    public bool IsStandardInput { get; init; }
}
