using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Codecs.WebP;

/// <summary>Writes an animated WebP (RFC 9649, 2.7.1.1): each frame replaces the rectangle in which it differs from the previous
/// one.</summary>
/// <param name="target">A seekable stream, at its start.</param>
internal sealed class WebPAnimation(Stream target, EncodeOptions options, Func<Raster<Rgba32>, byte[]> encode) : IFrameEncoder
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
