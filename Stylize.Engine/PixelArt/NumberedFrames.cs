using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Moving pixel art as numbered PNG files. The first frame is the main file and the others lie beside it. They are made in order while they
/// are written, so that memory does not grow with their number.
/// </summary>
internal sealed class NumberedFrames : IPixelArt
{
    private readonly CellFrames _frames;
    private readonly int _scale;
    private readonly IImageCodec _codec;
    private readonly ImageMetadata _metadata;
    private readonly List<SideFile> _sideFiles;
    private readonly (int Width, int Height) _size;
    private IFrameReader? _reader;
    private IEnumerator<CellFrame>? _next;
    private Raster<Rgba32>? _first;

    /// <param name="frames">The frames.</param>
    /// <param name="scale">Side of a written cell in pixels.</param>
    /// <param name="codec">Writes the images.</param>
    /// <param name="metadata">What each carries.</param>
    public NumberedFrames(CellFrames frames, int scale, IImageCodec codec, ImageMetadata metadata)
    {
        (_frames, _scale, _codec, _metadata) = (frames, scale, codec, metadata);
        _size = frames.Size;
        _sideFiles = [.. Enumerable.Range(1, frames.Count - 1).Select(i => new SideFile(Suffix(i), WriteNext))];
    }

    /// <inheritdoc/>
    public Palette Palette => _frames.Palette;

    /// <inheritdoc/>
    public int Width => _size.Width * _scale;

    /// <inheritdoc/>
    public int Height => _size.Height * _scale;

    /// <inheritdoc/>
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        MovingPixelArt.Told($"{_size.Width}x{_size.Height}", _frames.Count, Palette);

    /// <summary>What the name of a frame's file ends in.</summary>
    /// <param name="frame">From 0.</param>
    public static string Suffix(int frame) => string.Create(CultureInfo.InvariantCulture, $".pixelart_{frame:0000}.png");

    /// <inheritdoc/>
    public void Write(Stream target)
    {
        Begin();
        Encode(_first!, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first?.Dispose();
        _next?.Dispose();
        _reader?.Dispose();
    }

    void IPixelArt.AddSideFile(SideFile file) => _sideFiles.Add(file);

    private void Begin()
    {
        if (_first is null)
        {
            _reader = _frames.Open();
            _next = _frames.Make(_reader).GetEnumerator();
            _first = Next();
        }
    }

    private void WriteNext(Stream target)
    {
        Begin();
        using var cells = Next();
        Encode(cells, target);
    }

    private Raster<Rgba32> Next() => _next!.MoveNext()
        ? _next.Current.Cells
        : throw new StylizeException(
            StylizeError.ImageUnreadable, "frames", "The animation has fewer frames than its header tells.", "Use an undamaged copy.");

    private void Encode(Raster<Rgba32> cells, Stream target)
    {
        using var enlarged = CellEnlargement.Enlarge(cells, _scale);
        _codec.Encode(enlarged, target, new EncodeOptions(ImageFormat.Png)
        {
            Lossless = true,
            Compression = LosslessCompression.Smallest,
            Metadata = _metadata,
            IndexedColors = _frames.IndexedColors,
        });
    }
}
