using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The files of a plate with what their names say.</summary>
/// <param name="Paths">The files that may hold tiles: not label masks, and not the thumbnails of an instrument.</param>
/// <param name="Names">The tiles of the paths that the pattern matches.</param>
internal sealed record NamedFiles(NamePattern Pattern, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, TileFile> Names)
{
    public static NamedFiles FromPaths(IReadOnlyList<string> paths, PlateOptions options, List<string> warnings)
    {
        IReadOnlyList<string> ambiguous = [];
        var pattern = NamePresets.IsAuto(options.NamePattern) ? NamePresets.Recognize(paths, out ambiguous)
            : new NamePattern(options.NamePattern);
        if (ambiguous.Count > 0)
        {
            warnings.Add($"The names fit several patterns: {string.Join(", ", ambiguous)}. Use {{NamePattern}} to choose one.");
        }

        if (pattern.Name == "ImageXpress")
        {
            paths = [.. paths.Where(path => !NamePresets.IsThumbnail(path))];
        }

        var names = paths.Select(pattern.Match).OfType<TileFile>().ToList();
        if (!pattern.Has("experiment") && options.Experiments is [var experiment] && experiment.AsSpan().IndexOfAny('*', '?', '!') < 0)
        {
            names = [.. names.Select(tile => tile with { Experiment = experiment })];
        }

        if (pattern.Has("date"))
        {
            names = [.. NamePattern.WithoutDates(names)];
        }

        if (LabelMasks.Template(options) is not null)
        {
            var byPath = names.ToDictionary(tile => tile.Path, StringComparer.Ordinal);
            var masks = paths.Select(path => LabelMasks.PathOf(byPath.GetValueOrDefault(path) ?? Plain(path), options)).ToHashSet();
            paths = [.. paths.Where(path => !masks.Contains(path))];
            names.RemoveAll(tile => masks.Contains(tile.Path));
        }
        else if (LabelMasks.NextTo(paths) is { Count: > 0 } masks)
        {
            warnings.Add(SkippedMasks.WarningOf(masks.Count, masks.First().Key, masks.First().Value));
            paths = [.. paths.Where(path => !masks.ContainsKey(path))];
            names.RemoveAll(tile => masks.ContainsKey(tile.Path));
        }

        return new(pattern, paths, names.ToDictionary(tile => tile.Path, StringComparer.Ordinal));
    }

    private static TileFile Plain(string path) => new(path, 0, "", "A1", 0, "0", 1);
}

/// <summary>
/// Errors for files whose names do not match the name pattern: one for many files, with a pattern that matches.
/// </summary>
internal static class UnmatchedNames
{
    private const int Few = 3;

    private const string Advice =
        "Use a {NamePattern} that matches, with the parts {{experiment}, {{well}, {{time}, {{field}, {{plane}, {{channel} and {{any}, or "
        + "rename the files.";

    /// <summary>Returns an error for each of a few files, or one for many.</summary>
    /// <param name="anyFits">True if other files match. Otherwise the pattern is probably wrong, not the names.</param>
    public static IEnumerable<StylizeException> Problems(IReadOnlyList<string> paths, NamePattern pattern, bool anyFits)
    {
        var error = anyFits ? StylizeError.NameUnmatched : StylizeError.OptionInvalid;
        if (paths.Count <= Few)
        {
            return paths.Select(path => InputFile.IsMissing(path) ? new StylizeException(
                StylizeError.ImageMissing, path, $"'{path}' does not exist.", "Check the path.") : new StylizeException(
                error, path,
                $"The name of '{path}' does not match the name pattern. Skipped the file. {Nearest(path, pattern)}", Advice));
        }

        return
        [
            new StylizeException(
                error, paths[0],
                Invariant($"The names of {paths.Count:N0} files do not match the name pattern. Skipped them; the first is '{paths[0]}'. ")
                + Nearest(paths[0], pattern),
                Advice),
        ];
    }

    /// <summary>Returns a pattern that fits a name, or what a pattern of the user matches of it.</summary>
    internal static string Nearest(string path, NamePattern pattern)
    {
        var stem = Path.GetFileNameWithoutExtension(path);
        var template = NameTemplate.For(stem);
        return pattern.Name is null || !new NamePattern(template).Fits(path) ? pattern.MatchedPrefix(stem)
            : $"{{NamePattern}} \"{StylizeException.Verbatim(template + Path.GetExtension(path))}\" matches it.";
    }
}
