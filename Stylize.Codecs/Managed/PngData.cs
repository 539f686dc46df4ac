using Stylize.Codecs.Files;
using Stylize.Codecs.Png;

namespace Stylize.Codecs.Managed;

/// <summary>
/// Removes the parts of a PNG on which ImageSharp fails: IDAT chunks of one byte, which the PNG specification allows, and animation
/// chunks when a file is identified.
/// </summary>
internal static class PngData
{
    /// <summary>Returns the stream itself, or a copy with one IDAT chunk and without animation if necessary.</summary>
    /// <exception cref="InvalidDataException">A chunk has a wrong checksum.</exception>
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
