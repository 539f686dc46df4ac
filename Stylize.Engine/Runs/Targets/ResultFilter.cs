namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Recognizes inputs that are results of the same operation by their provenance. A result counts if its source is an input of this run or
/// in the same folder, or if it is in a folder that this run writes to. For one thread.
/// </summary>
/// <remarks>
/// Checks each file on its own. Opens only files with an extension of the results, and reads only their metadata.
/// </remarks>
public sealed class ResultFilter(string operation, OutputNames outputs, IImageCodec codec, Func<string, bool> isTargetFolder)
{
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resultExtensions = new(
        outputs.Extensions.Concat(outputs.AllSuffixes.Concat(outputs.AllSideSuffixes).Select(s => Path.GetExtension(s))),
        StringComparer.OrdinalIgnoreCase);

    private readonly string[] _sourceExtensions =
        [.. FileExtensions.Of(codec.ReadFormats).Append(outputs.Extension).SelectMany(Spellings).Distinct()];

    /// <summary>Returns the warning about skipped results; null if absent.</summary>
    public static string? Warning(int skipped) => skipped switch
    {
        0 => null,
        1 => "Skipped 1 input because it is a result of this operation. Use {IncludeResults} to process it.",
        _ => $"Skipped {skipped} inputs because they are results of this operation. Use {{IncludeResults}} to process them.",
    };

    /// <summary>Adds an input, so that its results are recognized in other folders.</summary>
    public void Add(string path) => _inputs.Add(Path.GetFileName(path));

    /// <summary>Returns true for a result of the operation.</summary>
    public bool IsResult(string path)
    {
        if (!_resultExtensions.Contains(Path.GetExtension(path)) || !File.Exists(path)) return false;

        if (outputs.ReadProvenance(ImageSource.File(path), codec) is { } made)
        {
            return made.Operation == operation
                && (isTargetFolder(Path.GetDirectoryName(path)!)
                    || (made.Source is null ? HasPossibleSource(path) : made.Sources.Any(source => Exists(path, source))));
        }

        return HasResultName(path, outputs.Suffix) && HasPossibleSource(path);
    }

    private static bool HasResultName(ReadOnlySpan<char> path, string suffix) =>
        path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
        || (Kind(suffix) is { Length: > 0 } kind
            && WithoutNumber(Path.GetFileNameWithoutExtension(path)).EndsWith(kind, StringComparison.OrdinalIgnoreCase));

    private static ReadOnlySpan<char> Kind(string suffix) => WithoutNumber(Path.GetFileNameWithoutExtension(suffix.AsSpan()));

    private static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> name) =>
        name.Length > 5 && name[^5] == '_' && !name[^4..].ContainsAnyExceptInRange('0', '9') ? name[..^5] : name;

    private static IEnumerable<string> Spellings(string extension) => [extension, extension.ToUpperInvariant()];

    private bool Exists(string path, string source) =>
        _inputs.Contains(source) || FrameSequence.Exists(Path.Combine(Path.GetDirectoryName(path)!, source));

    /// <summary>Returns true if the folder of a file without a recorded source contains a possible source.</summary>
    private bool HasPossibleSource(string path)
    {
        var name = WithoutNumber(Path.GetFileNameWithoutExtension(path.AsSpan()));
        var kind = Kind(outputs.Suffix);
        var stem = name.EndsWith(kind, StringComparison.OrdinalIgnoreCase) ? name[..^kind.Length].ToString() : name.ToString();
        return _sourceExtensions.Select(extension => stem + extension).Any(source => IsOther(path, source) && Exists(path, source));
    }

    private static bool IsOther(string path, string name) => !Path.GetFileName(path.AsSpan()).Equals(name, StringComparison.Ordinal);
}
