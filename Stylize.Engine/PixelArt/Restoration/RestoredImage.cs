namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Restored pixel art, one pixel per cell, and the grid that was found.</summary>
internal sealed class RestoredImage(
    Raster<Rgba32> cells, CellGrid grid, IReadOnlyList<Rgba32> colors, IImageCodec codec, ImageMetadata metadata) : IArtifact
{
    private readonly CellGrid _grid = grid;
    private readonly IImageCodec _codec = codec;
    private readonly ImageMetadata _metadata = metadata;
    private readonly IReadOnlyList<Rgba32> _colors = colors;

    public Raster<Rgba32> Cells { get; } = cells;

    /// <summary>Confidence that the image was pixel art of this grid, 0 to 1.</summary>
    public double Confidence => _grid.Confidence;

    public bool IsPixelated => true;
    public int Width => Cells.Width;
    public int Height => Cells.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Width}x{Height}"),
        new("CellWidth", Math.Round(_grid.Across.Spacing, 4)),
        new("CellHeight", Math.Round(_grid.Down.Spacing, 4)),
        new("Left", Math.Round(_grid.Across.Offset, 3)),
        new("Top", Math.Round(_grid.Down.Offset, 3)),
        new("Enlargement", _grid.Kernel.ToString()),
        new("Confidence", Math.Round(_grid.Confidence, 3)),
        new("Colors", _colors.Count),
        new("Palette", _colors.Count <= 256 ? _colors.Select(c => c.ToHex()).ToArray() : []),
    ];

    /// <summary>Writes a PNG, indexed if there are at most 256 colors.</summary>
    public void Write(Stream target)
    {
        var all = new HashSet<Rgba32>();
        for (var y = 0; y < Cells.Height; y++)
        {
            all.UnionWith(Cells.Row(y).ToArray());
        }

        var ordered = _colors.Where(all.Remove).ToList();
        ordered.AddRange(all.OrderBy(c => c.ToHex(), StringComparer.Ordinal));
        _codec.Encode(Cells, target, new EncodeOptions(ImageFormat.Png)
        {
            Compression = LosslessCompression.Smallest,
            IndexedColors = ordered.Count <= 256 ? ordered : null,
            Metadata = _metadata,
        });
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) => Cells.Clone();

    public void Dispose() => Cells.Dispose();
}
