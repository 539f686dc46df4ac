using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Codecs.Gif;

/// <summary>
/// Writes a GIF of one or more frames (GIF89a specification; looping by the Netscape 2.0 application extension). Each
/// frame is drawn over the previous one. The canvas is cleared only if pixels become transparent again, so a frame is
/// written when the next one is known.
/// </summary>
/// <param name="options">Encoding options; their colors are the palette of the file.</param>
/// <param name="quantize">Encodes one image of more than 256 colors as a GIF.</param>
internal sealed class GifAnimation(Stream target, EncodeOptions options, Func<Raster<Rgba32>, byte[]> quantize)
    : IFrameEncoder
{
    private const byte KeepCanvas = 1;
    private const byte ClearCanvas = 2;

    private Raster<Rgba32>? _held;
    private CanvasArea _heldArea;
    private int _heldMilliseconds;
    private byte[]? _palette;

    public void Begin(int width, int height)
    {
        if (Math.Max(width, height) > ushort.MaxValue) throw Errors.SideTooLong.With(null, width, height, "GIF");

        // The caller may give one palette for all frames; otherwise each frame has its own.
        _palette = options.IndexedColors is { } colors ? GifPicture.PaletteOf(colors) : null;
        var flags = (byte)(_palette is null ? 0 : 0x80 | PaletteFlags(_palette));
        target.Write([.. "GIF89a"u8, .. Word(width), .. Word(height), flags, 0, 0]);
        target.Write(_palette);
        if (options.LoopCount != 1)
        {
            // The extension counts repetitions after the first time; 0 means forever.
            target.Write([0x21, 0xff, 11, .. "NETSCAPE2.0"u8, 3, 1, .. Word(Math.Max(0, options.LoopCount - 1)), 0]);
        }

        target.Write(GifMetadata.Comment(options.Metadata));
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        var shown = AsShown(frame);
        var isCleared = _held is not null && HasNewTransparency(_held, shown);
        if (_held is not null)
        {
            Write(isCleared ? CanvasArea.Whole(_held) : _heldArea, isCleared ? ClearCanvas : KeepCanvas);
        }

        _heldArea = _held is null || isCleared ? CanvasArea.Whole(shown) : CanvasArea.Between(_held, shown);
        _held?.Dispose();
        (_held, _heldMilliseconds) = (shown, milliseconds);
    }

    public void End()
    {
        if (_held is not null)
        {
            Write(_heldArea, KeepCanvas);
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

    private void Write(CanvasArea area, byte disposal)
    {
        using var changed = area.Copy(_held!);

        // Some viewers clear to the background color if the frame has no transparent color.
        var picture = GifPicture.TryExact(changed, options.IndexedColors, needsTransparent: disposal == ClearCanvas)
            ?? GifPicture.FromFile(quantize(changed));

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
