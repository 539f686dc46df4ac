using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Stylize.Codecs.Managed;

/// <summary>Rejects truncated files, because ImageSharp silently fills missing parts.</summary>
internal static class Completeness
{
    /// <summary>Throws if pixels of a file other than a JPEG are missing.</summary>
    internal static void Require(SourceStream source) => Require(source.Format switch
    {
        ImageFormat.WebP => HasWholeRiff(source.Stream),
        ImageFormat.Png => PngChunk.All(source.Stream).Any(chunk => chunk.Type == "IEND") && PngData.RequireComplete(source.Stream),
        ImageFormat.Gif => GifPixels.Require(source.Stream),
        _ => true,
    });

    /// <summary>Throws if a JPEG has no end.</summary>
    internal static void Require(JpegFile file) => Require(file.HasEnd);

    private static void Require(bool isComplete)
    {
        if (!isComplete) throw new InvalidDataException("The file ends before its data does.");
    }

    private static bool HasWholeRiff(Stream stream)
    {
        Span<byte> head = stackalloc byte[8];
        return StreamBytes.TryRead(stream, 0, head) && stream.Length >= BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L;
    }

    /// <summary>Decodes a JPEG with and without more bytes at the end of its scans, at an eighth of its size. Only incomplete scans use
    /// these bytes. Arithmetic codes may lack zeros at the end, so they are not checked.</summary>
    internal static bool HasWholeScans(JpegFile file, DecoderOptions options)
    {
        const int Bytes = 64;
        if (file.Frame is [_, > 0xc2, ..]) return true;

        // No byte is a marker.
        byte[] more = [.. Enumerable.Range(1, Bytes).Select(i => (byte)(i * 151 % 255))];
        using Image<Rgb24> image = Decode([]), other = Decode(more);
        for (var y = 0; y < image.Height; y++)
        {
            if (!Row(image, y).SequenceEqual(Row(other, y))) return false;
        }

        return true;

        Image<Rgb24> Decode(ReadOnlySpan<byte> bytes)
        {
            using var stream = file.WithLongerScans(bytes);
            var small = new DecoderOptions { Configuration = options.Configuration, TargetSize = new Size(1, 1) };
            return JpegDecoder.Instance.Decode<Rgb24>(
                new JpegDecoderOptions { GeneralOptions = small, ResizeMode = JpegDecoderResizeMode.IdctOnly }, stream);
        }

        static Span<Rgb24> Row(Image<Rgb24> image, int y) => image.Frames.RootFrame.PixelBuffer.DangerousGetRowSpan(y);
    }
}
