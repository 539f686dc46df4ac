namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The files of a plate with what their names say.</summary>
/// <param name="Paths">The files that may hold tiles: not label masks, and not the thumbnails of an instrument.</param>
/// <param name="Names">The tiles of the paths that the pattern matches.</param>
internal sealed record NamedFiles(NamePattern Pattern, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, TileFile> Names)
{
    public static NamedFiles Of(IReadOnlyList<string> paths, PlateOptions options, List<string> warnings)
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
