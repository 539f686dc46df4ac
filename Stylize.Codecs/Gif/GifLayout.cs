namespace Stylize.Codecs.Gif;

/// <summary>Finds the frames of an animated GIF (GIF89a specification).</summary>
internal static class GifLayout
{
    public const byte GraphicControl = 0xf9;
    public const byte Comment = 0xfe;
    private const byte Application = 0xff;
    private const byte Trailer = 0x3b;

    /// <exception cref="InvalidDataException">The file ends before its trailer, or is damaged.</exception>
    internal static AnimationLayout Read(Stream stream) => ReadTo(stream, int.MaxValue);

    /// <summary>Returns the whole frames, for one of them.</summary>
    /// <exception cref="InvalidDataException">The file ends before that frame and its trailer, or is
    /// damaged.</exception>
    internal static AnimationLayout ReadTo(Stream stream, int frame)
    {
        var (palette, loops, end) = (GifBlock.Palette(stream), 1, 0L);
        var frames = new List<CanvasFrame>();
        byte[]? control = null;
        foreach (var block in GifBlock.All(stream))
        {
            end = block.End;
            if (block.IsExtension(Application))
            {
                loops = Loops(GifBlock.Join(stream, block.DataAt)) ?? loops;
            }
            else if (block.IsExtension(GraphicControl) && GifBlock.Join(stream, block.DataAt) is { Length: 4 } data)
            {
                control = data;
            }
            else if (block.IsImage)
            {
                frames.Add(Frame(stream, block, control, palette));
                control = null;
            }
        }

        return frames.Count > frame || (frames.Count > 0 && StreamBytes.Read(stream, end, 1)[0] == Trailer)
            ? new AnimationLayout(loops, frames)
            : throw new InvalidDataException("The GIF ends before its trailer.");
    }

    /// <summary>True if the first frame leaves a part of the screen empty, which libraries make black or cut off, or
    /// has several control blocks, of which the last counts.</summary>
    internal static bool IsMisread(Stream stream)
    {
        var (controls, (width, height)) = (0, GifBlock.Screen(stream));
        foreach (var block in GifBlock.All(stream))
        {
            controls += block.IsExtension(GraphicControl) ? 1 : 0;
            if (!block.IsImage) continue;

            var area = AreaOf(StreamBytes.Read(stream, block.At, GifBlock.DescriptorLength));
            return controls > 1 || area.Left > 0 || area.Top > 0 || area.Width < width || area.Height < height;
        }

        return false;
    }

    /// <summary>Returns the header of frames that are drawn to an empty canvas, which contains the screen and all
    /// frames.</summary>
    internal static ImageInfo Header(Stream stream, AnimationLayout layout)
    {
        var (frames, (width, height)) = (layout.Frames, GifBlock.Screen(stream));
        return new ImageInfo(
            ImageFormat.Gif, Math.Max(width, frames.Max(frame => frame.Area.Left + frame.Area.Width)),
            Math.Max(height, frames.Max(frame => frame.Area.Top + frame.Area.Height)), frames.Count, 3, HasAlpha: true,
            8, IsFloat: false, 1);
    }

    /// <summary>
    /// Returns the number of times that the animation plays. The extension counts repetitions after the first time; 0
    /// means forever.
    /// </summary>
    private static int? Loops(ReadOnlySpan<byte> data)
    {
        if (data.Length < 14 || !(data.StartsWith("NETSCAPE2.0"u8) || data.StartsWith("ANIMEXTS1.0"u8))
            || data[11] != 1) return null;

        var repetitions = BinaryPrimitives.ReadUInt16LittleEndian(data[12..]);
        return repetitions == 0 ? 0 : repetitions + 1;
    }

    private static CanvasFrame Frame(Stream stream, GifBlock image, byte[]? control, byte[] palette)
    {
        var descriptor = StreamBytes.Read(stream, image.At, GifBlock.DescriptorLength);
        var area = AreaOf(descriptor);
        if (area.Width == 0 || area.Height == 0) throw new InvalidDataException("A frame of the GIF has no pixels.");

        return new CanvasFrame(
            area, control is null ? 0 : 10 * BinaryPrimitives.ReadUInt16LittleEndian(control.AsSpan(1)),
            ((control?[0] >> 2) & 7) switch { 2 => FrameDisposal.Clear, 3 or 4 => FrameDisposal.Restore,
                _ => FrameDisposal.Keep },
            IsBlended: true, file => ToStill(file, image, descriptor, control, palette));
    }

    internal static CanvasArea AreaOf(byte[] descriptor)
    {
        return new(Word(1), Word(3), Word(5), Word(7));

        int Word(int at) => BinaryPrimitives.ReadUInt16LittleEndian(descriptor.AsSpan(at));
    }

    private static byte[] ToStill(Stream stream, GifBlock image, byte[] descriptor, byte[]? control, byte[] palette)
    {
        var colors = GifBlock.LocalPalette(stream, image) ?? palette;
        if (colors.Length == 0) throw new InvalidDataException("A frame of the GIF has no palette.");

        using var still = new MemoryStream();
        still.Write("GIF89a"u8);
        still.Write(descriptor, 5, 4);
        still.Write([(byte)(0x80 | (GifPicture.Bits(colors.Length / 3) - 1)), 0, 0]);
        still.Write(colors);
        if (control is not null)
        {
            // A still image needs only the transparency of the control block.
            still.Write([0x21, GraphicControl, 4, (byte)(control[0] & 1), 0, 0, control[3], 0]);
        }

        const byte Interlaced = 0x40;
        still.Write([descriptor[0], 0, 0, 0, 0, .. descriptor.AsSpan(5, 4), (byte)(descriptor[9] & Interlaced)]);
        still.Write(StreamBytes.Read(stream, image.DataAt, image.End - image.DataAt, Array.MaxLength));
        still.WriteByte(Trailer);
        return still.ToArray();
    }
}
