using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Restored pixel art, one pixel per cell: a still image, or the frames of an animation with one grid and one
/// palette.</summary>
/// <param name="input">The frames, which the artifact owns.</param>
/// <param name="grid">The grid that was found.</param>
/// <param name="colors">The colors of the cells that are not transparent.</param>
/// <param name="format">The format to write: Gif, WebP, Aseprite or Png.</param>
internal sealed class RestoredImage(
    InputCells input, CellGrid grid, IReadOnlyList<Rgba32> colors, ImageFormat format, IImageCodec codec,
    ImageMetadata metadata) : IPixelArt
{
    IReadOnlyList<Rgba32> IPixelArt.Colors => colors;

    public bool IsAnimation { get; init; }

    public IReadOnlyList<CellFrame> Frames => input.Frames;

    /// <summary>The cells of the first frame.</summary>
    public Raster<Rgba32> Cells => Frames[0].Cells;

    /// <summary>Confidence that the image was pixel art of this grid, 0 to 1.</summary>
    public double Confidence => grid.Confidence;

    public bool IsPixelated => true;
    public int Width => Cells.Width;
    public int Height => Cells.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Width}x{Height}"),
        .. IsAnimation ? (KeyValuePair<string, object?>[])[new("Frames", Frames.Count)] : [],
        .. grid.Summary,
        new("Colors", colors.Count),
        new("Palette", colors.Count <= 256 ? colors.Select(c => c.ToHex()).ToArray() : []),
    ];

    /// <summary>Writes the cells, indexed if there are at most 256 colors: those of the palette first.</summary>
    public void Write(Stream target)
    {
        var all = ColorCounts.Count(Frames.Select(frame => frame.Cells)).Keys.ToHashSet();
        Rgba32[] ordered = [.. colors.Where(all.Remove).ToList(),
            .. all.OrderBy(c => c.ToHex(), StringComparer.Ordinal)];
        var options = new EncodeOptions(format)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            IndexedColors = ordered.Length <= 256 ? ordered : null,
            Metadata = metadata,
        };
        if (!IsAnimation)
        {
            codec.Encode(Cells, target, options);
            return;
        }

        codec.EncodeFrames(
            Frames.Select(frame => new AnimationFrame(frame.Cells, frame.Milliseconds)), target,
            options with { LoopCount = input.Loops, Tags = input.Tags });
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) => Cells.Clone();

    public void Dispose() => input.Dispose();
}
