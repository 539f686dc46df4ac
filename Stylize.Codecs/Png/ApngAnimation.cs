using static Stylize.Engine.IO.BigEndian;

namespace Stylize.Codecs.Png;

/// <summary>
/// Writes an APNG (PNG, third edition, 4.9): each frame replaces the rectangle in which it differs from the previous
/// one.
/// </summary>
/// <param name="target">A seekable stream, at its start.</param>
/// <param name="encode">Encodes one image as PNG, all of one color type, depth and palette.</param>
internal sealed class ApngAnimation(Stream target, EncodeOptions options, Func<Raster<Rgba32>, byte[]> encode)
    : IFrameEncoder
{
    private long _controlAt;
    private int _frames;
    private int _sequence;

    public void Begin(int width, int height)
    {
        // The chunks before the frames come from the first frame, which fills the canvas.
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        var area = CanvasArea.Between(before, frame);
        using var changed = area.Copy(frame);
        using var png = new MemoryStream(encode(changed));
        if (_frames++ == 0)
        {
            WriteHead(png);
        }

        var control = new ApngFrame(area, milliseconds, FrameDisposal.Keep, IsBlended: false);
        PngChunk.Write(target, "fcTL"u8, control.ToArray(_sequence++));
        foreach (var chunk in PngChunk.All(png).Where(chunk => chunk.Type == "IDAT").ToList())
        {
            var data = chunk.Data(png);
            if (_frames == 1)
            {
                PngChunk.Write(target, "IDAT"u8, data);
                continue;
            }

            PngChunk.Write(target, "fdAT"u8, [.. Long(_sequence++), .. data]);
        }
    }

    public void End()
    {
        PngChunk.Write(target, "IEND"u8, []);
        target.Position = _controlAt;
        WriteControl();
        target.Seek(0, SeekOrigin.End);
    }

    private void WriteHead(MemoryStream png)
    {
        target.Write(PngChunk.Signature);
        foreach (var chunk in PngChunk.All(png).Where(chunk => chunk.Type is "IHDR" or "PLTE" or "tRNS").ToList())
        {
            PngChunk.Write(target, System.Text.Encoding.Latin1.GetBytes(chunk.Type), chunk.Data(png));
            if (chunk.Type == "IHDR")
            {
                _controlAt = target.Position;
                WriteControl();
                target.Write(PngMetadata.Chunks(options));
            }
        }
    }

    /// <summary>Writes the number of frames, which is known only at the end, and the number of loops.</summary>
    private void WriteControl() => PngChunk.Write(target, "acTL"u8, [.. Long(_frames), .. Long(options.LoopCount)]);
}
