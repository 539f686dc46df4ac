using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Stylize.Codecs.Files;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Tiff;

/// <summary>Reads the plain pages of TIFF files, which instruments write, without a codec library.</summary>
internal static unsafe class PlainTiff
{
    /// <summary>The header of the page that the options name; null where it is for the codec library to read.</summary>
    /// <exception cref="StylizeException">ImageTooLarge, OptionInvalid: the page is beyond a limit, or does not exist.</exception>
    internal static ImageInfo? TryIdentify(SourceStream source, DecodeOptions options) => TryRead(source, options)?.Info;

    /// <summary>Decodes the page that the options name; null where it is for the codec library to decode.</summary>
    /// <exception cref="StylizeException">As <see cref="TryIdentify"/>; ImageUnreadable: the pixels are damaged.</exception>
    internal static SampleImage<ushort>? TryDecode(SourceStream source, DecodeOptions options)
    {
        if (TryRead(source, options) is not var (layout, _)) return null;

        var planes = Enumerable.Range(0, layout.Bands).Select(_ => new Raster<ushort>(layout.Width, layout.Height)).ToArray();
        var image = new SampleImage<ushort>(planes, hasAlpha: false, layout.Bits);
        try
        {
            source.Read(stream =>
            {
                using var rows = new TiffRows(stream, layout);
                var buffer = Array.Empty<byte>();
                Fill(rows, layout, planes, 0, layout.Height, ref buffer);
                return true;
            });
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Opens the page that the options name, and takes the source; null, and the source left, where it is not plain.</summary>
    /// <exception cref="StylizeException">As <see cref="TryIdentify"/>.</exception>
    internal static IStripReader? TryOpen(SourceStream source, DecodeOptions options) =>
        TryRead(source, options) is var (layout, info) ? new PlainTiffStrips(source, layout, info) : null;

    internal static void Fill(TiffRows rows, TiffLayout layout, IReadOnlyList<Raster<ushort>> planes, int at, int count, ref byte[] buffer)
    {
        var first = planes[0];
        if (layout is { Bands: 1, Bits: 16 } && (first.Stride == first.Width || count == 1))
        {
            var bytes = (nint)layout.RowBytes;
            var most = Math.Max(1, (1 << 30) / layout.RowBytes);
            for (var done = 0; done < count; done += most)
            {
                rows.Read(new Span<byte>((byte*)first.Pointer + ((at + done) * bytes), Math.Min(most, count - done) * layout.RowBytes));
            }

            GC.KeepAlive(first);
            return;
        }

        const int PieceBytes = 1 << 18;
        var piece = Math.Clamp(PieceBytes / layout.RowBytes, 1, count);
        buffer = buffer.Length >= piece * layout.RowBytes ? buffer : new byte[piece * layout.RowBytes];
        for (var done = 0; done < count; done += piece)
        {
            var part = buffer.AsSpan(0, Math.Min(piece, count - done) * layout.RowBytes);
            rows.Read(part);
            for (var y = 0; y * layout.RowBytes < part.Length; y++)
            {
                Spread(part.Slice(y * layout.RowBytes, layout.RowBytes), layout, planes, at + done + y);
            }
        }
    }

    private static void Spread(ReadOnlySpan<byte> row, TiffLayout layout, IReadOnlyList<Raster<ushort>> planes, int y)
    {
        if (layout.Bands == 1)
        {
            var target = planes[0].Row(y);
            if (layout.Bits == 16)
            {
                MemoryMarshal.Cast<byte, ushort>(row).CopyTo(target);
            }
            else
            {
                Widen(row, target);
            }

            return;
        }

        for (var band = 0; band < planes.Count; band++)
        {
            var target = planes[band].Row(y);
            if (layout.Bits == 16)
            {
                var samples = MemoryMarshal.Cast<byte, ushort>(row);
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = samples[(x * planes.Count) + band];
                }
            }
            else
            {
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = row[(x * planes.Count) + band];
                }
            }
        }
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<ushort> target)
    {
        var x = 0;
        for (; x + Vector256<byte>.Count <= row.Length; x += Vector256<byte>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(row[x..]));
            low.CopyTo(target[x..]);
            high.CopyTo(target[(x + Vector256<ushort>.Count)..]);
        }

        for (; x < row.Length; x++)
        {
            target[x] = row[x];
        }
    }

    private static (TiffLayout Layout, ImageInfo Info)? TryRead(SourceStream source, DecodeOptions options)
    {
        if (source.Format != ImageFormat.Tiff) return null;

        List<long> directories;
        TiffLayout? layout;
        try
        {
            var reader = new TiffReader(source.Stream);
            directories = reader.Directories(options.MaxPages);
            layout = options.Page < directories.Count ? TiffLayout.Read(reader, directories[options.Page]) : null;
            if (layout is { Compression: TiffCompression.Lzw }
                && LzwStream.IsOldStyle(StreamBytes.Read(source.Stream, layout.Offsets[0], Math.Min(2, layout.Sizes[0]))))
            {
                layout = null;
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or OverflowException)
        {
            // The codec library says what it makes of it.
            return null;
        }

        if (layout is null) return null;

        var info = new ImageInfo(
            source.Format, layout.Width, layout.Height, directories.Count, layout.Bands, HasAlpha: false, layout.Bits, IsFloat: false,
            Orientation: 1);
        SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
        return (layout, info);
    }
}
