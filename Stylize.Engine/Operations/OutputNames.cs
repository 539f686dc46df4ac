using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Operations;

/// <summary>The names of the files that an operation writes for an input, and how a file is recognized as one of them later.</summary>
/// <param name="Suffix">What replaces the extension of the source's name in the target's name, such as ".pixelart.png".</param>
public sealed record OutputNames(string Suffix)
{
    private readonly IReadOnlyList<string>? _extensions;

    /// <summary>Suffixes of the files beside the target, as far as they are known before a run, such as ".gpl".</summary>
    public IReadOnlyList<string> SideSuffixes { get; init; } = [];

    /// <summary>Files besides whose number is known only at the end, in words, such as "progress images"; null if there are none.</summary>
    public string? MoreFiles { get; init; }

    /// <summary>The names for one input, if they depend on its header; null if they are the same for all.</summary>
    public Func<ImageInput, OutputNames>? ForInput { get; init; }

    /// <summary>Suffixes of all main files that the operation writes, whatever its options.</summary>
    public IReadOnlyList<string> AllSuffixes { get => field ?? [Suffix]; init; }

    /// <summary>Suffixes of all files that may lie beside those, with a question mark for each digit.</summary>
    public IReadOnlyList<string> AllSideSuffixes { get => field ?? SideSuffixes; init; }

    /// <summary>Extensions that the name of a result may have, each with its dot; the front ends choose the format by it.</summary>
    public IReadOnlyList<string> Extensions
    {
        get => _extensions ?? [.. AllSuffixes.Select(suffix => Path.GetExtension(suffix)).Distinct()];
        init => _extensions = value;
    }

    /// <summary>The extension of the target.</summary>
    public string Extension => Path.GetExtension(Suffix);

    /// <summary>Reads how a file was made; returns null if the file does not say, or cannot be read.</summary>
    public Func<ImageSource, IImageCodec, ProvenanceRecord?> ReadProvenance { get; init; } = ProvenanceReader.Read;

    /// <summary>The names for one input. An input that cannot be read has the usual ones.</summary>
    public OutputNames Of(ImageInput input) => ForInput?.Invoke(input) ?? this;

    /// <summary>These names with one more file beside each target.</summary>
    public OutputNames With(string sideSuffix) => this with
    {
        SideSuffixes = [.. SideSuffixes, sideSuffix],
        AllSideSuffixes = [.. AllSideSuffixes, sideSuffix],
        ForInput = ForInput is { } forInput ? input => forInput(input).With(sideSuffix) : null,
    };

    /// <summary>The path of a file beside a target.</summary>
    /// <param name="suffix">What follows its stem.</param>
    public string Beside(string target, string suffix)
    {
        if (AllSuffixes.Prepend(Suffix).FirstOrDefault(s => target.EndsWith(s, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            return target[..^own.Length] + suffix;
        }

        // Beside a file with a name of the user's own, ".pixelart.json" is ".json".
        var kind = Suffix[..(Suffix.AsSpan(1).IndexOfAny('.', '_') + 1)];
        return Path.ChangeExtension(target, null)
            + (kind.Length > 0 && suffix.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? suffix[kind.Length..] : suffix);
    }
}
