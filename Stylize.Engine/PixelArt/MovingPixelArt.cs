using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Moving pixel art. Its palette is found beforehand; the frames are made while they are written, one after the other, so that memory does
/// not grow with their number.
/// </summary>
public sealed class MovingPixelArt : IPixelArt
{
    private readonly ImageInput _input;
    private readonly PixelArtOptions _options;
    private readonly ImageFormat _format;
    private readonly OperationContext _context;
    private readonly List<SideFile> _sideFiles = [];

    /// <param name="input">The animation.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="format">The format to write: Gif, WebP or Png.</param>
    /// <param name="palette">The colours of all frames.</param>
    /// <param name="context">What the run may use.</param>
    internal MovingPixelArt(ImageInput input, PixelArtOptions options, ImageFormat format, Palette palette, OperationContext context)
    {
        (_input, _options, _format, Palette, _context) = (input, options, format, palette, context);
        (Columns, Rows) = options.GridSize(input.Info.Width, input.Info.Height);
        Scale = options.CellSide(Columns, Rows);
    }

    /// <summary>Cells in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Side of a written cell in pixels.</summary>
    public int Scale { get; }

    /// <summary>The colours of all frames.</summary>
    public Palette Palette { get; }

    /// <inheritdoc/>
    public int Width => Columns * Scale;

    /// <inheritdoc/>
    public int Height => Rows * Scale;

    /// <inheritdoc/>
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Columns}x{Rows}"),
        new("Frames", _input.Info.Pages),
        new("Colors", Palette.Colors.Count),
        new("Palette", Palette.Colors.Select(c => c.ToHex()).ToArray()),
    ];

    /// <summary>Reads, makes and writes frame after frame, with their times and the number of loops.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public void Write(Stream target)
    {
        using var reader = _input.Codec.OpenFrames(_input.Source, _input.DecodeOptions);
        IReadOnlyList<Rgba32> colors = [.. Palette.Colors.Distinct(), default];
        _input.Codec.EncodeFrames(Frames(reader), target, new EncodeOptions(_format)
        {
            Lossless = true,
            LoopCount = reader.LoopCount,
            Compression = LosslessCompression.Smallest,
            Metadata = _context.Metadata,
            IndexedColors = colors.Count <= 256 ? colors : null,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The frames live no longer than they are written.
    }

    void IPixelArt.AddSideFile(SideFile file) => _sideFiles.Add(file);

    private IEnumerable<AnimationFrame> Frames(IFrameReader reader)
    {
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var maker = new FrameMaker(_options, Palette, _input.Codec, _context);
        for (var done = 0; reader.Read(frame, out var milliseconds); done++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            _context.Progress?.Invoke(new OperationProgress(Math.Min(1, (double)done / reader.Info.Pages), "frames"));
            using var cells = maker.Make(frame);
            using var enlarged = CellEnlargement.Enlarge(cells, Scale);
            yield return new AnimationFrame(enlarged, milliseconds);
        }
    }
}
