using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt;

/// <summary>All frames in one PNG, and beside it where they stand and how long each is shown, in the shape that Aseprite exports.</summary>
internal sealed class SpriteSheet : IPixelArt
{
    /// <summary>What the name of the description ends in.</summary>
    public const string JsonSuffix = ".pixelart.json";

    private readonly Raster<Rgba32> _sheet;
    private readonly IImageCodec _codec;
    private readonly OperationContext _context;
    private readonly IReadOnlyList<Rgba32>? _colors;
    private readonly List<SideFile> _sideFiles = [];
    private readonly string _cells;
    private readonly int _frames;

    private SpriteSheet(
        IReadOnlyList<CellFrame> frames, int loops, Palette palette, PixelArtOptions options, ImageInput input, OperationContext context)
    {
        var first = frames[0].Cells;
        var scale = options.Scale ?? 1;
        var layout = SheetLayout.Of(
            frames.Count, first.Width * scale, first.Height * scale, options.SheetColumns, options.SheetPadding ?? 0,
            options.SheetPowerOfTwo, input.Source.Name);
        _sheet = new Raster<Rgba32>(layout.Width, layout.Height, clear: true);
        for (var i = 0; i < frames.Count; i++)
        {
            using var enlarged = CellEnlargement.Enlarge(frames[i].Cells, scale);
            var (x, y) = layout.Place(i);
            for (var row = 0; row < enlarged.Height; row++)
            {
                enlarged.Row(row).CopyTo(_sheet.Row(y + row)[x..]);
            }
        }

        Rgba32[] colors = [.. palette.Colors.Distinct(), default];
        (_colors, Palette, _codec, _context) = (colors.Length <= 256 ? colors : null, palette, input.Codec, context);
        (_cells, _frames) = ($"{first.Width}x{first.Height}", frames.Count);
        var json = new SheetJson(layout, [.. frames.Select(f => f.Milliseconds)], loops, _colors is not null);
        var stem = FrameSequence.StemOf(input.Source.Name);
        var image = context.TargetName ?? stem + ".pixelart.png";
        _sideFiles.Add(new SideFile(JsonSuffix, stream => json.Write(
            stream, options.SheetData ?? SheetData.Hash, image, stem, Path.GetExtension(input.Source.Name), context.Provenance)));
    }

    /// <inheritdoc/>
    public Palette Palette { get; }

    /// <inheritdoc/>
    public int Width => _sheet.Width;

    /// <inheritdoc/>
    public int Height => _sheet.Height;

    /// <inheritdoc/>
    public IReadOnlyList<SideFile> SideFiles => _sideFiles;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary => MovingPixelArt.Told(_cells, _frames, Palette);

    /// <summary>The sheet of an animation.</summary>
    public static SpriteSheet Of(CellFrames frames, PixelArtOptions options, ImageInput input, OperationContext context)
    {
        var made = new List<CellFrame>();
        try
        {
            using var reader = frames.Open();
            made.AddRange(frames.Make(reader));
            return new SpriteSheet(made, reader.LoopCount, frames.Palette, options, input, context);
        }
        finally
        {
            made.ForEach(frame => frame.Cells.Dispose());
        }
    }

    /// <summary>The sheet of a still image, which has one frame.</summary>
    public static SpriteSheet Of(PixelArtResult still, PixelArtOptions options, ImageInput input, OperationContext context)
    {
        using (still)
        {
            return new SpriteSheet([new CellFrame(still.Cells, options.FrameTime ?? 100)], 0, still.Palette, options, input, context);
        }
    }

    /// <inheritdoc/>
    public void Write(Stream target) => _codec.Encode(_sheet, target, new EncodeOptions(ImageFormat.Png)
    {
        Lossless = true,
        Compression = LosslessCompression.Smallest,
        Metadata = _context.Metadata,
        IndexedColors = _colors,
    });

    /// <inheritdoc/>
    public void Dispose() => _sheet.Dispose();

    void IPixelArt.AddSideFile(SideFile file) => _sideFiles.Add(file);
}
