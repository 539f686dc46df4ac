using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Moving pixel art as numbered PNG files: the first frame is the main file, the others lie beside it. They are made in order
/// while they are written, so that memory does not grow with their number.</summary>
internal sealed class NumberedFrames : CellArtefact
{
    private readonly CellFrames _frames;
    private IFrameReader? _reader;
    private IEnumerator<CellFrame>? _next;
    private Raster<Rgba32>? _first;

    public NumberedFrames(CellFrames frames, int scale, IImageCodec codec, OperationContext context)
        : base(frames.Size, scale, frames.Palette, codec, context)
    {
        _frames = frames;
        foreach (var frame in Enumerable.Range(1, frames.Count - 1))
        {
            Add(new SideFile(Suffix(frame), WriteNext));
        }
    }

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => SummaryOf(_frames.Count);

    /// <param name="frame">From 0.</param>
    public static string Suffix(int frame) => string.Create(CultureInfo.InvariantCulture, $".pixelart_{frame:0000}.png");

    public override void Write(Stream target)
    {
        Begin();
        Encode(_first!, target, Encoding(ImageFormat.Png));
    }

    public override void Dispose()
    {
        _first?.Dispose();
        _next?.Dispose();
        _reader?.Dispose();
    }

    private void Begin()
    {
        if (_first is null)
        {
            _reader = _frames.Open();
            _next = _frames.Make(_reader).GetEnumerator();
            _first = Next();
        }
    }

    private void WriteNext(Stream target)
    {
        Begin();
        using var cells = Next();
        Encode(cells, target, Encoding(ImageFormat.Png));
    }

    private Raster<Rgba32> Next() => _next!.MoveNext()
        ? _next.Current.Cells
        : throw new StylizeException(
            StylizeError.ImageUnreadable, "frames", "The animation has fewer frames than its header tells.", "Use an undamaged copy.");
}
