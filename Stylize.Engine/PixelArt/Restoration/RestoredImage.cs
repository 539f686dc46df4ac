namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Restored pixel art, one pixel per cell, and the grid that was found.</summary>
internal sealed class RestoredImage(
    Raster<Rgba32> cells, CellGrid grid, IReadOnlyList<Rgba32> colors, ImageFormat format, IImageCodec codec, ImageMetadata metadata)
    : IArtifact
{
    public Raster<Rgba32> Cells { get; } = cells;

    /// <summary>Confidence that the image was pixel art of this grid, 0 to 1.</summary>
    public double Confidence => grid.Confidence;

    public bool IsPixelated => true;
    public int Width => Cells.Width;
    public int Height => Cells.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Width}x{Height}"),
        .. grid.Summary,
        new("Colors", colors.Count),
        new("Palette", colors.Count <= 256 ? colors.Select(c => c.ToHex()).ToArray() : []),
    ];

    /// <summary>Returns all colors of the cells, those of the palette first.</summary>
    public static List<Rgba32> Ordered(IEnumerable<Rgba32> colors, IEnumerable<Raster<Rgba32>> images)
    {
        var all = ColorCounts.Of(images).Keys.ToHashSet();
        return [.. colors.Where(all.Remove).ToList(), .. all.OrderBy(c => c.ToHex(), StringComparer.Ordinal)];
    }

    /// <summary>Writes the image, indexed if there are at most 256 colors.</summary>
    public void Write(Stream target)
    {
        var ordered = Ordered(colors, [Cells]);
        codec.Encode(Cells, target, new EncodeOptions(format)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            IndexedColors = ordered.Count <= 256 ? ordered : null,
            Metadata = metadata,
        });
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) => Cells.Clone();

    public void Dispose() => Cells.Dispose();
}
