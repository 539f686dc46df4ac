using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Reads the headers of named files, and finds their tiles.</summary>
internal sealed class TileReader(PlateOptions options, IImageCodec codec, DecodeOptions limits, FoundTiles found)
{
    private readonly Func<string, TilePlace>[] _places =
        [.. NamePresets.All.Select(preset => preset.Places?.Invoke()).OfType<Func<string, TilePlace>>()];

    private readonly StackChoice _stack = StackChoice.FromOptions(options);
    private readonly bool _hasPlanes = options.StackPlane is not null || options.Projection is not null
        || options.Volume;

    public void Read(NamedFiles files, CancellationToken cancellation)
    {
        var ome = new OmeTiffSet(codec, limits, Planes);
        foreach (var path in files.Paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var match = files.Names.GetValueOrDefault(path);
            if (Directory.Exists(path))
            {
                var named = match ?? Unnamed(path, Path.GetFileNameWithoutExtension(path));
                found.Tiles.AddRange(OmeZarr.Tiles(
                    path, named, Planes, limits.MaxPages, options.Acquisitions == PlateAcquisitions.Timepoints,
                    found.Problems.Add, found.Warnings.Add).Where(IsChosen));
            }
            else if (match is null || IsChosen(match))
            {
                AddPages(path, match, files.Pattern, ome);
            }
        }

        found.Warnings.AddRange(ome.Warnings);
        if (_hasPlanes && found.Tiles.Count > 0 && found.Tiles.All(t => t.Plane is null))
        {
            var option = options.Volume ? "Volume" : options.Projection is null ? "StackPlane" : "Projection";
            found.Warnings.Add($"{{{option}}} has no effect: no file contains a stack.");
        }
    }

    private static TileFile Unnamed(string path, string? experiment) =>
        new(path, 0, string.IsNullOrEmpty(experiment) ? "experiment" : experiment, "A1", 0, "0", 1);

    private IReadOnlyList<int> Planes(int count) => _stack.From([.. Enumerable.Range(0, count)]);

    private bool IsChosen(TileFile tile) =>
        found.Chosen.Experiments.Includes(tile.Experiment) && found.Chosen.Wells.Includes(tile.Well)
            && found.Chosen.Timepoints.Includes(PlateChecks.Time(tile));

    /// <summary>
    /// Adds a tile per page. Pages are planes if planes are chosen, or the first of tile, channel and timepoint that
    /// the pattern lacks.
    /// </summary>
    private void AddPages(string path, TileFile? match, NamePattern pattern, OmeTiffSet ome)
    {
        int pages, channels;
        OmeXml? document;
        var isRead = FormatDefinition.ForFormat(FileExtensions.FormatOf(path)).IsOfMicroscope;
        var isOfMicroscope = false;
        try
        {
            InputFile.Require(path);
            var info = codec.Identify(ImageSource.File(path), limits);
            pages = IsPyramid(path, info) ? 1 : info.Pages;
            channels = info.Channels;
            isRead = true;
            isOfMicroscope = FormatDefinition.ForFormat(info.Format).IsOfMicroscope;
            document = isOfMicroscope || info.Format == ImageFormat.Tiff
                ? ome.TryRead(path, info.Pages, isNamed: match is not null) : null;
        }
        catch (StylizeException e)
        {
            if (match is null && !isRead && e.Error != StylizeError.FormatUnsupported)
            {
                found.Unfit.Add(path);
            }
            else
            {
                found.Problems.Add(e);
                if (match is not null && pattern.Has("channel"))
                {
                    found.Unreadable.Add(match);
                }
            }

            return;
        }

        if (document is { Images: [{ Data: var data }, ..] }
            && (match is null || !document.IsOnePlane || (channels > 1 && data.Count > 0)))
        {
            var named = match
                ?? Unnamed(path, isOfMicroscope
                    ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(Path.GetDirectoryName(path)));
            found.Tiles.AddRange(
                ome.Tiles(path, (pages, channels), named, document, found.Problems.Add).Where(IsChosen));
            return;
        }

        if (match is not { } tile)
        {
            found.Unfit.Add(path);
            return;
        }

        var described = document?.Images.FirstOrDefault();
        var (stage, size) = _places.Select(find => find(path)).FirstOrDefault(place => place != default);
        tile = tile with
        {
            PixelSize = described?.PixelSize ?? size,
            PlaneDistance = described?.PlaneDistance,
            Stage = tile.Stage ?? described?.Stage ?? stage,
        };
        if (pages == 1)
        {
            found.Tiles.Add(tile);
            return;
        }

        var axis = tile.Plane is null && _hasPlanes
            ? "plane"
            : channels == pages && !pattern.Has("channel") ? "channel"
            : new[] { "tile", "channel", "timepoint" }.FirstOrDefault(g => !pattern.Has(g));
        if (axis is null)
        {
            found.Problems.Add(Errors.PagesOfNamedTile.With(tile.Path, pages));
            return;
        }

        if (axis == "channel" && PlaneLimit.Problem(path, pages, pages) is { } problem)
        {
            found.Problems.Add(problem);
            return;
        }

        for (var page = 0; page < pages; page++)
        {
            var paged = tile with { Page = page, Stem = Invariant($"{tile.Stem}_p{page}") };
            found.Tiles.Add(axis switch
            {
                "tile" => paged with { Tile = page + 1 },
                "timepoint" => paged with { Timepoint = page },
                "plane" => paged with { Plane = page },
                _ => paged with { Channel = Invariant($"{page}") },
            });
        }
    }

    /// <summary>Returns true if the second page is smaller, as in a whole slide, whose other pages show the first one
    /// reduced.</summary>
    private bool IsPyramid(string path, ImageInfo info) => info is { Format: ImageFormat.Tiff, Pages: > 1 }
        && codec.Identify(ImageSource.File(path), limits with { Page = 1 }).PixelCount < info.PixelCount;
}
