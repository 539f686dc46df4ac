using Stylize.Engine.Imaging;

namespace Stylize.Engine.Runs.Targets;

/// <summary>An input of a run as a front end found it: a file, or bytes that came by standard input.</summary>
/// <param name="Source">The input; the name of a file is its full path.</param>
/// <param name="Failure">Why the name that the user gave leads to no file; null if it does.</param>
public sealed record RunInput(ImageSource Source, StylizeException? Failure = null)
{
    /// <param name="path">Full path of a file.</param>
    /// <param name="failure">Why it is not a file; null if it is.</param>
    public RunInput(string path, StylizeException? failure = null)
        : this(ImageSource.File(path), failure)
    {
    }

    /// <summary>Full path of the file, or the name of what came by standard input.</summary>
    public string Path => Source.Name;

    /// <summary>True for a file that was found, whose metadata may be read.</summary>
    internal bool IsFile => Failure is null && Source.Bytes is null;
}
