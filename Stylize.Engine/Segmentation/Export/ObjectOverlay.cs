using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Overlays;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>Draws selected regions over the pixels of their tiles. Colors and numbers are those of the tracks, if
/// any.</summary>
internal static class ObjectOverlay
{
    /// <param name="mask">The labels of the selected regions.</param>
    /// <param name="rows">The row of each label.</param>
    /// <param name="access">The folders of the tiles.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, PathNotAllowed: a tile.</exception>
    public static void Write(
        Stream target, StoredFrame frame, StoredMask mask, IReadOnlyDictionary<int, StoredRegion> rows,
        IImageCodec codec, FolderAccess access, CancellationToken cancellation)
    {
        using var entered = access.Enter();
        var areas = new Dictionary<int, long>();
        foreach (var (run, label) in mask.Labels.Labels.ToArray().Index().Where(r => r.Item != 0))
        {
            areas[label] = areas.GetValueOrDefault(label) + mask.Labels.Runs.Ends[run] - mask.Labels.Runs.Starts[run];
        }

        using var canvas =
            OverlayCanvas.ForRegions(mask.Width, mask.Height, areas.Values.Select(area => Math.Sqrt(area)));
        foreach (var tile in frame.Tiles.Where(t => mask.Tile is null || t.Key == mask.Tile.Key))
        {
            var options = DecodeOptions.Default with { Page = tile.Page, MaxPixels = 1L << 32, IsMeasured = true };
            using var reader = new SampleScanner(new ImageInput(Source(tile, access, codec, options), codec, options));
            if ((reader.Width, reader.Height) != (tile.Width, tile.Height))
            {
                throw Errors.TileSize.With(tile.File, reader.Width, reader.Height, tile.Width, tile.Height);
            }

            reader.ScanRows((row, y) => canvas.AddRow(row, tile.Left, tile.Top + y), cancellation);
        }

        foreach (var (label, row) in rows)
        {
            canvas.AddNumber(row.Track ?? label, row.CentroidX, row.CentroidY, Math.Sqrt(areas[label]));
        }

        var numbered = mask.Numbered(label => rows[label].Track ?? label, mask.Labels.Count);
        canvas.Write(numbered.Labels, target, provenance: null);
    }

    private static ImageSource Source(StoredTile tile, FolderAccess access, IImageCodec codec, DecodeOptions options)
    {
        var source = ImageSource.File(access.RequireRead(tile.File));
        var pages = codec.Identify(source, options with { Page = 0 }).Pages;
        return tile.Page < pages ? source : throw Errors.TilePage.With(
            tile.File, Plural.WithCount(pages, "page"), tile.Page + 1L);
    }
}
