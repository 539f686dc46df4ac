using System.Text.RegularExpressions;

namespace Stylize.Engine.IO;

/// <summary>Numbered files that are the frames of one animation, named by a pattern in place of a file: walk_%03d.png is walk_000.png,
/// walk_001.png and so on. A folder of frames is told from a folder of photographs by nothing else.</summary>
internal sealed partial class FrameSequence
{
    private FrameSequence(IReadOnlyList<string> files) => Files = files;

    /// <summary>Full paths of the frames in the order of their numbers; some may be left out, and the first need not be 0.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The frames that a pattern names; null where the path is no pattern, or there is a file of that very name.</summary>
    /// <exception cref="StylizeException">ImageMissing: no file has a name that fits, or the folder cannot be listed.</exception>
    public static FrameSequence? Of(string path)
    {
        if (Match(path) is not { } match || File.Exists(path)) return null;

        var folder = Path.GetDirectoryName(path)!;
        var (before, after) = (match.Groups["before"].Value, match.Groups["after"].Value);
        var digits = match.Groups["digits"].Length == 0 ? 1 : int.Parse(match.Groups["digits"].ValueSpan, CultureInfo.InvariantCulture);
        var kind = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
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
            throw new StylizeException(
                StylizeError.ImageMissing, path, $"The frames '{path}' cannot be listed: {failure.Message}", "Check the folder.", failure);
        }

        return found.Count > 0
            ? new FrameSequence([.. found.OrderBy(f => f.Number).ThenBy(f => f.Path, StringComparer.Ordinal).Select(f => f.Path)])
            : throw new StylizeException(
                StylizeError.ImageMissing, path, $"No frame's name fits '{path}'.",
                "%d stands for a number, %03d for one of at least three digits.");
    }

    /// <summary>The files that are read where a path is: the path itself, or its frames where it is a pattern of some.</summary>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        try
        {
            return Of(path)?.Files ?? [path];
        }
        catch (StylizeException)
        {
            return [path];
        }
    }

    /// <summary>True where a file is there, or a frame of a pattern.</summary>
    public static bool Exists(string path) => FilesOf(path).Any(File.Exists);

    /// <summary>The name that results of a source begin with: that of its file without extension; of a pattern without number and what
    /// divides it from the name, or where nothing else is left, the folder's.</summary>
    public static string StemOf(string path)
    {
        if (Match(path) is not { } match || File.Exists(path)) return Path.GetFileNameWithoutExtension(path);

        var stem = match.Groups["before"].Value.TrimEnd('_', '-', '.', ' ')
            + Path.GetFileNameWithoutExtension(match.Groups["after"].Value);
        return stem.Length > 0 ? stem : Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder ? folder : "frames";
    }

    private static Match? Match(string path) =>
        path.Contains('%') && Pattern().Match(Path.GetFileName(path)) is { Success: true } match ? match : null;

    [GeneratedRegex("^(?<before>[^%]*)%(0(?<digits>[1-9]))?d(?<after>[^%]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
