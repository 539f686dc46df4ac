using System.IO.Compression;

namespace Stylize.Engine.Imaging;

/// <summary>Compresses rows of images as zlib streams (RFC 1950).</summary>
internal static class RowDeflater
{
    // Longer matches do not compress camera noise, so run lengths and Huffman codes alone are the fastest choice.
    private static readonly ZLibCompressionOptions Runs = new()
    {
        CompressionLevel = 1,
        CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding,
    };

    /// <summary>Opens a stream for rows after prediction, or for color indices.</summary>
    public static ZLibStream Open(Stream target, LosslessCompression compression = LosslessCompression.Fast) =>
        compression == LosslessCompression.Fast
            ? new ZLibStream(target, Runs, leaveOpen: true)
            : new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true);
}
