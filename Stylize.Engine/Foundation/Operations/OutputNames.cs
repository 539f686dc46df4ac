namespace Stylize.Engine.Operations;

/// <summary>The names of the outputs of an operation, and the recognition of existing outputs.</summary>
/// <param name="Suffix">Replaces the extension of the source name in the target name, such as ".pixelart.png".</param>
public sealed record OutputNames(string Suffix)
{
    /// <summary>Suffixes of the files next to the target that are known before a run, such as ".gpl".</summary>
    public IReadOnlyList<string> SideSuffixes { get; init; } = [];

    /// <summary>True if several inputs can be joined in one file, if the user names that file.</summary>
    public bool JoinsInputs { get; init; }

    /// <summary>Description of further files whose number is known only at the end, such as "progress images"; null for
    /// none.</summary>
    public string? MoreFiles { get; init; }

    /// <summary>Suffix of these further files, with an asterisk; null for none.</summary>
    public string? MoreSuffix { get; init; }

    /// <summary>Returns the names for an input, if they depend on its header; null if they are the same for
    /// all.</summary>
    public Func<ImageInput, OutputNames>? ForInput { get; init; }

    /// <summary>Suffixes of all main files that the operation writes with any options.</summary>
    public IReadOnlyList<string> AllSuffixes { get => field ?? [Suffix]; init; }

    /// <summary>Suffixes of all files that the operation writes next to them with any options, with a question mark for
    /// each digit, or an asterisk for a name.</summary>
    public IReadOnlyList<string> AllSideSuffixes { get => field ?? SideSuffixes; init; }

    /// <summary>Extensions that the name of a result may have, with a dot; front ends choose the format by
    /// them.</summary>
    public IReadOnlyList<string> Extensions
    {
        get => field ?? [.. AllSuffixes.Select(suffix => Path.GetExtension(suffix)).Distinct()];
        init;
    }

    /// <summary>Extensions of the format of the target, such as .hpgl and .plt; any may be the extension of the
    /// destination.</summary>
    public IReadOnlyList<string> SameExtensions { get => field ?? [Extension]; init; }

    /// <summary>The extension of the target.</summary>
    public string Extension => Path.GetExtension(Suffix);

    /// <summary>Reads the provenance of a file; returns null if it has none or cannot be read.</summary>
    public Func<ImageSource, IImageCodec, ProvenanceRecord?> ReadProvenance { get; init; } = ProvenanceReader.Read;

    /// <summary>Returns the names for an input; the usual ones if it cannot be read.</summary>
    public OutputNames NamesFor(ImageInput input) => ForInput?.Invoke(input) ?? this;

    /// <summary>Returns these names with one more file next to each target.</summary>
    public OutputNames With(string sideSuffix) => this with
    {
        SideSuffixes = [.. SideSuffixes, sideSuffix],
        ForInput = ForInput is { } forInput ? input => forInput(input).With(sideSuffix) : null,
    };

    /// <summary>Returns the path of a file next to a target.</summary>
    /// <param name="suffix">The part after the stem.</param>
    public string SideFilePath(string target, string suffix)
    {
        if (AllSuffixes.Prepend(Suffix)
            .FirstOrDefault(s => target.EndsWith(s, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            return target[..^own.Length] + suffix;
        }

        // Next to a target with a name that the user chose, ".pixelart.json" becomes ".json".
        var kind = Suffix[..(Suffix.AsSpan(1).IndexOfAny('.', '_') + 1)];
        if (suffix.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            suffix = Path.ChangeExtension(suffix, Path.GetExtension(target));
        }

        return Path.ChangeExtension(target, null)
            + (kind.Length > 0 && suffix.StartsWith(kind, StringComparison.OrdinalIgnoreCase)
                ? suffix[kind.Length..] : suffix);
    }
}
