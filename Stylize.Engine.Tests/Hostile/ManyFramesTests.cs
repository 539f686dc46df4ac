using System.IO.Hashing;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Animations and stacks at the limit of pages give all pages or one error, never a still image.</summary>
public sealed class ManyFramesTests : CodecTest
{
    [Theory]
    [InlineData(ImageFormat.Gif)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Tiff)]
    public void The_limit_is_read_in_full_and_one_more_page_is_an_error(ImageFormat format)
    {
        Assert.Equal(10_000, Codec.Identify(Bytes(File(format, 10_000))).Pages);
        Fails.Of(StylizeError.ImageTooLarge, () => Codec.Identify(Bytes(File(format, 10_001))), "10,001 pages");
    }

    private static byte[] File(ImageFormat format, int frames) => format switch
    {
        ImageFormat.Gif =>
            TinyGif.Write(1, 1, 0, [.. Enumerable.Repeat(new TinyGif.Frame(0, 0, 1, 1, [5], 4, 1), frames)]),
        ImageFormat.Tiff => Tiff(frames),
        _ => Repeated(format, frames),
    };

    private static byte[] Tiff(int pages)
    {
        return EncodedFiles.Written(target => HostileTiff.Write(target, null, pages));
    }

    /// <summary>Repeats the second frame of an animation. Both formats are lists of independent chunks.</summary>
    private static byte[] Repeated(ImageFormat format, int frames)
    {
        using var one = new Raster<Rgba32>(2, 2, clear: true);
        using var two = new Raster<Rgba32>(2, 2, clear: true);
        two[0, 0] = new Rgba32(255, 0, 0);
        var file = EncodeFrames([(one, 40), (two, 40)], new EncodeOptions(format));
        return format == ImageFormat.WebP ? WebP(file, frames) : Apng(file, frames);
    }

    private static byte[] WebP(byte[] file, int frames)
    {
        var at = file.AsSpan().LastIndexOf("ANMF"u8);
        var end = at + 8 + (int)BitConverter.ToUInt32(file, at + 4);
        end += end & 1;
        byte[] all = [.. file[..at], .. Enumerable.Repeat(file[at..end], frames - 1).SelectMany(chunk => chunk),
            .. file[end..]];
        BitConverter.TryWriteBytes(all.AsSpan(4), (uint)(all.Length - 8));
        return all;
    }

    /// <summary>Only the header holds the number of frames. Its checksum is updated.</summary>
    private static byte[] Apng(byte[] file, int frames)
    {
        var at = file.AsSpan().IndexOf("acTL"u8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at + 4), frames);
        var crc = Crc32.HashToUInt32(file.AsSpan(at, 12));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 12), crc);
        return file;
    }
}
