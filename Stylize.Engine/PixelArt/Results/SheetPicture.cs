using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>How a sprite sheet is laid out.</summary>
/// <param name="Columns">Frames in a row; null: so that the sheet is nearly square.</param>
internal sealed record SheetForm(int Scale, int? Columns, int Padding, bool PowerOfTwo, SheetData Data);

/// <summary>A sprite sheet: all frames in one PNG, and a JSON file with their positions and times, as Aseprite exports it.</summary>
internal sealed class SheetPicture : CellArtifact
{
    public const string JsonSuffix = ".pixelart.json";
    private readonly Raster<Rgba32> _sheet;
    private readonly int _frames;

    private SheetPicture(
        IReadOnlyList<CellFrame> frames, int loops, Palette palette, SheetForm form, ImageInput input, OperationContext context)
        : base((frames[0].Cells.Width, frames[0].Cells.Height), form.Scale, palette, input.Codec, context)
    {
        _frames = frames.Count;
        var layout = FrameLayout.Of(_frames, base.Width, base.Height, form.Columns, form.Padding, form.PowerOfTwo, input.Source.Name);
        _sheet = new Raster<Rgba32>(layout.Width, layout.Height, clear: true);
        for (var i = 0; i < frames.Count; i++)
        {
            using var enlarged = CellEnlargement.Enlarge(frames[i].Cells, form.Scale);
            var (x, y) = layout.Place(i);
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

    public static SheetPicture Of(CellFrames frames, SheetForm form, ImageInput input, OperationContext context)
    {
        var made = new List<CellFrame>();
        try
        {
            using var reader = frames.Open();
            made.AddRange(frames.Make(reader));
            return new SheetPicture(made, reader.LoopCount, frames.Palette, form, input, context);
        }
        finally
        {
            made.ForEach(frame => frame.Cells.Dispose());
        }
    }

    public static SheetPicture Of(PixelArtResult still, int milliseconds, SheetForm form, ImageInput input, OperationContext context)
    {
        using (still)
        {
            return new SheetPicture([new CellFrame(still.Cells, milliseconds)], 0, still.Palette, form, input, context);
        }
    }

    public override void Write(Stream target) => Codec.Encode(_sheet, target, Encoding(ImageFormat.Png));

    public override void Dispose() => _sheet.Dispose();
}
