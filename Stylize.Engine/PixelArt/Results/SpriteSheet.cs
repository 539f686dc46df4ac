using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Layout options of a sprite sheet.</summary>
/// <param name="Kind">The part of the names of the files before the extension, such as ".pixelart".</param>
/// <param name="Columns">Maximum number of frames per row; null for one row per animation, or a nearly square
/// sheet.</param>
/// <param name="Trim">True to leave out the transparent margins of each frame.</param>
internal sealed record SheetOptions(
    string Kind, int Scale, int? Columns, int Padding, bool PowerOfTwo, bool Trim, SheetData Data);

/// <summary>A sprite sheet: the frames of one or more inputs in one PNG, with a JSON file of their positions and
/// times.</summary>
internal sealed class SpriteSheet : CellArtifact
{
    private readonly Raster<Rgba32> _sheet;
    private readonly int _frames;
    private readonly IReadOnlyList<SheetTag> _tags;

    private SpriteSheet(
        IReadOnlyList<InputCells> rows, (int Width, int Height) cell, Palette palette, SheetOptions form,
        IImageCodec codec, OperationContext context)
        : base(cell, form.Scale, palette, codec, context)
    {
        _tags = [.. rows.Select(row => new SheetTag(
            FrameSequence.StemOf(row.Source), Path.GetExtension(row.Source), row.Loops,
            [.. row.Frames.Select(frame => frame.Milliseconds)], row.Tags))];
        var frames = rows.Select(row => row.Frames.Select(frame => Shown(frame.Cells, form.Trim)).ToArray()).ToArray();
        var all = frames.SelectMany(row => row).ToArray();
        _frames = all.Length;
        var layout = SheetLayout.ForFrames(frames, form.Columns, form.Padding, form.PowerOfTwo, rows[0].Source);
        _sheet = new Raster<Rgba32>(layout.Width, layout.Height, clear: true);
        foreach (var (i, frame) in rows.SelectMany(row => row.Frames).Index())
        {
            Draw(frame.Cells, all[i], layout.Boxes[i]);
        }

        var isIndexed = Encoding(ImageFormat.Png).IndexedColors is not null;
        var json = new SheetJson(layout, all, _tags, isIndexed);
        var image = context.TargetName ?? _tags[0].Name + form.Kind + ".png";
        Add(new SideFile(form.Kind + ".json", stream => json.Write(stream, form.Data, image, context.Provenance)));
    }

    public override int Width => _sheet.Width;
    public override int Height => _sheet.Height;

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        _tags.Count == 1 ? [.. SummaryOf(_frames), .. More]
        : [.. SummaryOf(_frames), new("Tags", _tags.Select(tag => tag.Name).ToArray()), .. More];

    /// <summary>Further facts about the frames.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> More { get; init; } = [];

    /// <summary>Creates a sheet and disposes of the cells of the rows.</summary>
    /// <exception cref="StylizeException">OperationFailed: the sheet would be too large.</exception>
    public static SpriteSheet FromRows(
        IReadOnlyList<InputCells> rows, Palette palette, SheetOptions form, IImageCodec codec, OperationContext context,
        IReadOnlyList<KeyValuePair<string, object?>>? more = null)
    {
        try
        {
            var frames = rows.SelectMany(row => row.Frames).Select(frame => frame.Cells).ToArray();
            var cell = (frames.Max(cells => cells.Width), frames.Max(cells => cells.Height));
            return new SpriteSheet(rows, cell, palette, form, codec, context) { More = more ?? [] };
        }
        finally
        {
            foreach (var row in rows)
            {
                row.Dispose();
            }
        }
    }

    public override void Write(Stream target) => Codec.Encode(_sheet, target, Encoding(ImageFormat.Png));

    public override Raster<Rgba32> Picture(int side, OperationContext context) => _sheet.Clone();

    public override void Dispose() => _sheet.Dispose();

    /// <summary>Returns the shown part of a frame: the cell of the sheet, or the smallest part with all opaque
    /// pixels.</summary>
    private SheetFrame Shown(Raster<Rgba32> cells, bool isTrimmed)
    {
        if (!isTrimmed) return new SheetFrame((base.Width, base.Height), new SheetBox(0, 0, base.Width, base.Height));

        var (left, top, right, bottom) = (cells.Width, cells.Height, 0, 0);
        for (var y = 0; y < cells.Height; y++)
        {
            var row = cells.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A != 0)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), y + 1);
                }
            }
        }

        // An empty frame keeps one transparent cell, because programs do not read empty rectangles.
        var shown = right == 0 ? new SheetBox(0, 0, Scale, Scale)
            : new SheetBox(left * Scale, top * Scale, (right - left) * Scale, (bottom - top) * Scale);
        return new SheetFrame((cells.Width * Scale, cells.Height * Scale), shown);
    }

    /// <summary>Draws the shown part of a frame. A frame smaller than its cell stands in the middle of the cell's lower
    /// side.</summary>
    private void Draw(Raster<Rgba32> cells, SheetFrame frame, SheetBox box)
    {
        using var enlarged = CellEnlargement.Enlarge(cells, Scale);
        var (left, top) =
            ((frame.Size.Width - enlarged.Width) / 2 / Scale * Scale, frame.Size.Height - enlarged.Height);
        for (var y = 0; y < box.Height; y++)
        {
            var from = frame.Shown.Y + y - top;
            if (from >= 0)
            {
                var columns = Math.Min(box.Width, enlarged.Width);
                enlarged.Row(from).Slice(frame.Shown.X, columns).CopyTo(_sheet.Row(box.Y + y)[(box.X + left)..]);
            }
        }
    }
}
