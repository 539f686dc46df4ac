using System.IO.Compression;

namespace Stylize.Engine.Imaging;

/// <summary>zlib streams (RFC 1950) of the rows of images.</summary>
internal static class RowDeflater
{
    // The noise of a camera becomes no smaller by looking further than the byte before: runs and Huffman codes alone are the fastest.
    private static readonly ZLibCompressionOptions Runs = new()
    {
        CompressionLevel = 1,
        CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding,
    };

    /// <summary>Opens a stream for rows after a predictor, or for indices of colors.</summary>
    public static ZLibStream Open(Stream target, LosslessCompression compression = LosslessCompression.Fast) =>
        compression == LosslessCompression.Fast
            ? new ZLibStream(target, Runs, leaveOpen: true)
            : new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true);
}
