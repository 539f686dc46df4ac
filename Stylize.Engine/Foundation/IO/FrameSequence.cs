namespace Stylize.Engine.IO;

/// <summary>The numbered frame files of an animation, given by a pattern: walk_%03d.png matches walk_000.png,
/// walk_001.png and so on. A pattern is required because folders of frames and of photographs look alike.</summary>
internal sealed partial class FrameSequence
{
    private FrameSequence(IReadOnlyList<string> files) => Files = files;

    /// <summary>Full paths of the frames in numeric order. Numbers can have gaps and need not start at 0.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Returns the frames that match a pattern; null if the path is not a pattern, or a file with exactly that
    /// name exists.</summary>
    /// <exception cref="StylizeException">ImageMissing: no file matches, or the folder cannot be listed.</exception>
    public static FrameSequence? FromPattern(string path)
    {
        if (Match(path) is not { } match || File.Exists(path)) return null;

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (before, after) = (match.Groups["before"].Value, match.Groups["after"].Value);
        var digits = match.Groups["digits"].Length == 0
            ? 1 : int.Parse(match.Groups["digits"].ValueSpan, CultureInfo.InvariantCulture);
        var kind = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var found = new List<(long Number, string Path)>();
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileName(file);
                if (name.Length >= before.Length + digits + after.Length
                    && name.StartsWith(before, kind)
                    && name.EndsWith(after, kind)
                    && name[before.Length..^after.Length] is { Length: <= 18 } number
                    && !number.AsSpan().ContainsAnyExceptInRange('0', '9'))
                {
                    found.Add((long.Parse(number, CultureInfo.InvariantCulture), file));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FramesUnlisted.From(failure, path, failure.Message);
        }

        return found.Count > 0
            ? new FrameSequence(
                [.. found.OrderBy(f => f.Number).ThenBy(f => f.Path, StringComparer.Ordinal).Select(f => f.Path)])
            : throw Errors.NoFrames.With(path);
    }

    public static IReadOnlyList<string> FilesOf(string path) =>
        StylizeException.OrDefault(() => FromPattern(path)?.Files) ?? [path];

    public static bool Exists(string path) => FilesOf(path).Any(File.Exists);

    /// <summary>Returns the stem of output names: the file name without extension. For a pattern, without the number
    /// and its separator; if nothing is left, the name of the folder.</summary>
    public static string StemOf(string path)
    {
        if (Match(path) is not { } match || File.Exists(path)) return Path.GetFileNameWithoutExtension(path);

        var stem = match.Groups["before"].Value.TrimEnd('_', '-', '.', ' ')
            + Path.GetFileNameWithoutExtension(match.Groups["after"].Value);
        return stem.Length > 0 ? stem : Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder
            ? folder : "frames";
    }

    /// <summary>Returns the pattern of two numbered files, such as walk_%03d.png of walk_001.png and walk_002.png; null
    /// if they differ in more than a number.</summary>
    public static string? PatternOf(string first, string second)
    {
        var names = new[] { first, second }.Select(path => Numbered().Match(Path.GetFileName(path))).ToArray();
        var digits = names[0].Groups["number"].Value;
        var before = names[0].Groups["before"].Value;
        return digits.Length > 0 && Path.GetDirectoryName(first) == Path.GetDirectoryName(second)
            && before == names[1].Groups["before"].Value
            && names[0].Groups["after"].Value == names[1].Groups["after"].Value
            ? Path.Join(Path.GetDirectoryName(first), before
                + (digits.Length is > 1 and < 10 && digits.Length == names[1].Groups["number"].Length
                    ? Invariant($"%0{digits.Length}d") : "%d") + names[0].Groups["after"].Value)
            : null;
    }

    private static Match? Match(string path) =>
        path.Contains('%') && Pattern().Match(Path.GetFileName(path)) is { Success: true } match ? match : null;

    [GeneratedRegex("^(?<before>[^%]*)%(0(?<digits>[1-9]))?d(?<after>[^%]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex("^(?<before>.*?)(?<number>[0-9]+)(?<after>[^0-9]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();
}
