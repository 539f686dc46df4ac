using System.IO.Compression;
using System.Runtime.InteropServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Writes one plane of 16- or 32-bit samples as TIFF 6.0, strip by strip from top to bottom, so that neither a mask nor a montage need be
/// in memory at once. Strips hold about half a mebibyte, uncompressed or deflated (compression 8).
/// </summary>
internal sealed class PlaneTiff<T> : IDisposable
    where T : unmanaged
{
    private const int StripBytes = 1 << 19;
    private const long MaxBytes = uint.MaxValue - (1L << 20);
    private const string Software = "Stylize\0";

    private readonly Stream _target;
    private readonly LosslessCompression _compression;
    private readonly int _width;
    private readonly int _height;
    private readonly int _stripRows;
    private readonly byte[] _strip;
    private readonly List<uint> _offsets = [];
    private readonly List<uint> _sizes = [];
    private readonly MemoryStream _deflated = new();
    private int _rows;
    private int _filled;

    /// <param name="target">A stream that can seek, at its start.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows that will be written.</param>
    /// <param name="compression">Work put into deflation.</param>
    public PlaneTiff(Stream target, int width, int height, LosslessCompression compression)
    {
        if ((long)width * height * Marshal.SizeOf<T>() > MaxBytes)
        {
            throw new StylizeException(StylizeError.OperationFailed, null, $"A plane of {width} x {height} pixels does not fit a TIFF file.", "Segment fewer tiles together.");
        }

        _target = target;
        _compression = compression;
        (_width, _height) = (width, height);
        _stripRows = Math.Clamp(StripBytes / (width * Marshal.SizeOf<T>()), 1, height);
        _strip = new byte[_stripRows * width * Marshal.SizeOf<T>()];
        target.Write(BitConverter.IsLittleEndian ? "II"u8 : "MM"u8);
        Write((ushort)42);
        Write(0u);
    }

    /// <summary>Adds the next row.</summary>
    public void Add(ReadOnlySpan<T> row)
    {
        var bytes = MemoryMarshal.AsBytes(row);
        bytes.CopyTo(_strip.AsSpan(_filled));
        _filled += bytes.Length;
        _rows++;
        if (_filled == _strip.Length)
        {
            Flush();
        }
    }

    /// <summary>Completes the file.</summary>
    public void Finish()
    {
        Flush();
        if (_rows != _height)
        {
            throw new InvalidOperationException($"{_rows} of {_height} rows were written.");
        }

        if (_target.Position % 2 != 0)
        {
            _target.WriteByte(0);
        }

        var strips = (uint)_offsets.Count;
        var directory = (uint)_target.Position;
        const ushort tags = 11;
        var arrays = directory + 2 + (tags * 12) + 4;
        Write(tags);
        Tag(256, 4, 1, (uint)_width);
        Tag(257, 4, 1, (uint)_height);
        Tag(258, 3, 1, (uint)Marshal.SizeOf<T>() * 8);
        Tag(259, 3, 1, _compression == LosslessCompression.None ? 1u : 8u);
        Tag(262, 3, 1, 1);
        Tag(273, 4, strips, strips == 1 ? _offsets[0] : arrays);
        Tag(277, 3, 1, 1);
        Tag(278, 4, 1, (uint)_stripRows);
        Tag(279, 4, strips, strips == 1 ? _sizes[0] : arrays + (4 * strips));
        Tag(305, 2, (uint)Software.Length, strips == 1 ? arrays : arrays + (8 * strips));
        Tag(339, 3, 1, 1);
        Write(0u);
        if (strips > 1)
        {
            _target.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_offsets)));
            _target.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_sizes)));
        }

        _target.Write(System.Text.Encoding.ASCII.GetBytes(Software));
        _target.Position = 4;
        Write(directory);
        _target.Seek(0, SeekOrigin.End);
    }

    public void Dispose() => _deflated.Dispose();

    private void Flush()
    {
        if (_filled == 0)
        {
            return;
        }

        ReadOnlySpan<byte> content = _strip.AsSpan(0, _filled);
        if (_compression != LosslessCompression.None)
        {
            _deflated.SetLength(0);
            using (var zlib = new ZLibStream(_deflated, _compression == LosslessCompression.Fast ? CompressionLevel.Fastest : CompressionLevel.SmallestSize, leaveOpen: true))
            {
                zlib.Write(content);
            }

            content = _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length);
        }

        _offsets.Add((uint)_target.Position);
        _sizes.Add((uint)content.Length);
        _target.Write(content);
        _filled = 0;
    }

    private void Tag(ushort tag, ushort type, uint count, uint value)
    {
        Write(tag);
        Write(type);
        Write(count);
        if (type == 3)
        {
            Write((ushort)value);
            Write((ushort)0);
        }
        else
        {
            Write(value);
        }
    }

    private void Write<TValue>(TValue value)
        where TValue : unmanaged => _target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<TValue>(in value)));
}
