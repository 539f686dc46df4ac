using static Stylize.Engine.IO.BigEndian;

namespace Stylize.Codecs.Png;

/// <summary>Finds the frames of an APNG (PNG specification, third edition, 4.9).</summary>
internal sealed class ApngLayout(byte[] header)
{
    private readonly List<PngChunk> _shared = [];
    private readonly List<(ApngFrame Control, List<PngChunk> Data)> _frames = [];
    private uint _sequence;

    /// <summary>Returns the number of frames that a PNG declares; 1 if it is not animated.</summary>
    internal static int CountFrames(Stream stream)
    {
        // The chunk must precede the pixels.
        foreach (var chunk in PngChunk.All(stream).TakeWhile(chunk => chunk.Type != "IDAT"))
        {
            if (chunk.Type == "acTL" && chunk.Data(stream) is { Length: 8 } control)
            {
                return (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(control), 1, int.MaxValue);
            }
        }

        return 1;
    }

    /// <summary>True if the pixels of the file itself are no frame: programs that show animations do not show
    /// them.</summary>
    internal static bool HasFallback(Stream stream)
    {
        var isAnimated = false;
        foreach (var chunk in PngChunk.All(stream))
        {
            isAnimated |= chunk.Type == "acTL";
            if (chunk.Type is "fcTL" or "IDAT") return isAnimated && chunk.Type == "IDAT";
        }

        return false;
    }

    internal static AnimationLayout Read(Stream stream)
    {
        var header = PngChunk.All(stream).FirstOrDefault();
        var layout = new ApngLayout(
            header is { Type: "IHDR", Length: 13 }
                ? header.Data(stream) : throw new InvalidDataException("The PNG has no header."));
        var (announced, loops, isWhole) = (0u, 0u, false);
        foreach (var chunk in PngChunk.All(stream))
        {
            if (chunk.Type == "acTL" && chunk.Data(stream) is { Length: 8 } control)
            {
                announced = BinaryPrimitives.ReadUInt32BigEndian(control);
                loops = BinaryPrimitives.ReadUInt32BigEndian(control.AsSpan(4));
            }

            layout.Add(chunk, stream);
            isWhole = chunk.Type == "IEND";
        }

        return isWhole && announced == layout._frames.Count && layout._frames.All(frame => frame.Data.Count > 0)
            ? new AnimationLayout((int)Math.Min(loops, int.MaxValue), layout.Frames())
            : throw new InvalidDataException($"The APNG declares {announced} frames but has {layout._frames.Count}.");
    }

    private void Add(PngChunk chunk, Stream stream)
    {
        switch (chunk.Type)
        {
            case "fcTL":
                var control = chunk.Data(stream);
                var width = BinaryPrimitives.ReadInt32BigEndian(header);
                var height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
                _frames.Add((ApngFrame.Parse(control, width, height), []));
                ExpectNext(BinaryPrimitives.ReadUInt32BigEndian(control));
                break;
            case "IDAT" when _frames.Count > 0:
                // Pixels before the first frame control are a fallback for programs that do not show animations.
                _frames[^1].Data.Add(chunk);
                break;
            case "fdAT" when _frames.Count > 0 && chunk.Length >= 4:
                ExpectNext(BinaryPrimitives.ReadUInt32BigEndian(StreamBytes.Read(stream, chunk.At + 8, 4)));
                _frames[^1].Data.Add(chunk);
                break;
            case "PLTE" or "tRNS" or "iCCP" or "sRGB" or "gAMA" or "cHRM" or "sBIT" or "cICP":
                _shared.Add(chunk);
                break;
        }
    }

    private void ExpectNext(uint number)
    {
        if (number != _sequence++) throw new InvalidDataException("The frames of the APNG are out of order.");
    }

    /// <summary>Returns the frames with whole milliseconds that add up to the time of the animation.</summary>
    private List<CanvasFrame> Frames()
    {
        var (frames, end, rounded) = (new List<CanvasFrame>(), 0.0, 0L);
        foreach (var (control, data) in _frames)
        {
            end += control.Duration;
            var milliseconds = (int)Math.Min((long)Math.Round(end) - rounded, int.MaxValue);
            rounded += milliseconds;
            frames.Add(new CanvasFrame(
                control.Area, milliseconds, control.Disposal, control.IsBlended,
                stream => ToStill(control.Area, data, stream)));
        }

        return frames;
    }

    private byte[] ToStill(CanvasArea area, List<PngChunk> data, Stream stream)
    {
        using var png = new MemoryStream();
        png.Write(PngChunk.Signature);
        PngChunk.Write(png, "IHDR"u8, [.. Long(area.Width), .. Long(area.Height), .. header.AsSpan(8)]);
        foreach (var chunk in _shared)
        {
            PngChunk.Write(png, System.Text.Encoding.Latin1.GetBytes(chunk.Type), chunk.Data(stream));
        }

        foreach (var chunk in data)
        {
            // The data of fdAT begins with its sequence number.
            PngChunk.Write(png, "IDAT"u8, chunk.Data(stream).AsSpan(chunk.Type == "fdAT" ? 4 : 0));
        }

        PngChunk.Write(png, "IEND"u8, []);
        return png.ToArray();
    }
}

/// <summary>The frame control chunk fcTL of an APNG (PNG specification, third edition, 11.3.6.2).</summary>
internal sealed record ApngFrame(CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsBlended)
{
    private const int Length = 26;

    /// <summary>The duration in milliseconds before it is rounded.</summary>
    internal double Duration { get; private init; } = Milliseconds;

    internal static ApngFrame Parse(ReadOnlySpan<byte> data, int canvasWidth, int canvasHeight)
    {
        if (data.Length != Length) throw new InvalidDataException("A frame control chunk is not 26 bytes long.");

        var (width, height) =
            (BinaryPrimitives.ReadUInt32BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data[8..]));
        var (left, top) =
            (BinaryPrimitives.ReadUInt32BigEndian(data[12..]), BinaryPrimitives.ReadUInt32BigEndian(data[16..]));
        var isWithin = (long)left + width <= canvasWidth && (long)top + height <= canvasHeight;
        if (width == 0 || height == 0 || !isWithin || data[24] > 2 || data[25] > 1)
        {
            throw new InvalidDataException("A frame does not lie within its canvas.");
        }

        // A denominator of 0 means 100.
        var (delay, unit) =
            (BinaryPrimitives.ReadUInt16BigEndian(data[20..]), BinaryPrimitives.ReadUInt16BigEndian(data[22..]));
        var duration = delay * 1000.0 / (unit == 0 ? 100 : unit);
        var area = new CanvasArea((int)left, (int)top, (int)width, (int)height);
        return new ApngFrame(area, (int)Math.Round(duration), (FrameDisposal)data[24], data[25] == 1)
        {
            Duration = duration,
        };
    }

    internal byte[] ToArray(int sequence)
    {
        // Milliseconds if they fit 16 bits, otherwise units of 100 ms.
        var unit = Milliseconds <= ushort.MaxValue ? 1000 : 10;
        return
        [
            .. Long(sequence), .. Long(Area.Width), .. Long(Area.Height), .. Long(Area.Left), .. Long(Area.Top),
            .. Word(Math.Min(Milliseconds / (1000 / unit), ushort.MaxValue)), .. Word(unit), (byte)Disposal,
            (byte)(IsBlended ? 1 : 0),
        ];
    }
}
