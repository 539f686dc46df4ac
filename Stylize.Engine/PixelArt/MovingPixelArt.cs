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
    private readonly CellFrames _frames;
    private readonly IImageCodec _codec;
    private readonly ImageFormat _format;
    private readonly ImageMetadata _metadata;
    private readonly List<SideFile> _sideFiles = [];

    /// <param name="frames">The frames.</param>
    /// <param name="scale">Side of a written cell in pixels.</param>
    /// <param name="format">The format to write: Gif, WebP or Png.</param>
    /// <param name="codec">Writes the animation.</param>
    /// <param name="metadata">What it carries.</param>
    internal MovingPixelArt(CellFrames frames, int scale, ImageFormat format, IImageCodec codec, ImageMetadata metadata)
    {
        (_frames, _format, _codec, _metadata) = (frames, format, codec, metadata);
        (Columns, Rows) = frames.Size;
        Scale = scale;
    }

    /// <summary>Cells in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Side of a written cell in pixels.</summary>
    public int Scale { get; }

    /// <summary>The colours of all frames.</summary>
    public Palette Palette => _frames.Palette;

    /// <inheritdoc/>
    public int Width => Columns * Scale;

    /// <inheritdoc/>
    public int Height => Rows * Scale;

    /// <inheritdoc/>
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary => Told($"{Columns}x{Rows}", _frames.Count, Palette);

    /// <summary>What all moving results say of themselves.</summary>
    internal static IReadOnlyList<KeyValuePair<string, object?>> Told(string cells, int frames, Palette palette) =>
    [
        new("Cells", cells),
        new("Frames", frames),
        new("Colors", palette.Colors.Count),
        new("Palette", palette.Colors.Select(c => c.ToHex()).ToArray()),
    ];

    /// <summary>Reads, makes and writes frame after frame, with their times and the number of loops.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public void Write(Stream target)
    {
        using var reader = _frames.Open();
        _codec.EncodeFrames(Enlarged(reader), target, new EncodeOptions(_format)
        {
            Lossless = true,
            LoopCount = reader.LoopCount,
            Compression = LosslessCompression.Smallest,
            Metadata = _metadata,
            IndexedColors = _frames.IndexedColors,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The frames live no longer than they are written.
    }

    void IPixelArt.AddSideFile(SideFile file) => _sideFiles.Add(file);

    private IEnumerable<AnimationFrame> Enlarged(IFrameReader reader)
    {
        foreach (var (cells, milliseconds) in _frames.Make(reader))
        {
            using (cells)
            {
                using var enlarged = CellEnlargement.Enlarge(cells, Scale);
                yield return new AnimationFrame(enlarged, milliseconds);
            }
        }
    }
}
