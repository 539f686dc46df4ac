namespace Stylize.Codecs.Video;

/// <summary>
/// Writes an MP4 (H.264) or WebM (VP9) through <see cref="Ffmpeg"/>, which receives the frames with their times as uncompressed video in
/// Matroska (RFC 9559).
/// </summary>
internal sealed class VideoWriter(Stream target, EncodeOptions options) : IFrameEncoder, IDisposable
{
    private const int BlockHeaderBytes = 4;

    private static ReadOnlySpan<byte> UnknownSize => [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"stylize-video-{Guid.NewGuid():N}");
    private Ffmpeg? _run;
    private long _time;
    private long _last;
    private int _extraColumns;
    private int _extraRows;

    public void Begin(int width, int height)
    {
        // Players of H.264 need chroma of half the size, and so even sides: the last column or row is repeated.
        var isMp4 = options.Format == ImageFormat.Mp4;
        (_extraColumns, _extraRows) = isMp4 ? (width % 2, height % 2) : (0, 0);
        (width, height) = (width + _extraColumns, height + _extraRows);
        string[] encoder = isMp4 ? ["-crf", "18", "-bf", "0", "-f", "mp4"] : ["-crf", "24", "-b:v", "0", "-row-mt", "1", "-f", "webm"];
        string[] comment = options.Metadata.Provenance is { } text ? ["-metadata", "comment=" + VideoMetadata.Keyword + text] : [];
        _run = new(
        [
            "-f", "matroska", "-i", "pipe:0", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-pix_fmt", "yuv420p", .. comment,
            .. encoder, "-y", Encoded,
        ]);
        Write(0x1A45DFA3, Element(0x4282, "matroska"u8));
        Write([0x18, 0x53, 0x80, 0x67, .. UnknownSize]);
        Write(0x1549A966, Element(0x2AD7B1, 1_000_000));
        byte[] video = [.. Element(0xB0, (uint)width), .. Element(0xBA, (uint)height), .. Element(0x2EB524, "RGBA"u8)];
        Write(0x1654AE6B, Element(0xAE,
        [
            .. Element(0xD7, 1), .. Element(0x73C5, 1), .. Element(0x83, 1), .. Element(0x86, "V_UNCOMPRESSED"u8), .. Element(0xE0, video),
        ]));
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        // A cluster of unknown size with one block, whose time is that of the cluster.
        byte[] duration = Element(0x9B, (uint)milliseconds);
        var pixels = 4L * (frame.Width + _extraColumns) * (frame.Height + _extraRows);
        Write([0x1F, 0x43, 0xB6, 0x75, .. UnknownSize, .. Element(0xE7, (uint)_time)]);
        Write([0xA0, .. Size(duration.Length + 1 + 8 + BlockHeaderBytes + pixels), .. duration]);
        Write([0xA1, .. Size(BlockHeaderBytes + pixels), 0x81, 0, 0, 0]);
        for (var y = 0; y < frame.Height + _extraRows; y++)
        {
            var row = MemoryMarshal.AsBytes(frame.Row(Math.Min(y, frame.Height - 1)));
            Write(row);
            Write(row[^(4 * _extraColumns)..]);
        }

        _last = _time;
        _time += milliseconds;
    }

    public void End()
    {
        _run!.End();

        // Encoders give the last frame any duration. Without B-frames it is the last one in the file too.
        string[] container = options.Format == ImageFormat.Mp4 ? ["-movflags", "+faststart", "-f", "mp4"] : ["-f", "webm"];
        var duration = Invariant($"if(gte(PTS*TB,{(_last / 1000.0) - .0004}),{(_time - _last) / 1000.0}/TB,DURATION)").Replace(",", "\\,");
        Ffmpeg.Text(["-i", Encoded, "-c", "copy", "-bsf:v", "setts=pts=PTS:dts=DTS:duration=" + duration, .. container, "-y", _file]);
        using var written = InputFile.Open(_file);
        written.CopyTo(target);
    }

    public void Dispose()
    {
        _run?.Dispose();
        File.Delete(Encoded);
        File.Delete(_file);
    }

    private string Encoded => _file + ".encoded";

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _run!.Input.Write(bytes);
        }
        catch (IOException)
        {
            // The program has ended; its own message says why.
            _run!.End();
            throw;
        }
    }

    private void Write(uint id, byte[] content) => Write(Element(id, content));

    private static byte[] Element(uint id, uint value) =>
        Element(id, (ReadOnlySpan<byte>)[(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private static byte[] Element(uint id, ReadOnlySpan<byte> content)
    {
        byte[] all = [(byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id];
        return [.. all.SkipWhile(part => part == 0), .. Size(content.Length), .. content];
    }

    /// <summary>Returns a size in eight bytes.</summary>
    private static byte[] Size(long size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, size);
        bytes[0] = 1;
        return bytes;
    }
}

/// <summary>The provenance of a video: its comment.</summary>
internal static class VideoMetadata
{
    public const string Keyword = "Stylize: ";

    /// <summary>Bytes at the start of a file within which its metadata is.</summary>
    private const int Within = 1 << 20;

    private static ReadOnlySpan<byte> TagString => [0x44, 0x87];

    public static ImageMetadata Read(Stream stream) => new() { Provenance = ReadProvenance(stream) };

    /// <summary>Reads the comment: in MP4 after the size and type of its atom, in WebM after its size.</summary>
    public static string? ReadProvenance(Stream stream)
    {
        stream.Position = 0;
        var start = new byte[Math.Min(stream.Length, Within)];
        stream.ReadExactly(start);
        var at = start.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Keyword));
        if (at < 16) return null;

        var length = start.AsSpan(at - 12).StartsWith("data"u8) ? BinaryPrimitives.ReadUInt32BigEndian(start.AsSpan(at - 16)) - 16
            : start.AsSpan(at - 3).StartsWith(TagString) ? start[at - 1] & 0x7fu
            : start.AsSpan(at - 4).StartsWith(TagString) ? BinaryPrimitives.ReadUInt16BigEndian(start.AsSpan(at - 2)) & 0x3fffu
            : 0;
        return length > Keyword.Length && length <= (uint)(start.Length - at)
            ? Encoding.UTF8.GetString(start, at + Keyword.Length, (int)length - Keyword.Length) : null;
    }
}
