using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt;

/// <summary>The result of <see cref="PixelArtOperation"/>: the cells, their palette, and how long annealing ran.</summary>
public sealed class PixelArtResult : IPixelArt
{
    private readonly IImageCodec _codec;
    private readonly ImageMetadata _metadata;
    private readonly List<SideFile> _sideFiles = [];

    /// <param name="cells">One pixel for each cell; owned by the result.</param>
    /// <param name="palette">The colours of the cells, the most frequent first.</param>
    /// <param name="scale">Side of a written cell in pixels.</param>
    /// <param name="iterations">Iterations of annealing that were done.</param>
    /// <param name="temperature">Temperature at the end of annealing, in Lab units.</param>
    /// <param name="codec">Writes the image.</param>
    /// <param name="metadata">What the image carries.</param>
    internal PixelArtResult(
        Raster<Rgba32> cells, Palette palette, int scale, int iterations, double temperature, IImageCodec codec, ImageMetadata metadata)
    {
        Cells = cells;
        Palette = palette;
        Scale = scale;
        Iterations = iterations;
        Temperature = temperature;
        _codec = codec;
        _metadata = metadata;
    }

    /// <summary>One pixel for each cell. Alpha is 255, or 0 in a transparent cell, whose other bytes are 0 too.</summary>
    public Raster<Rgba32> Cells { get; }

    /// <summary>The colours of the cells that are not transparent, the most frequent first.</summary>
    public Palette Palette { get; }

    /// <summary>Side of a written cell in pixels.</summary>
    public int Scale { get; }

    /// <summary>Iterations of annealing that were done.</summary>
    public int Iterations { get; }

    /// <summary>Temperature at the end of annealing, in Lab units.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public int Width => Cells.Width * Scale;

    /// <inheritdoc/>
    public int Height => Cells.Height * Scale;

    /// <inheritdoc/>
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;

    /// <summary>The format that is written.</summary>
    internal ImageFormat Format { get; init; } = ImageFormat.Png;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Cells.Width}x{Cells.Height}"),
        new("Colors", Palette.Colors.Count),
        new("Palette", Palette.Colors.Select(c => c.ToHex()).ToArray()),
        new("Iterations", Iterations),
    ];

    /// <summary>
    /// Writes a PNG, or the still image of another format that was asked for, in which every cell is a square of <see cref="Scale"/>
    /// pixels; with an indexed palette unless there are 256 colours and transparency.
    /// </summary>
    public void Write(Stream target)
    {
        IReadOnlyList<Rgba32> colors = HasTransparency() ? [.. Palette.Colors, default] : Palette.Colors;
        var options = new EncodeOptions(Format)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            Metadata = _metadata,
            IndexedColors = colors.Count <= 256 ? colors : null,
        };
        if (Scale == 1)
        {
            _codec.Encode(Cells, target, options);
            return;
        }

        using var enlarged = CellEnlargement.Enlarge(Cells, Scale);
        _codec.Encode(enlarged, target, options);
    }

    /// <inheritdoc/>
    public void Dispose() => Cells.Dispose();

    void IPixelArt.AddSideFile(SideFile file) => _sideFiles.Add(file);

    private bool HasTransparency()
    {
        for (var y = 0; y < Cells.Height; y++)
        {
            foreach (var cell in Cells.Row(y))
            {
                if (cell.A == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
