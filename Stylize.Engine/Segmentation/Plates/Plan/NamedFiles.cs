using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The files of a plate with what their names say.</summary>
/// <param name="Paths">The files that may hold tiles: not label masks, and not the thumbnails of an instrument.</param>
/// <param name="Names">The tiles of the paths that the pattern matches.</param>
internal sealed record NamedFiles(
    NamePattern Pattern, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, TileFile> Names)
{
    public static NamedFiles FromPaths(IReadOnlyList<string> paths, PlateOptions options, List<string> warnings)
    {
        // A pattern of the user may name the copies that are meant.
        if (paths.Where(path => !NamePresets.IsCopy(path)).ToList() is { Count: > 0 } originals
            && originals.Count < paths.Count
            && !options.NamePattern.Contains("thumb", StringComparison.OrdinalIgnoreCase))
        {
            Skip(paths.Except(originals, StringComparer.Ordinal).ToList(),
                "copies of images, such as thumbnails and overlays");
            paths = originals;
        }

        IReadOnlyList<string> ambiguous = [];
        var pattern = NamePresets.IsAuto(options.NamePattern) ? NamePresets.Recognize(paths, out ambiguous)
            : new NamePattern(options.NamePattern);
        if (ambiguous.Count > 0)
        {
            warnings.Add(
                $"The names fit several patterns: {string.Join(", ", ambiguous)}. Use {{NamePattern}} to choose one.");
        }

        var names = paths.Select(pattern.Match).OfType<TileFile>().ToList();
        if (!pattern.Has("experiment") && options.Experiments is [var experiment]
            && experiment.AsSpan().IndexOfAny('*', '?', '!') < 0)
        {
            names = [.. names.Select(tile => tile with { Experiment = experiment })];
        }

        names = pattern.Resolved(names, warnings.Add);
        if (Projections(names) is { Count: > 0 } projections)
        {
            Skip(projections, "projections of stacks that are there");
            paths = [.. paths.Except(projections, StringComparer.Ordinal)];
            names.RemoveAll(tile => projections.Contains(tile.Path));
        }

        if (LabelMasks.Template(options) is not null)
        {
            var byPath = names.ToDictionary(tile => tile.Path, StringComparer.Ordinal);
            var masks = paths.Select(path => LabelMasks.PathOf(byPath.GetValueOrDefault(path) ?? Plain(path), options))
                .ToHashSet();
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

        void Skip(IReadOnlyCollection<string> skipped, string what) => warnings.Add(Invariant(
            $"Skipped {Plural.WithCount(skipped.Count, "file")}, by name {what}; the first is '{skipped.First()}'."));
    }

    /// <summary>Returns the files of projections next to the planes of their stacks.</summary>
    private static HashSet<string> Projections(IEnumerable<TileFile> names) =>
    [
        .. names.GroupBy(tile => (tile.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile))
            .Where(stack => stack.Any(tile => tile.Plane > 0 && IsInFolder(tile, stacks => stacks.Planes)))
            .SelectMany(stack => stack)
            .Where(tile => tile.Plane is null
                || (tile.Plane == 0 && IsInFolder(tile, stacks => stacks.Projection)))
            .Select(tile => tile.Path),
    ];

    private static bool IsInFolder(TileFile tile, Func<(string Planes, string Projection), string> name) =>
        Path.GetFileName(Path.GetDirectoryName(tile.Path)) is { } folder && NamePresets.All.Any(
            preset => preset.Stacks is { } stacks
                && folder.StartsWith(name(stacks), StringComparison.OrdinalIgnoreCase));

    private static TileFile Plain(string path) => new(path, 0, "", "A1", 0, "0", 1);
}

/// <summary>
/// Errors for files whose names do not match the name pattern: one for many files, with a pattern that matches.
/// </summary>
internal static partial class UnmatchedNames
{
    private const int Few = 3;

    /// <summary>Returns an error for each of a few files, or one for many.</summary>
    /// <param name="others">The tiles of other files. Without any, the pattern is probably wrong, not the
    /// names.</param>
    public static IEnumerable<StylizeException> Problems(
        IReadOnlyList<string> paths, NamePattern pattern, IReadOnlyCollection<TileFile> others)
    {
        var error = others.Count > 0 ? StylizeError.NameUnmatched : StylizeError.OptionInvalid;
        if (paths.Count <= Few)
        {
            return paths.Select(path => InputFile.IsMissing(path) ? InputFile.Missing(path, null)
                : (Errors.UnmatchedName with { Error = error }).With(
                    path, Nearest([path, .. paths.Where(other => other != path)], pattern, others)));
        }

        return
        [
            (Errors.UnmatchedNames with { Error = error }).With(paths[0], paths.Count, Nearest(paths, pattern, others)),
        ];
    }

    /// <summary>Returns a pattern that fits the first name, or what the pattern matches of it.</summary>
    internal static string Nearest(
        IReadOnlyList<string> paths, NamePattern pattern, IReadOnlyCollection<TileFile> others)
    {
        var stem = Path.GetFileNameWithoutExtension(paths[0]);
        var template = pattern.Name is null ? null
            : new[] { NameTemplate.For(stem), NameTemplate.For(stem, withDigits: false) }
                .FirstOrDefault(proposed => IsRight(proposed, stem, paths, others));
        return template is null ? StylizeException.Verbatim(pattern.MatchedPrefix(stem))
            : $"{{NamePattern}} \"{StylizeException.Verbatim(template + Path.GetExtension(paths[0]))}\" matches it.";
    }

    /// <summary>
    /// Returns true if a pattern fits the first name, says more than the experiment, loses no well, gives no two names
    /// the same tile and wells the same tiles, and gives other files no other wells.
    /// </summary>
    private static bool IsRight(
        string template, string stem, IReadOnlyList<string> paths, IReadOnlyCollection<TileFile> others)
    {
        if (!template.Contains('{')) return false;

        var tried = new NamePattern(template);
        var tiles = paths.Select(tried.Match).OfType<TileFile>().ToList();
        var hasWell = tried.Has("well") || (tried.Has("row") && tried.Has("column"))
            || tiles.Exists(tile => tile.Well != "A1");
        var isOneWell = !Well().IsMatch(stem) && (tried.Has("channel") || tried.Has("tile"))
            && tiles.DistinctBy(tile => tile.Experiment).Count() == 1;
        var share = NameTemplate.For(stem, withDigits: false) == template
            ? NamePresets.Distinctness(tiles) : NamePresets.Consistency(tiles);
        return share == 1 && tried.Fits(paths[0]) && (hasWell || isOneWell)
            && others.All(tile => tried.Match(tile.Path) is not { } match || match.Well == tile.Well);
    }

    /// <summary>A well, or the number of one, in a name.</summary>
    [GeneratedRegex($@"(?<![A-Za-z])(?:Well[ _-]?)?(?:(?:{NamePresets.WellExpression})(?![0-9])|W(?:ell)?[ _-]?\d)")]
    private static partial Regex Well();
}
