using System.IO.Compression;

namespace Stylize.Codecs.Aseprite;

/// <summary>Writes a sprite of Aseprite with one layer (aseprite/docs/ase-file-specs.md): indexed with the palette of the options, or RGBA.
/// A frame that is equal to the previous one is linked to it.</summary>
/// <param name="target">A seekable stream, at its start.</param>
internal sealed class AsepriteWriter(Stream target, EncodeOptions options) : IFrameEncoder
{
    private const int FramesAt = 6;

    private readonly Dictionary<Rgba32, byte> _places = [];
    private Rgba32[]? _palette;
    private int _width;
    private int _height;
    private int _frames;
    private int? _linked;

    /// <summary>True for an indexed sprite without a transparent color: its layer is a background.</summary>
    private bool IsBackground => _palette is [{ A: not 0 }, ..];

    public void Begin(int width, int height)
    {
        if (Math.Max(width, height) > ushort.MaxValue)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, null,
                $"An image of {width} x {height} pixels is too large for Aseprite; the limit is 65,535 per side.");
        }

        (_width, _height) = (width, height);
        _palette = options.IndexedColors is { } colors ? Palette(colors) : null;
        const uint OpacityIsValid = 1;
        const ushort UsualMilliseconds = 100;
        var header = new Fields();
        header.Long(0);
        header.Word(AsepriteFile.Magic);
        header.Word(0);
        header.Word((ushort)width);
        header.Word((ushort)height);
        header.Word((ushort)(_palette is null ? 32 : 8));
        header.Long(OpacityIsValid);
        header.Word(UsualMilliseconds);
        header.Zeros(12);
        header.Word((ushort)(_palette?.Length ?? 0));
        header.Write([1, 1]);
        header.Zeros(AsepriteFile.HeaderBytes - (int)header.Length);
        header.WriteTo(target);
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        if (_frames == ushort.MaxValue)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, null, $"A sprite of Aseprite has at most {ushort.MaxValue:N0} frames.");
        }

        var chunks = new List<byte[]>();
        if (before is null)
        {
            AddHead(chunks);
        }

        var isSame = before is not null && IsSame(before, frame);
        if (!isSame)
        {
            _linked = AddCel(chunks, frame) ? _frames : null;
        }
        else if (_linked is { } first)
        {
            var link = Cel(0, 0, kind: 1);
            link.Word((ushort)first);
            chunks.Add(Chunk(AsepriteChunkType.Cel, link));
        }

        var header = new Fields();
        header.Long((uint)(AsepriteFile.FrameHeaderBytes + chunks.Sum(chunk => (long)chunk.Length)));
        header.Word(AsepriteFile.FrameMagic);
        header.Word((ushort)chunks.Count);
        header.Word((ushort)Math.Clamp(milliseconds, 1, ushort.MaxValue));
        header.Zeros(2);
        header.Long((uint)chunks.Count);
        header.WriteTo(target);
        chunks.ForEach(chunk => target.Write(chunk));
        _frames++;
    }

    public void End()
    {
        // The size of a file above 4 GiB does not fit; readers use the sizes of the frames.
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Math.Min(target.Length, uint.MaxValue));
        target.Position = 0;
        target.Write(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)_frames);
        target.Position = FramesAt;
        target.Write(bytes.AsSpan(0, 2));
        target.Seek(0, SeekOrigin.End);
    }

    private static bool IsSame(Raster<Rgba32> one, Raster<Rgba32> other)
    {
        for (var y = 0; y < one.Height; y++)
        {
            if (!one.Row(y).SequenceEqual(other.Row(y))) return false;
        }

        return true;
    }

    private static byte[] Chunk(AsepriteChunkType type, Fields data)
    {
        const int HeadBytes = 6;
        var chunk = new Fields();
        chunk.Long((uint)(HeadBytes + data.Length));
        chunk.Word((ushort)type);
        data.WriteTo(chunk);
        return chunk.ToArray();
    }

    private static Fields Cel(int x, int y, ushort kind)
    {
        var cel = new Fields();
        cel.Word(0);
        cel.Word((ushort)x);
        cel.Word((ushort)y);
        cel.WriteByte(byte.MaxValue);
        cel.Word(kind);
        cel.Zeros(7);
        return cel;
    }

    /// <summary>Returns the colors with the transparent one first, where most programs expect it.</summary>
    private Rgba32[] Palette(IReadOnlyList<Rgba32> colors)
    {
        if (colors.Count is 0 or > AsepriteFile.MaxColors)
        {
            throw StylizeException.Option(
                nameof(EncodeOptions.IndexedColors), $"a list of {colors.Count} colors", $"a list of 1 to {AsepriteFile.MaxColors} colors");
        }

        Rgba32[] clear = colors.Any(color => color.A == 0) ? [default] : [];
        Rgba32[] ordered = [.. clear, .. colors.Where(color => color.A > 0)];
        foreach (var (i, color) in ordered.Index())
        {
            _places.TryAdd(color, (byte)i);
        }

        return ordered;
    }

    private void AddHead(List<byte[]> chunks)
    {
        var profile = new Fields();
        profile.Word(1);
        profile.Zeros(14);
        chunks.Add(Chunk(AsepriteChunkType.ColorProfile, profile));
        if (_palette is { } palette)
        {
            var colors = new Fields();
            colors.Long((uint)palette.Length);
            colors.Long(0);
            colors.Long((uint)palette.Length - 1);
            colors.Zeros(8);
            foreach (var color in palette)
            {
                colors.Word(0);
                colors.Write([color.R, color.G, color.B, color.A]);
            }

            chunks.Add(Chunk(AsepriteChunkType.Palette, colors));
        }

        if (options.Metadata.Provenance is { } provenance)
        {
            var data = new Fields();
            data.Write(AsepriteMetadata.UserData(provenance));
            chunks.Add(Chunk(AsepriteChunkType.UserData, data));
        }

        if (options.Tags.Count > 0)
        {
            chunks.Add(Chunk(AsepriteChunkType.Tags, Tags()));
        }

        chunks.Add(Chunk(AsepriteChunkType.Layer, Layer()));
    }

    private Fields Tags()
    {
        var tags = new Fields();
        tags.Word((ushort)options.Tags.Count);
        tags.Zeros(8);
        foreach (var tag in options.Tags)
        {
            tags.Word((ushort)tag.First);
            tags.Word((ushort)tag.Last);
            tags.WriteByte((byte)tag.Direction);
            tags.Word((ushort)Math.Clamp(tag.Repeat, 0, ushort.MaxValue));
            tags.Zeros(10);
            tags.Text(tag.Name);
        }

        return tags;
    }

    private Fields Layer()
    {
        const ushort Visible = 1, Editable = 2, Locked = 4, Background = 8;
        var layer = new Fields();
        layer.Word((ushort)(Visible | Editable | (IsBackground ? Locked | Background : 0)));
        layer.Zeros(10);
        layer.WriteByte(byte.MaxValue);
        layer.Zeros(3);
        layer.Text(IsBackground ? "Background" : "Layer 1");
        return layer;
    }

    /// <summary>Adds the smallest rectangle with all pixels that are not transparent; a background is whole.</summary>
    /// <returns>False if all pixels are transparent.</returns>
    private bool AddCel(List<byte[]> chunks, Raster<Rgba32> frame)
    {
        var (left, top, right, bottom) = IsBackground ? (0, 0, _width, _height) : Shown(frame);
        if (left >= right) return false;

        var cel = Cel(left, top, kind: 2);
        cel.Word((ushort)(right - left));
        cel.Word((ushort)(bottom - top));
        var level = options.Compression switch
        {
            LosslessCompression.None => CompressionLevel.NoCompression,
            LosslessCompression.Fast => CompressionLevel.Optimal,
            _ => CompressionLevel.SmallestSize,
        };
        using (var pixels = new ZLibStream(cel, level, leaveOpen: true))
        {
            var indices = new byte[right - left];
            for (var y = top; y < bottom; y++)
            {
                var row = frame.Row(y)[left..right];
                if (_palette is null)
                {
                    pixels.Write(MemoryMarshal.AsBytes(row));
                    continue;
                }

                for (var x = 0; x < indices.Length; x++)
                {
                    indices[x] = Place(row[x]);
                }

                pixels.Write(indices);
            }
        }

        chunks.Add(Chunk(AsepriteChunkType.Cel, cel));
        return true;
    }

    private static (int Left, int Top, int Right, int Bottom) Shown(Raster<Rgba32> frame)
    {
        var (left, top, right, bottom) = (frame.Width, frame.Height, 0, 0);
        for (var y = 0; y < frame.Height; y++)
        {
            var row = frame.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A != 0)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), y + 1);
                }
            }
        }

        return (left, top, right, bottom);
    }

    private byte Place(Rgba32 pixel) => _places.TryGetValue(pixel.A == 0 ? default : pixel, out var place)
        ? place
        : throw StylizeException.Option(
            nameof(EncodeOptions.IndexedColors), $"a palette without {pixel.ToHex()} (alpha {pixel.A})",
            "a list of all colors of the image");

    /// <summary>Fields of a chunk in their order. All numbers are little-endian.</summary>
    private sealed class Fields : MemoryStream
    {
        public void Word(ushort value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            Write(bytes);
        }

        public void Long(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            Write(bytes);
        }

        public void Zeros(int count) => Write(new byte[count]);

        public void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Word((ushort)Math.Min(bytes.Length, ushort.MaxValue));
            Write(bytes.AsSpan(0, Math.Min(bytes.Length, ushort.MaxValue)));
        }
    }
}
