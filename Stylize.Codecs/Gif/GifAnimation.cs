using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Codecs.Gif;

/// <summary>
/// Writes a GIF of one or more frames (GIF89a specification; looping by the Netscape 2.0 application extension). Each
/// frame is drawn over the previous one; pixels that stay are transparent if this is smaller. The canvas is cleared
/// only if pixels become transparent again, so a frame is written when the next one is known.
/// </summary>
/// <param name="options">Encoding options; their colors are the palette of the file.</param>
/// <param name="quantize">Encodes one image of more than 256 colors as a GIF.</param>
internal sealed class GifAnimation(Stream target, EncodeOptions options, Func<Raster<Rgba32>, byte[]> quantize)
    : IFrameEncoder
{
    private const byte KeepCanvas = 1;
    private const byte ClearCanvas = 2;

    private IReadOnlyList<Rgba32>? _colors = options.IndexedColors;
    private byte[]? _palette;
    private (int Width, int Height) _size;
    private bool _hasHeader;
    private Raster<Rgba32>? _below, _held;
    private CanvasArea _heldArea;
    private int _heldMilliseconds;

    public void Begin(int width, int height)
    {
        if (Math.Max(width, height) > ushort.MaxValue) throw Errors.SideTooLong.With(null, width, height, "GIF");

        _size = (width, height);
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        var shown = AsShown(frame);
        var isCleared = _held is not null && HasNewTransparency(_held, shown);
        if (_held is not null)
        {
            Write(isCleared ? CanvasArea.Whole(_held) : _heldArea, isCleared ? ClearCanvas : KeepCanvas, isOnly: false);
        }

        _heldArea = _held is null || isCleared ? CanvasArea.Whole(shown) : CanvasArea.Between(_held, shown);
        _below?.Dispose();
        if (isCleared) _held!.Dispose();

        (_below, _held, _heldMilliseconds) = (isCleared ? null : _held, shown, milliseconds);
    }

    public void End()
    {
        if (_held is not null)
        {
            Write(_heldArea, KeepCanvas, isOnly: !_hasHeader);
            _below?.Dispose();
            _held.Dispose();
        }

        target.WriteByte(0x3b);
    }

    private static Raster<Rgba32> AsShown(Raster<Rgba32> frame)
    {
        var shown = frame.Clone();
        for (var y = 0; y < shown.Height; y++)
        {
            foreach (ref var pixel in shown.Row(y))
            {
                pixel = GifPicture.Binary(pixel);
            }
        }

        return shown;
    }

    private static bool HasNewTransparency(Raster<Rgba32> before, Raster<Rgba32> after)
    {
        for (var y = 0; y < before.Height; y++)
        {
            ReadOnlySpan<Rgba32> one = before.Row(y), other = after.Row(y);
            for (var x = 0; x < one.Length; x++)
            {
                if (one[x].A > other[x].A) return true;
            }
        }

        return false;
    }

    private static int PaletteFlags(byte[] palette) => GifPicture.Bits(palette.Length / 3) - 1;

    private void WriteHeader(bool isOnly)
    {
        // The caller may give one palette for all frames; otherwise each frame has its own.
        _hasHeader = true;
        if (!isOnly && _colors?.Count < EncodeOptions.MaxIndexedColors && !HasTransparent(_colors))
        {
            _colors = [.. _colors, default];
        }

        _palette = _colors is null ? null : GifPicture.PaletteOf(_colors);
        var flags = (byte)(_palette is null ? 0 : 0x80 | PaletteFlags(_palette));
        target.Write([.. "GIF89a"u8, .. Word(_size.Width), .. Word(_size.Height), flags, 0, 0]);
        target.Write(_palette);
        if (options.LoopCount != 1)
        {
            // The extension counts repetitions after the first time; 0 means forever.
            target.Write([0x21, 0xff, 11, .. "NETSCAPE2.0"u8, 3, 1, .. Word(Math.Max(0, options.LoopCount - 1)), 0]);
        }

        target.Write(GifMetadata.Comment(options.Metadata));
    }

    private static bool HasTransparent(IReadOnlyList<Rgba32> colors) =>
        colors.Any(color => GifPicture.Binary(color) == default);

    private void Write(CanvasArea area, byte disposal, bool isOnly)
    {
        if (!_hasHeader) WriteHeader(isOnly);

        using var changed = area.Copy(_held!);

        // Some viewers clear to the background color if the frame has no transparent color.
        var picture = GifPicture.TryExact(changed, _colors, needsTransparent: disposal == ClearCanvas)
            ?? GifPicture.FromFile(quantize(changed));
        if (_below is not null && (_colors is null || HasTransparent(_colors)))
        {
            using var below = area.Copy(_below);
            for (var y = 0; y < area.Height; y++)
            {
                var row = changed.Row(y);
                ReadOnlySpan<Rgba32> other = below.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    if (row[x] == other[x]) row[x] = default;
                }
            }

            if (GifPicture.TryExact(changed, _colors, needsTransparent: true) is { } sparse
                && sparse.Bytes < picture.Bytes) picture = sparse;
        }

        var flags = (byte)((disposal << 2) | (picture.Transparent >= 0 ? 1 : 0));
        var hundredths = (int)Math.Min((_heldMilliseconds + 5L) / 10, ushort.MaxValue);
        target.Write([0x21, 0xf9, 4, flags, .. Word(hundredths), (byte)Math.Max(0, picture.Transparent), 0]);
        var layout =
            (byte)((picture.IsInterlaced ? 0x40 : 0) | (_palette is null ? 0x80 | PaletteFlags(picture.Palette) : 0));
        target.Write([0x2c, .. Word(area.Left), .. Word(area.Top), .. Word(area.Width), .. Word(area.Height), layout]);
        target.Write(_palette is null ? picture.Palette : []);
        target.Write(picture.Data);
    }
}
