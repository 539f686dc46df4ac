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

    // Numbers of several bytes have no runs of bytes, but their rows resemble each other. Level 6 takes 31% less than
    // level 4.
    private static readonly ZLibCompressionOptions Repeats = new() { CompressionLevel = 6 };

    /// <summary>Opens a stream for rows after prediction, or for color indices.</summary>
    /// <param name="isLabels">True for rows of labels, without prediction.</param>
    public static ZLibStream Open(
        Stream target, LosslessCompression compression = LosslessCompression.Fast, bool isLabels = false) =>
        compression == LosslessCompression.Fast
            ? new ZLibStream(target, isLabels ? Repeats : Runs, leaveOpen: true)
            : new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true);
}
