namespace Stylize.Engine.Runs.Targets;

/// <summary>An input file and the paths of its outputs, as an item of a batch.</summary>
public sealed record FileItem(ImageInput Input) : IBatchItem
{
    /// <summary>Full path of the input; of joined inputs, the first.</summary>
    public string Source => Input.Source.Name;

    /// <summary>Full paths of all inputs of the item.</summary>
    public IReadOnlyList<string> Sources => [.. Input.Parts.Select(part => part.Source.Name)];

    /// <summary>Full path of the main output; null if the operation writes none.</summary>
    public string? Target { get; init; }

    /// <summary>Full paths of the files next to it that are known before the run.</summary>
    public IReadOnlyList<string> SideTargets { get; init; } = [];

    /// <summary>The failure of the item, if known before any work; it becomes the result.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>What the run does with the item; null for what it does with all.</summary>
    public object? Settings { get; init; }

    /// <summary>An earlier input whose target differs only in case.</summary>
    internal string? CaseConflict { get; init; }

    /// <summary>True if the target is up to date; null before the check.</summary>
    internal bool? IsCurrent { get; set; }

    bool IBatchItem.IsUpToDate => IsCurrent == true;

    /// <inheritdoc/>
    public IEnumerable<string> Damage => Input.Parts.Select(part => part.Damage).OfType<string>();

    /// <summary>Throws <see cref="Failure"/> if there is one, and checks that the input file exists and is not empty.
    /// Joined inputs must also be readable.</summary>
    /// <exception cref="StylizeException">The item cannot be processed.</exception>
    public void Check()
    {
        if (Failure is not null) throw Failure;

        JoinedInputs.ForEach(Input.Parts, part =>
        {
            if (part.Source.Bytes is null)
            {
                InputFile.Require(part.Source.Name);
            }

            if (Input.Parts.Count > 1)
            {
                _ = part.Info; // One error names the missing inputs and the unreadable ones.
            }
        });
    }
}

/// <summary>An input of a run: a file, or bytes from standard input.</summary>
/// <param name="Failure">The failure to find the file; null if it was found.</param>
internal sealed record RunInput(ImageSource Source, StylizeException? Failure = null)
{
    /// <summary>Creates an input from a full path.</summary>
    public RunInput(string path, StylizeException? failure = null)
        : this(ImageSource.File(path), failure)
    {
    }

    /// <summary>Full path of the file, or the name of standard input.</summary>
    public string Path => Source.Name;

    /// <summary>True if the user chose the file itself, as an output that another command passes on: it is processed
    /// even if it is a result.</summary>
    public bool IsChosen { get; init; }

    /// <summary>True if a folder, a pattern or an object that describes the file gave it. If the run also gets it in
    /// another way, it is processed once.</summary>
    public bool IsListed { get; init; }

    /// <summary>What the run does with this input, such as <see cref="FileSettings"/>; null for what it does with
    /// all.</summary>
    public object? Settings { get; init; }

    /// <summary>The frame or page, from 0, of a file whose frames are inputs of their own; null for the file.</summary>
    internal int? Page { get; init; }

    /// <summary>True if the file was found, so that its metadata can be read.</summary>
    internal bool IsFile => Failure is null && Source.Bytes is null;
}
