using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Engine.Runs.Targets;

/// <summary>An input file as an item of a batch and, where files are made of it, their paths.</summary>
public sealed record FileItem(ImageInput Input) : IBatchItem
{
    /// <summary>Full path of the input.</summary>
    public string Source => Input.Source.Name;

    /// <summary>Full path of the main file to write; null where the operation writes none.</summary>
    public string? Target { get; init; }

    /// <summary>Full paths of the files to write beside it, as far as they are known before the run.</summary>
    public IReadOnlyList<string> SideTargets { get; init; } = [];

    /// <summary>Why the item cannot be done, where that is known before any work; it is given back as the item's result.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>An earlier input whose target differs from this one's in case alone.</summary>
    internal string? CaseTwin { get; init; }

    /// <summary>True if the target exists as it would be made now; null until an update has asked, which it does once.</summary>
    internal bool? IsCurrent { get; set; }

    /// <summary>Throws <see cref="Failure"/> where there is one, and checks that an input file exists and is not empty.</summary>
    /// <exception cref="StylizeException">The item cannot be done.</exception>
    public void Check()
    {
        if (Failure is not null) throw Failure;

        if (Input.Source.Bytes is null)
        {
            InputFile.Require(Source);
        }
    }
}

/// <summary>An input of a run as a front end found it: a file, or bytes that came by standard input.</summary>
/// <param name="Failure">Why the name that the user gave leads to no file; null if it does.</param>
public sealed record RunInput(ImageSource Source, StylizeException? Failure = null)
{
    /// <summary>An input by its full path.</summary>
    public RunInput(string path, StylizeException? failure = null)
        : this(ImageSource.File(path), failure)
    {
    }

    /// <summary>Full path of the file, or the name of what came by standard input.</summary>
    public string Path => Source.Name;

    /// <summary>True for a file that was found, whose metadata may be read.</summary>
    internal bool IsFile => Failure is null && Source.Bytes is null;
}
