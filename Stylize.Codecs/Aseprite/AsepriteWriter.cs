using System.IO.Compression;
using Stylize.Engine.Imaging.Png;
using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Codecs.Aseprite;

/// <summary>Writes a sprite of Aseprite with one layer (aseprite/docs/ase-file-specs.md): indexed with the palette of
/// the options, or RGBA. A frame that is equal to the previous one is linked to it.</summary>
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
            throw Errors.SideTooLong.With(null, width, height, "Aseprite");
        }

        (_width, _height) = (width, height);
        _palette = options.IndexedColors is { } colors ? Palette(colors) : null;
        const uint OpacityIsValid = 1;
        byte[] header =
        [
            .. Long(0), .. Word(AsepriteFile.Magic), .. Word(0), .. Word(width), .. Word(height),
            .. Word(_palette is null ? 32 : 8),
            .. Long(OpacityIsValid), .. Word(DrawnFrames.UsualMilliseconds), .. new byte[12],
            .. Word(_palette?.Length ?? 0), 1, 1,
        ];
        target.Write([.. header, .. new byte[AsepriteFile.HeaderBytes - header.Length]]);
    }

    public void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds)
    {
        if (_frames == ushort.MaxValue) throw Errors.FramesTooMany.With(null, ushort.MaxValue);

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
            chunks.Add(Chunk(AsepriteChunkType.Cel, [.. Cel(0, 0, kind: 1), .. Word(first)]));
        }

        target.Write(
        [
            .. Long(AsepriteFile.FrameHeaderBytes + chunks.Sum(chunk => (long)chunk.Length)),
            .. Word(AsepriteFile.FrameMagic),
            .. Word(chunks.Count), .. Word(Math.Clamp(milliseconds, 1, ushort.MaxValue)), 0, 0, .. Long(chunks.Count),
        ]);
        chunks.ForEach(chunk => target.Write(chunk));
        _frames++;
    }

    public void End()
    {
        // The size of a file above 4 GiB does not fit; readers use the sizes of the frames.
        target.Position = 0;
        target.Write(Long(Math.Min(target.Length, uint.MaxValue)));
        target.Position = FramesAt;
        target.Write(Word(_frames));
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

    private static byte[] Chunk(AsepriteChunkType type, byte[] data) =>
        [.. Long(AsepriteChunk.HeadBytes + data.Length), .. Word((int)type), .. data];

    private static byte[] Cel(int x, int y, int kind) =>
        [.. Word(0), .. Word(x), .. Word(y), byte.MaxValue, .. Word(kind), .. new byte[7]];

    /// <summary>Returns the colors with the transparent one first, where most programs expect it.</summary>
    private Rgba32[] Palette(IReadOnlyList<Rgba32> colors)
    {
        Rgba32[] clear = EncodeOptions.RequireIndexed(colors).Any(color => color.A == 0) ? [default] : [];
        Rgba32[] ordered = [.. clear, .. colors.Where(color => color.A > 0)];
        foreach (var (i, color) in ordered.Index())
        {
            _places.TryAdd(color, (byte)i);
        }

        return ordered;
    }

    private void AddHead(List<byte[]> chunks)
    {
        const int IsSrgb = 1;
        chunks.Add(Chunk(AsepriteChunkType.ColorProfile, [.. Word(IsSrgb), .. new byte[14]]));
        if (_palette is { } palette)
        {
            chunks.Add(Chunk(AsepriteChunkType.Palette,
            [
                .. Long(palette.Length), .. Long(0), .. Long(palette.Length - 1), .. new byte[8],
                .. palette.SelectMany(color => (byte[])[0, 0, color.R, color.G, color.B, color.A]),
            ]));
        }

        if (options.Metadata.Provenance is { } provenance)
        {
            chunks.Add(Chunk(AsepriteChunkType.UserData, AsepriteMetadata.UserData(provenance)));
        }

        if (options.Tags.Count > 0)
        {
            chunks.Add(Chunk(
                AsepriteChunkType.Tags,
                [.. Word(options.Tags.Count), .. new byte[8], .. options.Tags.SelectMany(TagBytes)]));
        }

        // Visible and editable; a background is also locked (4).
        var flags = 1 | 2 | (IsBackground ? 4 | 8 : 0);
        chunks.Add(Chunk(
            AsepriteChunkType.Layer,
            [.. Word(flags), .. new byte[10], byte.MaxValue, 0, 0, 0,
                .. Text(IsBackground ? "Background" : "Layer 1")]));
    }

    private static byte[] TagBytes(FrameTag tag) =>
    [
        .. Word(tag.First), .. Word(tag.Last), (byte)tag.Direction, .. Word(Math.Clamp(tag.Repeat, 0, ushort.MaxValue)),
        .. new byte[10], .. Text(tag.Name),
    ];

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = Math.Min(bytes.Length, ushort.MaxValue);
        return [.. Word(length), .. bytes.AsSpan(0, length)];
    }

    /// <summary>Adds the smallest rectangle with all pixels that are not transparent; a background is whole.</summary>
    /// <returns>False if all pixels are transparent.</returns>
    private bool AddCel(List<byte[]> chunks, Raster<Rgba32> frame)
    {
        var (left, top, right, bottom) = IsBackground ? (0, 0, _width, _height) : Shown(frame);
        if (left >= right) return false;

        using var packed = new MemoryStream();
        using (var pixels = new ZLibStream(packed, IndexedPng.Level(options.Compression), leaveOpen: true))
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

        chunks.Add(Chunk(
            AsepriteChunkType.Cel,
            [.. Cel(left, top, kind: 2), .. Word(right - left), .. Word(bottom - top), .. packed.ToArray()]));
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
        ? place : throw EncodeOptions.NotIndexed(pixel);
}
