using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Restored pixel art, one pixel per cell: a still image, or the frames of an animation with one grid and one palette.</summary>
/// <param name="frames">The frames as cells, which the artifact owns.</param>
/// <param name="grid">The grid that was found.</param>
/// <param name="colors">The colors of the cells that are not transparent.</param>
/// <param name="format">The format to write: Gif, WebP, Aseprite or Png.</param>
internal sealed class RestoredImage(
    IReadOnlyList<CellFrame> frames, CellGrid grid, IReadOnlyList<Rgba32> colors, ImageFormat format, IImageCodec codec,
    ImageMetadata metadata) : IArtifact
{
    /// <summary>Number of loops and the tags of an animation; null for a still image.</summary>
    public (int Loops, IReadOnlyList<FrameTag> Tags)? Animation { get; init; }

    public IReadOnlyList<CellFrame> Frames => frames;

    /// <summary>The cells of the first frame.</summary>
    public Raster<Rgba32> Cells => frames[0].Cells;

    /// <summary>Confidence that the image was pixel art of this grid, 0 to 1.</summary>
    public double Confidence => grid.Confidence;

    public bool IsPixelated => true;
    public int Width => Cells.Width;
    public int Height => Cells.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Width}x{Height}"),
        .. Animation is null ? [] : (KeyValuePair<string, object?>[])[new("Frames", frames.Count)],
        .. grid.Summary,
        new("Colors", colors.Count),
        new("Palette", colors.Count <= 256 ? colors.Select(c => c.ToHex()).ToArray() : []),
    ];

    /// <summary>Writes the cells, indexed if there are at most 256 colors: those of the palette first.</summary>
    public void Write(Stream target)
    {
        var all = ColorCounts.Count(frames.Select(frame => frame.Cells)).Keys.ToHashSet();
        Rgba32[] ordered = [.. colors.Where(all.Remove).ToList(), .. all.OrderBy(c => c.ToHex(), StringComparer.Ordinal)];
        var options = new EncodeOptions(format)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            IndexedColors = ordered.Length <= 256 ? ordered : null,
            Metadata = metadata,
        };
        if (Animation is not var (loops, tags))
        {
            codec.Encode(Cells, target, options);
            return;
        }

        codec.EncodeFrames(
            frames.Select(frame => new AnimationFrame(frame.Cells, frame.Milliseconds)), target,
            options with { LoopCount = loops, Tags = tags });
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) => Cells.Clone();

    public void Dispose()
    {
        foreach (var frame in frames)
        {
            frame.Cells.Dispose();
        }
    }
}
