using Stylize.Codecs.Files;
using Stylize.Codecs.Png;

namespace Stylize.Codecs.Managed;

/// <summary>Spares ImageSharp what it fails on in a PNG: IDAT chunks of a single byte, which the PNG specification allows, and in a file
/// that is identified the chunks of an animation.</summary>
internal static class PngData
{
    /// <summary>The same stream where there is nothing to spare, else a copy with one IDAT chunk and without animation.</summary>
    /// <exception cref="InvalidDataException">A chunk of the copy has a wrong checksum.</exception>
    internal static Stream Plain(Stream png)
    {
        var chunks = PngChunk.All(png).ToList();
        var pieces = chunks.FindAll(chunk => chunk.Type == "IDAT");
        if (!chunks.Exists(IsOfAnimation) && (pieces.Count < 2 || pieces.TrueForAll(piece => piece.Length > 1))) return png;

        var plain = new MemoryStream();
        plain.Write(PngChunk.Signature);
        using var data = new MemoryStream();
        foreach (var chunk in chunks.Where(chunk => !IsOfAnimation(chunk)))
        {
            if (chunk.Type != "IDAT")
            {
                plain.Write(StreamBytes.Read(png, chunk.At, chunk.Length + PngChunk.FrameLength));
                continue;
            }

            data.Write(chunk.Data(png));
            if (chunk.At == pieces[^1].At)
            {
                PngChunk.Write(plain, "IDAT"u8, data.ToArray());
            }
        }

        return plain;
    }

    private static bool IsOfAnimation(PngChunk chunk) => chunk.Type is "acTL" or "fcTL" or "fdAT";
}
