using System.IO.Compression;

namespace Stylize.Codecs.Aseprite;

/// <summary>Draws the frames of a sprite of Aseprite: its visible layers, with their opacity and blend modes. A row of
/// a cel is in memory at a time, and the tiles of tilemaps.</summary>
/// <param name="source">The file, which must stay open.</param>
internal sealed class AsepriteSprite(SourceStream source, DecodeOptions options)
{
    /// <summary>Maximum number of pixels of the cels of one frame, as a multiple of those allowed for an
    /// image.</summary>
    private const int MaxCelPixels = 16;

    private readonly AsepriteFile _file = AsepriteFile.Read(source, options);
    private readonly Dictionary<uint, byte[]> _tiles = [];
    private long _tilePixels;
    private long _work;

    private ImageInfo Info => new(
        ImageFormat.Aseprite, _file.Width, _file.Height, _file.Frames.Count, 3,
        HasAlpha: !_file.Layers.All.Any(
            layer => layer is { IsShown: true, IsBackground: true, Opacity: byte.MaxValue }), 8, IsFloat: false,
        Orientation: 1);

    /// <summary>Opens a frame as a page that owns the file.</summary>
    internal static PageReader OpenPage(SourceStream source, DecodeOptions options)
    {
        var sprite = new AsepriteSprite(source, options);
        return new PixelPage(
            source.Name, sprite.Info,
            () => new Raster<Rgba32>(sprite.Info.Width, sprite.Info.Height).FilledBy(
                canvas => sprite.Draw(options.Page, canvas)), source);
    }

    /// <summary>Opens the frames; the reader owns the file. The format does not store how often an animation is
    /// played.</summary>
    internal static IFrameReader OpenFrames(SourceStream source, DecodeOptions options)
    {
        var sprite = new AsepriteSprite(source, options);
        return new DrawnFrames(
            sprite.Info,
            (number, frame) =>
            {
                sprite.Draw(number, frame);
                return sprite._file.Frames[number].Milliseconds;
            },
            source)
        { Tags = sprite._file.Tags };
    }

    /// <param name="canvas">Receives the frame; of the size of the sprite.</param>
    private void Draw(int frame, Raster<Rgba32> canvas)
    {
        canvas.Clear();
        _work = 0;
        source.Read(_ =>
        {
            DrawLayers(_file.Frames[frame], 0, canvas);
            return true;
        });
    }

    private void DrawLayers(AsepriteFrame frame, int list, Raster<Rgba32> canvas)
    {
        foreach (var number in Ordered(frame, _file.Layers.Children[list]))
        {
            var layer = _file.Layers.All[number];
            if (!layer.IsShown || layer.Opacity == 0) continue;

            if (layer.Kind != AsepriteLayerKind.Group)
            {
                if (frame.Cels.TryGetValue(number, out var cel))
                {
                    DrawCel(frame, layer, cel, canvas);
                }
            }
            else if (!layer.NeedsCanvas)
            {
                DrawLayers(frame, number + 1, canvas);
            }
            else
            {
                using var group = new Raster<Rgba32>(canvas.Width, canvas.Height, clear: true);
                DrawLayers(frame, number + 1, group);
                for (var y = 0; y < canvas.Height; y++)
                {
                    AsepriteBlend.Over(canvas.Row(y), group.Row(y), layer.Blend, layer.Opacity);
                }
            }
        }
    }

    /// <summary>Returns the layers from back to front: a cel can be shown some layers later or earlier than its
    /// own.</summary>
    private static IEnumerable<int> Ordered(AsepriteFrame frame, IReadOnlyList<int> layers)
    {
        return layers.OrderBy(number => number + Order(number)).ThenBy(Order);

        int Order(int number) => frame.Cels.GetValueOrDefault(number)?.Order ?? 0;
    }

    private void DrawCel(AsepriteFrame frame, AsepriteLayer layer, AsepriteCel cel, Raster<Rgba32> canvas)
    {
        var opacity = ((layer.Opacity * cel.Opacity) + 127) / 255;
        if (opacity == 0) return;

        var tileset = cel.Tiles is null ? null
            : _file.Tilesets.GetValueOrDefault(layer.Tileset)
                ?? throw new InvalidDataException("A tilemap has no tileset.");
        var (unitWidth, unitHeight) = tileset is null ? (1, 1) : (tileset.Width, tileset.Height);
        var (left, right) = (Math.Max(0, cel.X), (int)Math.Min(canvas.Width, cel.X + ((long)cel.Width * unitWidth)));
        var (top, bottom) = (Math.Max(0, cel.Y), (int)Math.Min(canvas.Height, cel.Y + ((long)cel.Height * unitHeight)));
        if (left >= right || top >= bottom) return;

        RequireWork((long)cel.Width * unitWidth * (bottom - cel.Y));
        var tiles = tileset is null ? [] : TilesOf(tileset);
        using var data = Open(cel.IsCompressed, cel.DataAt, cel.DataLength);
        var stored = new byte[cel.Width * (cel.Tiles?.Bytes ?? _file.BytesPerPixel)];
        var row = new Rgba32[right - left];
        for (var line = 0; (long)line * unitHeight < bottom - cel.Y; line++)
        {
            data.ReadExactly(stored);
            var first = cel.Y + (line * unitHeight);
            for (var y = Math.Max(top, first); y < Math.Min(bottom, first + unitHeight); y++)
            {
                if (tileset is null)
                {
                    ToPixels(stored.AsSpan((left - cel.X) * _file.BytesPerPixel), row, frame.Palette,
                        layer.IsBackground);
                }
                else
                {
                    TileRow(stored, cel, tileset, tiles, y - first, left, row, frame.Palette, layer.IsBackground);
                }

                AsepriteBlend.Over(canvas.Row(y)[left..right], row, layer.Blend, opacity);
            }
        }
    }

    /// <summary>Fills a row with pixels of tiles.</summary>
    /// <param name="stored">The tiles of the row.</param>
    /// <param name="y">The row within the tiles.</param>
    /// <param name="left">Position of the first pixel on the canvas.</param>
    private void TileRow(
        byte[] stored, AsepriteCel cel, AsepriteTileset tileset, byte[] tiles, int y, int left, Span<Rgba32> row,
        Rgba32[] palette, bool isBackground)
    {
        var (bits, size) = (cel.Tiles!, _file.BytesPerPixel);
        for (var i = 0; i < row.Length; i++)
        {
            var (column, x) = Math.DivRem(left + i - cel.X, tileset.Width);
            var tile = bits.Bytes switch
            {
                1 => stored[column],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(stored.AsSpan(2 * column)),
                _ => BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan(4 * column)),
            };
            var (fromX, fromY) = (
                (tile & bits.FlipX) != 0 ? tileset.Width - 1 - x : x,
                (tile & bits.FlipY) != 0 ? tileset.Height - 1 - y : y);
            if ((tile & bits.Swap) != 0)
            {
                (fromX, fromY) = (fromY, fromX);
            }

            var id = tile & bits.Id;
            row[i] = default;
            if (id != (tileset.EmptyId & bits.Id) && id < tileset.Count && fromX < tileset.Width
                && fromY < tileset.Height)
            {
                var at = ((((long)id * tileset.Height) + fromY) * tileset.Width) + fromX;
                ToPixels(tiles.AsSpan((int)(at * size)), row.Slice(i, 1), palette, isBackground);
            }
        }
    }

    private byte[] TilesOf(AsepriteTileset tileset)
    {
        if (_tiles.TryGetValue(tileset.Id, out var known)) return known;

        if (!tileset.IsInside) throw source.Unsupported("tiles in another file");

        var pixels = Math.BigMul(tileset.Count, (uint)(tileset.Width * tileset.Height));
        if (pixels > (ulong)(options.MaxPixels - _tilePixels)
            || pixels > (ulong)(Array.MaxLength / _file.BytesPerPixel))
        {
            throw SourceLimits.TooLarge(
                source.Name, Invariant($"has tiles of {pixels:N0} pixels"), options.MaxPixels,
                nameof(DecodeOptions.MaxPixels));
        }

        var bytes = (long)pixels * _file.BytesPerPixel;
        if (bytes > (tileset.DataLength + 1) * StreamBytes.MaxInflation)
        {
            throw new InvalidDataException("A tileset has too few bytes for its tiles.");
        }

        _tilePixels += (long)pixels;
        var tiles = new byte[bytes];
        using var data = Open(isCompressed: true, tileset.DataAt, tileset.DataLength);
        data.ReadExactly(tiles);
        return _tiles[tileset.Id] = tiles;
    }

    private void RequireWork(long pixels)
    {
        _work += pixels;
        var limit = (double)options.MaxPixels * MaxCelPixels;
        if (_work > limit)
        {
            throw SourceLimits.TooLarge(
                source.Name, "has too many pixels in the layers of a frame", (long)Math.Min(limit, long.MaxValue),
                nameof(DecodeOptions.MaxPixels));
        }
    }

    private Stream Open(bool isCompressed, long at, long length)
    {
        var section = new SectionStream(source.Stream, at, length);
        return isCompressed ? new ZLibStream(section, CompressionMode.Decompress) : section;
    }

    private void ToPixels(ReadOnlySpan<byte> stored, Span<Rgba32> pixels, Rgba32[] palette, bool isBackground)
    {
        switch (_file.BytesPerPixel)
        {
            case 4:
                MemoryMarshal.Cast<byte, Rgba32>(stored[..(4 * pixels.Length)]).CopyTo(pixels);
                return;
            case 2:
                for (var x = 0; x < pixels.Length; x++)
                {
                    var gray = stored[2 * x];
                    pixels[x] = new Rgba32(gray, gray, gray, stored[(2 * x) + 1]);
                }

                return;
            default:
                for (var x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = stored[x] == _file.TransparentIndex && !isBackground ? default : palette[stored[x]];
                }

                return;
        }
    }
}
