using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Pixel art, still or animated, with optional additional files such as its palette.</summary>
/// <param name="size">Number of cells per row, and of rows.</param>
/// <param name="scale">Side of a cell in the output, in pixels.</param>
/// <param name="palette">The colors of all frames.</param>
internal abstract class CellArtifact(
    (int Columns, int Rows) size, int scale, Palette palette, IImageCodec codec, OperationContext context) : IArtifact
{
    private readonly List<SideFile> _sideFiles = [];

    public Palette Palette => palette;
    public int Scale => scale;
    public virtual int Width => size.Columns * scale;
    public virtual int Height => size.Rows * scale;
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;
    public abstract IReadOnlyList<KeyValuePair<string, object?>> Summary { get; }
    protected IImageCodec Codec => codec;
    protected ProvenanceRecord? Provenance => context.Provenance;

    /// <summary>Returns the summary of an animation.</summary>
    protected IReadOnlyList<KeyValuePair<string, object?>> SummaryOf(int frames) =>
        [CellsEntry, new("Frames", frames), .. ColorEntries];

    protected KeyValuePair<string, object?> CellsEntry => new("Cells", $"{size.Columns}x{size.Rows}");

    /// <summary>What was given up for the size of the file, in order; null if no size is given.</summary>
    public IReadOnlyList<string>? Lowered { get; set; }

    protected KeyValuePair<string, object?>[] ColorEntries =>
    [
        new("Colors", palette.Colors.Count), new("Palette", palette.Colors.Select(c => c.ToHex()).ToArray()),
        .. Lowered is null ? [] : new KeyValuePair<string, object?>[] { new("Lowered", Lowered.ToArray()) },
    ];

    public void Add(SideFile file) => _sideFiles.Add(file);

    public bool IsPixelated => true;

    public abstract void Write(Stream target);

    public abstract Raster<Rgba32> Picture(int side, OperationContext context);

    public abstract void Dispose();

    /// <summary>Returns lossless options for the smallest file, with an indexed palette for up to 256 colors.</summary>
    /// <param name="colors">All colors of the frames; null for those of the palette and transparency.</param>
    protected EncodeOptions Encoding(ImageFormat format, IReadOnlyList<Rgba32>? colors = null)
    {
        colors ??= [.. palette.Colors.Distinct(), default];
        return new EncodeOptions(format)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            Metadata = context.Metadata,
            IndexedColors = colors.Count <= 256 ? colors : null,
        };
    }

    /// <summary>Writes a still image, with each cell as a square of <see cref="Scale"/> pixels.</summary>
    protected void Encode(Raster<Rgba32> cells, Stream target, EncodeOptions encoding)
    {
        using var enlarged = scale == 1 ? null : CellEnlargement.Enlarge(cells, scale);
        codec.Encode(enlarged ?? cells, target, encoding);
    }
}

/// <summary>Pixel art of a still image.</summary>
/// <param name="cells">The cells, which the artifact owns.</param>
/// <param name="used">The colors of the cells that are not transparent.</param>
internal abstract class StillArtifact(
    Raster<Rgba32> cells, Palette used, int scale, IImageCodec codec, OperationContext context)
    : CellArtifact((cells.Width, cells.Height), scale, used, codec, context), IPixelArt
{
    public Raster<Rgba32> Cells => cells;

    IReadOnlyList<Rgba32> IPixelArt.Colors => Palette.Colors;

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => [CellsEntry, .. ColorEntries];

    public override Raster<Rgba32> Picture(int side, OperationContext context) => cells.Clone();

    public override void Dispose() => cells.Dispose();
}

/// <summary>Pixel art of a still image as an image file.</summary>
/// <param name="palette">The colors of the cells that are not transparent, the most frequent first.</param>
/// <param name="iterations">Number of iterations of annealing.</param>
internal sealed class PixelArtResult(
    Raster<Rgba32> cells, Palette palette, int scale, ImageFormat format,
    int iterations, IImageCodec codec, OperationContext context)
    : StillArtifact(cells, palette, scale, codec, context)
{
    public int Iterations => iterations;
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [.. base.Summary, new("Iterations", Iterations)];

    /// <summary>The palette of which the colors of the cells are a part; null if it was found for this image.</summary>
    public Palette? Whole { get; init; }

    /// <summary>Writes the cells, with all colors of a given or shared palette in their order, so that pictures of one
    /// palette have equal indexes.</summary>
    public override void Write(Stream target)
    {
        var whole = Whole is { Colors.Count: < 256 } given ? given.Colors.Concat(Palette.Colors).Distinct() : null;
        var isClear = HasTransparency() || (format == ImageFormat.Aseprite && whole is not null);
        Encode(Cells, target, Encoding(format, [.. whole ?? Palette.Colors, .. isClear ? new Rgba32[1] : []]));
    }

    /// <summary>Writes a chart to print, with codes and names of a palette that contains the colors.</summary>
    public void WriteChart(Stream target, string title, Palette named)
    {
        using var picture = new MemoryStream();
        Codec.Encode(Cells, picture, new EncodeOptions(ImageFormat.Png) { Lossless = true });
        new CellChart(Cells, named).Write(target, title, picture.ToArray(), Provenance);
    }

    private bool HasTransparency() => ColorCounts.Count(Cells).Keys.Any(color => color.A == 0);
}
