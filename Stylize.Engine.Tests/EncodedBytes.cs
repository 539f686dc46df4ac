using System.IO.Compression;

namespace Stylize.Engine.Tests;

/// <content>The part that tools/Stylize.Benchmarks compiles too.</content>
internal static partial class EncodedFiles
{
    /// <summary>Compresses bytes as zlib does.</summary>
    public static byte[] Deflated(params ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    public static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
