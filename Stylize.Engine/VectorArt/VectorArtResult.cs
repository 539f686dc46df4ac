using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>A traced picture that writes and draws itself.</summary>
internal sealed class VectorArtResult : IVectorArt
{
    private readonly TracedPicture _picture;
    private readonly VectorArtPlan _plan;
    private readonly IReadOnlyList<AreaShape> _shapes;
    private readonly IDrawing _drawing;
    private readonly Raster<Rgba32>? _drawn;
    private readonly ImageInput _input;
    private readonly OperationContext _context;
    private IReadOnlyList<AreaShape>? _flat;
    private (IReadOnlyList<Curve> Line, IReadOnlyList<Curve> Print)? _contour;

    /// <summary>Creates the result, and draws the pixels of a PNG.</summary>
    public VectorArtResult(TracedPicture picture, VectorArtPlan plan, ImageInput input, OperationContext context)
    {
        picture = plan.Options.Hatch == AreaHatching.None ? picture
            : AreaHatch.Apply(
                picture, plan.HatchWidth, plan.Options.HatchAngle, plan.Options.Hatch == AreaHatching.Outlined);
        (_picture, _plan, _input, _context) = (picture, plan, input, context);
        if (!plan.Format.HasTransparency && picture.Colors.Any(color => color.A < 255))
        {
            context.Warning?.Invoke(
                $"{plan.Format.Name} has no opacity; translucent areas become opaque. Use SVG, PDF or PNG to keep it.");
        }

        if (plan.Options.Contour is { } contour) FindContour(contour.Millimeters);
        picture = _picture = plan.Options.Cut ? CutContour.Shared(picture, plan.CutWidth)
            : _contour is { } found && plan.Format.IsForPens
                ? CutContour.Picture(picture.Width, picture.Height, found.Line, plan.CutWidth) : picture;
        _shapes = AreaShape.ForPicture(picture, plan.IsStacked);
        _drawing = Drawing(new(picture, _shapes, plan, Label) { Contour = _contour });
        (_drawing as PlotDrawing)?.Report(
            context, "a larger {MinArea}, fewer {Colors} or a smaller sheet ({PaperSize})");
        _drawn = plan.Canvas is { } canvas ? Draw(canvas, context) : null;
    }

    public int Width => _drawn?.Width ?? _picture.Width;

    public int Height => _drawn?.Height ?? _picture.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        .. (_drawing as PlotDrawing)?.Totals ?? [],
        new("Colors", _shapes.Count),
        _picture.Strokes is not null ? new("Strokes", _shapes.Sum(shape => shape.Strokes.Count))
            : new("Areas", _shapes.Sum(shape => shape.Rings.Count)),
        new("Nodes", _shapes.Sum(shape => shape.Nodes)),
        new("Palette", _shapes.Select(shape => shape.Color.ToHex()).ToArray()),
        .. (_drawing as PlotDrawing)?.Details ?? [],
    ];

    public IReadOnlyList<VectorShape> Shapes =>
    [
        .. _shapes.Where(shape => shape.Rings.Count > 0)
            .Select(shape => new VectorShape(shape.Color, shape.Outline.ToPathData(), null)),
        .. _shapes.SelectMany(shape => shape.Strokes.Select(stroke => new VectorShape(
            shape.Color, AreaShape.PathOf([stroke.Curve], stroke.IsClosed).ToPathData(), stroke.Width))),
    ];

    public IReadOnlyList<SideFile> SideFiles
    {
        get
        {
            if (_plan.Inks == 0) return [];

            var inks = _plan.Trap > 0
                ? AreaShape.ForPicture(_picture, isStacked: false, isTrapped: true) : Flat;
            return [.. Enumerable.Range(1, _plan.Inks).Select(number => new SideFile(
                VectorArtOperation.InkSuffix(_plan.Format, number),
                to => WritePlate(
                    to, new(_picture, inks, _plan, Label.OfPlate(number, $" {number}")) { Ink = number }))
            {
                IsPlate = true, IsEmpty = number > inks.Count || AreaHatch.IsBlank(inks[number - 1].Color),
            })];
        }
    }

    private IReadOnlyList<AreaShape> Flat =>
        _plan.IsStacked ? _flat ??= AreaShape.ForPicture(_picture, isStacked: false) : _shapes;

    private DrawingLabel Label => DrawingLabel.Of(
        _input.Source, _plan.Options.IdPrefix, _plan.Options,
        _picture.Strokes is not null
            ? Invariant(
                $"{_shapes.Count} colors, {_shapes.Sum(shape => shape.Strokes.Count)} strokes. Made by Stylize.")
            : Invariant($"{_shapes.Count} colors, {_shapes.Sum(shape => shape.Rings.Count)} areas. Made by Stylize."),
        _context.Provenance) with { IsBrief = true, IsRgb = _plan.Options.Sheet.ColorSpace == PageColors.Rgb };

    public void Write(Stream target)
    {
        if (_drawn is null)
        {
            _plan.Format.Write!(target, _drawing);
        }
        else
        {
            _input.Codec.Encode(_drawn, target, Encoding);
        }
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) =>
        _drawn is not null && Math.Max(_drawn.Width, _drawn.Height) == side ? _drawn.Clone()
            : Draw(_plan.CanvasOf(side), context);

    public void Dispose() => _drawn?.Dispose();

    private EncodeOptions Encoding => new(_plan.Format.Pixels!.Value)
    {
        PixelsPerMeter = _plan.Canvas!.Value.PixelsPerMeter, Metadata = ProvenanceText.Metadata(_context.Provenance),
    };

    private void WritePlate(Stream target, TracedDrawing plate)
    {
        if (_plan.Canvas is not { } canvas)
        {
            _plan.Format.Write!(target, Drawing(plate));
            return;
        }

        // A border for registration marks enlarges a picture without a sheet.
        var scale = canvas.Width / (_plan.Sheet?.Width ?? _picture.Width);
        var page = plate.Page;
        canvas = canvas with
        {
            Width = (int)Math.Round(scale * page.Width), Height = (int)Math.Round(scale * page.Height),
        };
        PlateImage.Write(plate, canvas, _input.Codec, Encoding, _context, target);
    }

    /// <summary>Returns areas, or their outlines for a machine with pens.</summary>
    private IDrawing Drawing(TracedDrawing areas) => _plan.Format.IsForPens ? areas.Plot(_context.Cancellation) : areas;

    /// <summary>Finds the cut line around all that is opaque, and the end of the print below it.</summary>
    private void FindContour(double distance)
    {
        var scale = _plan.Sheet!.Value.Scale;
        var opaque = new TracedDrawing(
            _picture, AreaShape.ForPicture(_picture, isStacked: false), _plan with { Sheet = null },
            DrawingLabel.None) { IsFlat = true };
        var line = Around(distance);
        _contour = (line, _plan.Options.Bleed is { Millimeters: > 0 } bleed
            ? Around(distance + bleed.Millimeters) : _plan.Options.Bleed is null ? [] : line);

        IReadOnlyList<Curve> Around(double millimeters) =>
            StickerContour.Around(opaque, millimeters / scale, _context);
    }

    /// <summary>Draws the picture, on its sheet if a PNG has one.</summary>
    private Raster<Rgba32> Draw(PixelCanvas canvas, OperationContext context)
    {
        var plan = _plan.Format.Pixels is null ? _plan with { Sheet = null } : _plan;
        return RasterCanvas.Draw(
            new TracedDrawing(_picture, Flat, plan, Label) { IsFlat = true, Contour = _contour },
            canvas.Width, canvas.Height, context.MaxThreads, context.Cancellation);
    }
}
