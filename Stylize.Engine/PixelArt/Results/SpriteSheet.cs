using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Layout options of a sprite sheet.</summary>
/// <param name="Columns">Number of frames per row; null for a nearly square sheet.</param>
internal sealed record SheetOptions(int Scale, int? Columns, int Padding, bool PowerOfTwo, SheetData Data);

/// <summary>A sprite sheet: all frames in one PNG, with a JSON file of their positions and times in the format of Aseprite.</summary>
internal sealed class SpriteSheet : CellArtifact
{
    public const string JsonSuffix = ".pixelart.json";
    private readonly Raster<Rgba32> _sheet;
    private readonly int _frames;

    private SpriteSheet(
        IReadOnlyList<CellFrame> frames, int loops, Palette palette, SheetOptions form, ImageInput input, OperationContext context)
        : base((frames[0].Cells.Width, frames[0].Cells.Height), form.Scale, palette, input.Codec, context)
    {
        _frames = frames.Count;
        var layout = FrameLayout.Of(_frames, base.Width, base.Height, form.Columns, form.Padding, form.PowerOfTwo, input.Source.Name);
        _sheet = new Raster<Rgba32>(layout.Width, layout.Height, clear: true);
        for (var i = 0; i < frames.Count; i++)
        {
            using var enlarged = CellEnlargement.Enlarge(frames[i].Cells, form.Scale);
            var (x, y) = layout.Position(i);
            for (var row = 0; row < enlarged.Height; row++)
            {
                enlarged.Row(row).CopyTo(_sheet.Row(y + row)[x..]);
            }
        }

        var isIndexed = Encoding(ImageFormat.Png).IndexedColors is not null;
        var json = new SheetJson(layout, [.. frames.Select(f => f.Milliseconds)], loops, isIndexed);
        var stem = FrameSequence.StemOf(input.Source.Name);
        var image = context.TargetName ?? stem + ".pixelart.png";
        Add(new SideFile(JsonSuffix, stream => json.Write(
            stream, form.Data, image, stem, Path.GetExtension(input.Source.Name), context.Provenance)));
    }

    public override int Width => _sheet.Width;
    public override int Height => _sheet.Height;
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => SummaryOf(_frames);

    public static SpriteSheet Of(CellFrames frames, SheetOptions form, ImageInput input, OperationContext context)
    {
        var made = new List<CellFrame>();
        try
        {
            using var reader = frames.Open();
            made.AddRange(frames.Make(reader));
            return new SpriteSheet(made, reader.LoopCount, frames.Palette, form, input, context);
        }
        finally
        {
            made.ForEach(frame => frame.Cells.Dispose());
        }
    }

    public static SpriteSheet Of(PixelArtResult still, int milliseconds, SheetOptions form, ImageInput input, OperationContext context)
    {
        using (still)
        {
            return new SpriteSheet([new CellFrame(still.Cells, milliseconds)], 0, still.Palette, form, input, context);
        }
    }

    public override void Write(Stream target) => Codec.Encode(_sheet, target, Encoding(ImageFormat.Png));

    public override void Dispose() => _sheet.Dispose();
}
