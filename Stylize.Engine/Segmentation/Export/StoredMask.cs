using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>The labels of a montage, or of a tile that was labeled separately, as a run has written them.</summary>
/// <param name="Tile">The tile that was labeled separately; null for a montage.</param>
internal sealed record StoredMask(LabeledRuns Labels, StoredTile? Tile) : IDisposable
{
    private static readonly DecodeOptions Limits =
        DecodeOptions.Default with { MaxPixels = 1L << 32, IsMeasured = true };

    public int Width => Labels.Runs.Width;

    public int Height => Labels.Runs.Height;

    public void Dispose() => Labels.Dispose();

    /// <summary>Returns the mask with some of its regions. It shares the runs of this mask.</summary>
    public StoredMask Only(ICollection<int> labels) =>
        labels.Count == Labels.Count ? this : Numbered(label => labels.Contains(label) ? label : 0, Labels.Count);

    /// <summary>Returns the mask with other numbers, 0 for none. It shares the runs of this mask.</summary>
    /// <param name="number">Returns the number of a label.</param>
    /// <param name="max">The highest number.</param>
    public StoredMask Numbered(Func<int, int> number, int max)
    {
        var numbers = new Dictionary<int, int> { [0] = 0 };
        var labels = Labels.Labels.ToArray();
        for (var run = 0; run < labels.Length; run++)
        {
            if (!numbers.TryGetValue(labels[run], out var known))
            {
                numbers.Add(labels[run], known = number(labels[run]));
            }

            labels[run] = known;
        }

        return this with { Labels = new LabeledRuns(Labels.Runs, labels, max) };
    }

    /// <summary>Reads the masks of a timepoint: the mask of the montage, otherwise those of its tiles.</summary>
    /// <param name="files">The files of the run.</param>
    /// <param name="access">The folders of the masks.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing: a mask does not exist. ImageUnreadable: it is not a mask. ImageTooLarge: it does not fit into
    /// memory.
    /// </exception>
    public static IEnumerable<StoredMask> Read(
        PlateFiles files, StoredSeries series, StoredFrame frame, IImageCodec codec, FolderAccess access,
        CancellationToken cancellation)
    {
        if (frame.IsPerTile)
        {
            foreach (var tile in frame.Tiles)
            {
                yield return new StoredMask(
                    Read(codec, access, [(Find(files, series, frame, tile), tile)], cancellation), tile);
            }

            yield break;
        }

        var montage = files.Of(
            WellOutput.MontageMask, new(series.Experiment, series.Well, frame.Timepoint, series.Channel));
        var isWhole = !InputFile.IsMissing(montage);
        yield return new StoredMask(
            Read(
                codec, access,
                isWhole ? [(montage, Extent(frame))]
                    : [.. frame.Tiles.Select(tile => (Find(files, series, frame, tile), tile))],
                cancellation, isWhole),
            null);
    }

    /// <summary>The rectangle of the tiles, beyond which a montage has room for those that other wells have.</summary>
    private static StoredTile Extent(StoredFrame frame) => frame.Tiles[0] with
    {
        Left = 0,
        Top = 0,
        Width = frame.Tiles.Max(t => t.Left + t.Width),
        Height = frame.Tiles.Max(t => t.Top + t.Height),
    };

    /// <summary>Returns the path of the mask of a tile, whose name depends on the number of pages of its
    /// file.</summary>
    private static string Find(PlateFiles files, StoredSeries series, StoredFrame frame, StoredTile tile)
    {
        var described = new TileFile(
            tile.File, tile.Page, series.Experiment, series.Well, frame.Timepoint, series.Channel, tile.Number);
        var name = Invariant($"{described.Stem}_p{tile.Page}");
        var unnamed = TileFile.StemOf(series.Experiment, series.Well, frame.Timepoint, tile.Number, series.Channel);
        string[] paths =
            [.. new[] { unnamed, described.Stem, name }.Select(stem => files.TileMask(described with { Stem = stem }))];
        return paths.FirstOrDefault(path => !InputFile.IsMissing(path)) ?? throw Errors.NoMask.With(paths[1]);
    }

    private static LabeledRuns Read(
        IImageCodec codec, FolderAccess access, IReadOnlyList<(string Path, StoredTile Tile)> masks,
        CancellationToken cancellation, bool isExtent = false)
    {
        using var entered = access.Enter();
        masks = [.. masks.Select(mask => (mask.Path, Sized(codec, mask.Path, mask.Tile, isExtent)))];
        var (width, height) = (masks.Max(m => m.Tile.Left + m.Tile.Width), masks.Max(m => m.Tile.Top + m.Tile.Height));
        if (masks.Count > 1)
        {
            RequireMemory(width, height, masks[0].Path);
        }

        RunTable Runs((string Path, StoredTile Tile) mask) => LabelMaskReader.Read(
            mask.Path, 0, codec, Limits, (mask.Tile.Width, mask.Tile.Height), mask.Path, cancellation);
        var runs = masks is [var one] ? Runs(one) : Joined();
        var objects = runs.Objects.ToArray();
        return new LabeledRuns(runs, objects, objects.DefaultIfEmpty(0).Max());

        RunTable Joined()
        {
            using var labels = new Raster<int>(width, height, clear: true);
            foreach (var mask in masks)
            {
                using var tile = Runs(mask);
                for (var run = 0; run < tile.Count; run++)
                {
                    labels.Row(mask.Tile.Top + tile.Rows[run]).Slice(
                        mask.Tile.Left + tile.Starts[run], tile.Ends[run] - tile.Starts[run]).Fill(tile.Objects[run]);
                }
            }

            return RunTable.WithObjects(width, height).FilledBy(joined =>
            {
                for (var y = 0; y < height; y++)
                {
                    joined.AddRow(labels.Row(y));
                }
            });
        }
    }

    /// <summary>Returns a tile, or an extent with the size of its mask.</summary>
    private static StoredTile Sized(IImageCodec codec, string path, StoredTile tile, bool isExtent)
    {
        if (codec.Identify(ImageSource.File(path), Limits) is { ColorPlanes: 1, HasAlpha: false } info
            && info.Width >= tile.Width && info.Height >= tile.Height
            && (isExtent || (info.Width, info.Height) == (tile.Width, tile.Height)))
        {
            return tile with { Width = info.Width, Height = info.Height };
        }

        throw Errors.MaskSize.With(path, tile.Width, tile.Height, isExtent ? " or more" : "");
    }

    /// <summary>Refuses tiles at positions so far apart that their labels do not fit into memory together.</summary>
    private static void RequireMemory(int width, int height, string path)
    {
        var pixels = (long)width * height;
        if (pixels > Math.Min(Limits.MaxPixels, AvailableMemory.Bytes() / sizeof(int)))
        {
            throw Errors.MaskTooLarge.With(path, width, height);
        }
    }
}
