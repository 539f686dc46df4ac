using Stylize.Engine.Runs;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Catalog;

/// <summary>Recognizes results of Stylize among the files that a folder, a pattern or a pipeline gives.</summary>
internal static class ResultFiles
{
    /// <summary>The kinds of all operations, each of which has to create its names; a run asks for its own
    /// alone.</summary>
    private static IReadOnlyList<string> AllKinds =>
        field ??= [.. OperationCatalog.All.SelectMany(KindsOf).Distinct()];

    /// <summary>Ends of names of results without provenance.</summary>
    private static readonly string[] PlainSuffixes = [RegionFileOptions.OverlaySuffix, RegionFileOptions.MaskSuffix];

    /// <summary>
    /// Returns the test for inputs that a run of an operation skips: its own results, so that the same command can run
    /// again in the same folder. The test reads only metadata. A file without provenance is a result if its name is
    /// that of a result, such as "a.pixelart.png" or "a.dots_cyan.png".
    /// </summary>
    /// <param name="operation">The operation; null for the results of all operations.</param>
    /// <param name="named">
    /// Files whose provenance does not count unless their name has a part before the extension, such as
    /// "a.preview.png": a shell's pattern names results together with their sources. Null for none.
    /// </param>
    public static Func<string, bool> SkippedBy(
        OperationDefinition? operation, IImageCodec codec, NamedInputs? named = null)
    {
        var kinds = operation is null ? AllKinds : [.. KindsOf(operation)];
        string[] suffixes = operation?.Outputs is null ? PlainSuffixes : [];
        return path => File.Exists(path) && (HasName(path, kinds)
            || suffixes.Any(suffix => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            || (!IsChosen(path) && OutputProvenance.Read(ImageSource.File(path), codec) is { } made
                && (operation is null || made.Operation == operation.Name)));

        bool IsChosen(string path) =>
            named?.Contains(path) == true && Kind(Path.GetFileNameWithoutExtension(path.AsSpan())).IsEmpty;
    }

    /// <summary>Returns the parts of target names that stand for an operation, such as ".pixelart".</summary>
    private static IEnumerable<string> KindsOf(OperationDefinition operation) =>
        (operation.Outputs?.AllSuffixes ?? [])
            .Select(suffix => Kind(Path.GetFileNameWithoutExtension(suffix)).ToString())
            .Where(kind => kind.Length > 0);

    private static bool HasName(string path, IReadOnlyList<string> kinds)
    {
        var kind = Kind(Path.GetFileNameWithoutExtension(path.AsSpan()));
        foreach (var known in kinds)
        {
            if (kind.Equals(known, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>Returns the part of a name after its last dot, without the number or the ink of one of several
    /// files.</summary>
    private static ReadOnlySpan<char> Kind(ReadOnlySpan<char> name)
    {
        var kind = name[(name.LastIndexOf('.') is >= 0 and var dot ? dot : name.Length)..];
        return kind[..(kind.IndexOf('_') is > 0 and var part ? part : kind.Length)];
    }
}
