using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Codecs.WebP;

/// <summary>Writes an animated WebP (RFC 9649, 2.7.1.1): each frame replaces the rectangle in which it differs from the
/// previous one.</summary>
/// <param name="target">A seekable stream, at its start.</param>
internal sealed class WebPAnimation(Stream target, EncodeOptions options, Func<Raster<Rgba32>, byte[]> encode)
    : IFrameEncoder
{
    private const int MaxMilliseconds = (1 << 24) - 1;

    public void Begin(int width, int height)
    {
        // Decoders treat the flag only as a hint; a later frame may have transparent pixels even if the first does not.
        WebPFile.Begin(target, width, height, options.Metadata, isAnimated: true, hasAlpha: true);
        RiffChunk.Write(target, "ANIM"u8, [0, 0, 0, 0, .. Word(options.LoopCount)]);
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        // Positions are stored in units of two pixels.
        var area = CanvasArea.Between(before, frame).OnEvenPositions();
        using var changed = area.Copy(frame);
        const byte Replace = 0x02;
        RiffChunk.Write(target, "ANMF"u8,
        [
            .. Word24(area.Left / 2), .. Word24(area.Top / 2), .. Word24(area.Width - 1), .. Word24(area.Height - 1),
            .. Word24(Math.Min(milliseconds, MaxMilliseconds)), Replace, .. WebPFile.ImageChunks(encode(changed)),
        ]);
    }

    public void End() => WebPFile.End(target, options.Metadata);
}

/// <summary>Finds the frames of an animated WebP (RFC 9649, 2.7.1.1).</summary>
internal static class WebPLayout
{
    private const int FrameHeaderLength = 16;

    internal static AnimationLayout Read(Stream stream)
    {
        const int BeforeLength = 4;
        if (BitConverter.ToUInt32(StreamBytes.Read(stream, BeforeLength, 4)) > stream.Length - BeforeLength - 4)
        {
            throw new InvalidDataException("The file ends before its data does.");
        }

        var chunks = RiffChunk.All(stream).ToList();
        var animation = chunks.Find(chunk => chunk is { Type: "ANIM", Length: 6 });
        var loops = animation.Length == 6 ? BitConverter.ToUInt16(StreamBytes.Read(stream, animation.At + 4, 2)) : 1;
        var profile = chunks.Find(chunk => chunk.Type == "ICCP");
        return new AnimationLayout(
            loops, [.. chunks.Where(chunk => chunk.Type == "ANMF").Select(chunk => Frame(chunk, profile, stream))]);
    }

    private static CanvasFrame Frame(RiffChunk chunk, RiffChunk profile, Stream stream)
    {
        var header = StreamBytes.Read(stream, chunk.At, Math.Min(chunk.Length, FrameHeaderLength));
        if (header.Length < FrameHeaderLength) throw new InvalidDataException("A frame of the WebP is too short.");

        var area = new CanvasArea(
            2 * Get24(header), 2 * Get24(header.AsSpan(3)), 1 + Get24(header.AsSpan(6)), 1 + Get24(header.AsSpan(9)));
        var flags = header[15];
        return new CanvasFrame(
            area, Get24(header.AsSpan(12)), (flags & 1) != 0 ? FrameDisposal.Clear : FrameDisposal.Keep,
            (flags & 2) == 0, file => ToStill(file, chunk, profile, area));
    }

    private static byte[] ToStill(Stream stream, RiffChunk chunk, RiffChunk profile, CanvasArea area)
    {
        var metadata = profile.Length == 0
            ? ImageMetadata.None
            : new ImageMetadata { IccProfile = StreamBytes.Read(stream, profile.At, profile.Length) };
        using var still = new MemoryStream();
        var image =
            StreamBytes.Read(stream, chunk.At + FrameHeaderLength, chunk.Length - FrameHeaderLength, Array.MaxLength);
        WebPFile.Begin(still, area.Width, area.Height, metadata, isAnimated: false,
            hasAlpha: !image.AsSpan().StartsWith("VP8 "u8));
        still.Write(image);
        WebPFile.End(still, metadata);
        return still.ToArray();
    }

    internal static int Get24(ReadOnlySpan<byte> place) => place[0] | (place[1] << 8) | (place[2] << 16);
}
