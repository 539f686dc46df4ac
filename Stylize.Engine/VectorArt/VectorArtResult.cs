using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>A traced picture that writes and draws itself.</summary>
internal sealed class VectorArtResult : IArtifact
{
    private readonly TracedPicture _picture;
    private readonly VectorArtOptions _options;
    private readonly IReadOnlyList<AreaShape> _shapes;
    private readonly Raster<Rgba32>? _drawn;
    private readonly ImageInput _input;
    private readonly OperationContext _context;

    private VectorArtResult(
        TracedPicture picture, VectorArtOptions options, Raster<Rgba32>? drawn, ImageInput input, OperationContext context)
    {
        (_picture, _options, _drawn, _input, _context) = (picture, options, drawn, input, context);
        _shapes = AreaShape.Of(picture, options.Layers == AreaLayers.Stacked);
    }

    /// <summary>Creates the result, and draws the pixels of a PNG.</summary>
    public static VectorArtResult Create(TracedPicture picture, VectorArtOptions options, ImageInput input, OperationContext context) =>
        new(picture, options, options.Format == AreaFormat.Png ? Draw(picture, options.PngSize, context) : null, input, context);

    public int Width => _drawn?.Width ?? _picture.Width;

    public int Height => _drawn?.Height ?? _picture.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Colors", _shapes.Count),
        new("Areas", _shapes.Sum(shape => shape.Rings.Count)),
        new("Nodes", _shapes.Sum(shape => shape.Nodes)),
        new("Palette", _shapes.Select(shape => shape.Color.ToHex()).ToArray()),
    ];

    public IReadOnlyList<SideFile> SideFiles
    {
        get
        {
            if (!_options.Separate) return [];

            var inks = AreaShape.Of(_picture, isStacked: false);
            return [.. Enumerable.Range(1, _options.ColorCount).Select(number => new SideFile(
                VectorArtOperation.InkSuffix(number),
                to => AreaSvgWriter.WriteInk(
                    to, _picture, number <= inks.Count ? inks[number - 1] : null, $"{Title} {number}", _context.Provenance)))];
        }
    }

    private string Title => Path.GetFileNameWithoutExtension(_input.Source.Name);

    public void Write(Stream target)
    {
        if (_drawn is null)
        {
            AreaSvgWriter.Write(target, _picture, _shapes, Title, _context.Provenance);
        }
        else
        {
            _input.Codec.Encode(
                _drawn, target, new EncodeOptions(ImageFormat.Png) { Metadata = ProvenanceText.Metadata(_context.Provenance) });
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
