using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>A traced picture that writes and draws itself.</summary>
internal sealed class VectorArtResult : IArtifact
{
    private readonly TracedPicture _picture;
    private readonly VectorArtOptions _options;
    private readonly IReadOnlyList<AreaShape> _shapes;
    private readonly TracedDrawing _drawing;
    private readonly Raster<Rgba32>? _drawn;
    private readonly ImageInput _input;
    private readonly OperationContext _context;

    private VectorArtResult(
        TracedPicture picture, VectorArtOptions options, Raster<Rgba32>? drawn, ImageInput input, OperationContext context)
    {
        (_picture, _options, _drawn, _input, _context) = (picture, options, drawn, input, context);
        _shapes = AreaShape.Of(picture, options.Layers == AreaLayers.Stacked);
        _drawing = new TracedDrawing(picture, _shapes, options, Label);
    }

    /// <summary>Creates the result, and draws the pixels of a PNG.</summary>
    public static VectorArtResult Create(TracedPicture picture, VectorArtOptions options, ImageInput input, OperationContext context) =>
        new(
            picture, options,
            DrawingFormatDefinition.Of(options.Format).Pixels is not null ? Draw(picture, options.PngSize, context) : null, input, context);

    public int Width => _drawn?.Width ?? _picture.Width;

    public int Height => _drawn?.Height ?? _picture.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Colors", _shapes.Count),
        new("Areas", _shapes.Sum(shape => shape.Rings.Count)),
        new("Nodes", _shapes.Sum(shape => shape.Nodes)),
        new("Palette", _shapes.Select(shape => shape.Color.ToHex()).ToArray()),
        .. Format.IsForPens ? _drawing.Plot.Totals : [],
    ];

    public IReadOnlyList<SideFile> SideFiles
    {
        get
        {
            if (!_options.Separate) return [];

            var inks = AreaShape.Of(_picture, isStacked: false);
            return [.. Enumerable.Range(1, _options.ColorCount).Select(number => new SideFile(
                VectorArtOperation.InkSuffix(_options, number),
                to => Format.Write!(
                    to, new TracedDrawing(_picture, inks, _options, Label with { Title = $"{Label.Title} {number}" }) { Ink = number })))];
        }
    }

    private DrawingFormatDefinition Format => DrawingFormatDefinition.Of(_options.Format);

    private DrawingLabel Label => new(
        Path.GetFileNameWithoutExtension(_input.Source.Name),
        Invariant($"{_shapes.Count} colors, {_shapes.Sum(shape => shape.Rings.Count)} areas. Made by Stylize."), _context.Provenance);

    public void Write(Stream target)
    {
        if (_drawn is null)
        {
            Format.Write!(target, _drawing);
        }
        else
        {
            _input.Codec.Encode(
                _drawn, target, new EncodeOptions(Format.Pixels!.Value) { Metadata = ProvenanceText.Metadata(_context.Provenance) });
        }
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) =>
        _drawn is not null && Math.Max(_drawn.Width, _drawn.Height) == side ? _drawn.Clone() : Draw(_picture, side, context);

    public void Dispose() => _drawn?.Dispose();

    private static Raster<Rgba32> Draw(TracedPicture picture, int? side, OperationContext context)
    {
        var (width, height) = side is { } longer
            ? Resampler.ScaledSize(picture.Width, picture.Height, (double)longer / Math.Max(picture.Width, picture.Height))
            : (picture.Width, picture.Height);
        return AreaRasterizer.Draw(picture, width, height, context.MaxThreads, context.Cancellation);
    }
}
